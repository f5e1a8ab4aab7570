import { describe, expect, it } from 'vitest'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import { parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import { changedNic, nicXml } from '../../../electron/libvirt/xml/nic/create.ts'
import { readSettings } from '../../../electron/libvirt/xml/nic/read.ts'
import { applyChanges } from '../../../electron/libvirt/xml/nic/write.ts'

const WEB: PortForward = {
  ...{ protocol: 'tcp', address: null, device: null, except: [] },
  ranges: [{ first: 8080, last: 8080, to: 80 }],
}
const DNS: PortForward = {
  ...{ protocol: 'udp', address: '127.0.0.1', device: 'lo' },
  ranges: [{ first: 5300, last: 5310, to: 53 }],
  except: [{ first: 5305, last: 5305 }],
}
const ALL: PortForward = { ...WEB, address: '192.0.2.1', ranges: [] }
const MAC = '<mac address="52:54:00:00:00:01"/>'
const passt = (forwards: string, more = '') =>
  `<interface type="user">${MAC}<backend type="passt" logFile="/tmp/p"/>${forwards}${more}</interface>`
const WRITTEN =
  '<portForward proto="tcp"><range start="8080" to="80"/></portForward>' +
  '<portForward proto="udp" address="127.0.0.1" dev="lo"><range start="5300" end="5310" to="53"/><range start="5305" exclude="yes"/></portForward>' +
  '<portForward proto="tcp" address="192.0.2.1"/>'

const forwardsIn = (xml: string) => readSettings(parse(xml)).forwards

it('reads what libvirt has of each', () => {
  expect(forwardsIn(passt(WRITTEN))).toEqual([WEB, DNS, ALL])
})

it('writes what it reads', () => {
  const slirp = `<interface type="user">${MAC}</interface>`
  const after = changedNic(slirp, { forwards: [WEB, DNS, ALL] })
  expect(after).toContain(WRITTEN)
  expect(forwardsIn(after)).toEqual([WEB, DNS, ALL])
})

it('goes out through passt once a port leads to it: slirp has no forwards', () => {
  const slirp = `<interface type="user">${MAC}</interface>`
  expect(changedNic(slirp, { forwards: [WEB] })).toContain('<backend type="passt"/>')
  expect(changedNic(slirp, { forwards: [] })).not.toContain('backend')
})

it('leaves each that stays as somebody has written it, in the order that is asked for', () => {
  const own =
    '<portForward proto="tcp"><!-- mine --><range start="8080" end="8080" to="80"/></portForward>'
  const after = changedNic(passt(own), { forwards: [DNS, WEB] })
  expect(after).toContain(own)
  expect(forwardsIn(after)).toEqual([DNS, WEB])
  expect(after).toContain('logFile="/tmp/p"')
  expect(changedNic(passt(own), { forwards: [] })).not.toContain('portForward')
})

it('is a new NIC with its backend and its forwards', () => {
  const xml = nicXml({
    ...{ source: { type: 'user' }, model: 'virtio', mac: '52:54:00:00:00:01' },
    ...{ backend: 'passt', forwards: [WEB] },
  })
  expect(forwardsIn(xml)).toEqual([WEB])
  expect(xml).toContain('<backend type="passt"/>')
})

describe('moved', () => {
  it('to a network says which forwards end, and keeps nothing of user mode', () => {
    const nic = parse(passt(WRITTEN))
    const source = { type: 'network', network: 'lan', portGroup: null } as const
    const lost = applyChanges(nic, { source }, { kind: 'bridge', floor: false })
    expect(lost).toContainEqual({
      part: 'forwards',
      value: 'tcp 8080 → 80, udp 127.0.0.1%lo:5300–5310 → 53–63 −5305, tcp 192.0.2.1:*',
    })
    expect(serialize(nic)).not.toMatch(/portForward|passt/)
  })

  it('to user mode goes out through what there is', () => {
    const lan = `<interface type="network">${MAC}<source network="lan"/><filterref filter="clean-traffic"/></interface>`
    const to = (backend?: 'passt') =>
      changedNic(
        lan,
        { source: { type: 'user' } },
        {
          ...{ kind: 'user', floor: false },
          ...(backend && { backend }),
        },
      )
    expect(to('passt')).toContain('<backend type="passt"/>')
    expect(to()).not.toContain('backend')
    expect(to()).not.toMatch(/source|filterref/)
  })
})
