import { describe, expect, it } from 'vitest'
import { describeDomain, locateNic } from '../../../electron/libvirt/xml/domain.ts'
import { pairNics, pendingParts } from '../../../electron/libvirt/xml/nic/pairs.ts'
import type { NicPart } from '../../../shared/model/nic-settings.ts'

interface Nic {
  mac?: string
  network?: string
  bus?: number
  alias?: string
  more?: string
}

const A = '52:54:00:00:00:0a'
const B = '52:54:00:00:00:0b'

function nics(...list: Nic[]) {
  const elements = list.map(({ mac = A, network = 'default', bus, alias, more = '' }) =>
    [
      `<interface type="network"><mac address="${mac}"/><source network="${network}"/>`,
      alias ? `<alias name="${alias}"/>` : '',
      bus === undefined ? '' : `<address type="pci" bus="${bus}"/>`,
      `${more}</interface>`,
    ].join(''),
  )
  return describeDomain(`<domain><devices>${elements.join('')}</devices></domain>`).nics
}

/** Pairs as `running-stored`, each by its place in its own list. */
function pairsOf(live: Nic[], stored: Nic[]): string[] {
  const [running, defined] = [nics(...live), nics(...stored)]
  const place = <T>(list: T[], item: T | null) => (item === null ? '' : list.indexOf(item))
  return pairNics(running, defined).map(
    (pair) => `${place(running, pair.live)}-${place(defined, pair.stored)}`,
  )
}

describe('which running NIC is which stored one', () => {
  it.each<[string, Nic[], Nic[], string[]]>([
    ['the same', [{ bus: 1 }], [{ bus: 1 }], ['0-0']],
    ['twins by their place', [{ bus: 1 }, { bus: 2 }], [{ bus: 2 }, { bus: 1 }], ['0-1', '1-0']],
    ['one twin only stored', [{ bus: 2 }], [{ bus: 1 }, { bus: 2 }], ['0-1', '-0']],
    ['another network', [{ bus: 1 }], [{ bus: 1, network: 'b' }], ['0-0']],
    ['another MAC', [{ bus: 1 }], [{ bus: 1, mac: B }], ['0-0']],
    ['another place', [{ bus: 1 }], [{ bus: 5 }], ['0-0']],
    [
      'two in each other’s place',
      [{ bus: 1 }, { bus: 2, mac: B }],
      [{ bus: 2 }, { bus: 1, mac: B }],
      ['0-0', '1-1'],
    ],
    ['another card in its place', [{ bus: 1 }], [{ bus: 1, mac: B, network: 'b' }], ['0-', '-0']],
    ['without a place', [{}], [{ mac: B }], ['0-', '-0']],
    ['only running', [{ bus: 1 }], [], ['0-']],
    ['only stored', [], [{ bus: 1 }], ['-0']],
  ])('%s', (_, live, stored, pairs) => {
    expect(pairsOf(live, stored)).toEqual(pairs)
  })
})

describe('finding one NIC', () => {
  const live = nics({ bus: 1, alias: 'net0' }, { bus: 2, alias: 'net1' })
  const stored = nics({ bus: 2 }, { bus: 1 }, { bus: 3, mac: B })
  const slot = (bus: number) => `bus=${bus} type=pci`
  const busOf = (found: { slot: string | null } | null | undefined) => found?.slot

  it.each([1, 2])('tells twins apart, and knows the stored one of each: %i', (bus) => {
    const alias = `net${bus - 1}`
    const found = locateNic(live, stored, { mac: A, alias, slot: slot(bus) })
    expect(found?.live?.alias).toBe(alias)
    expect(busOf(found?.stored)).toBe(slot(bus))
  })

  it('finds one that is only stored', () => {
    const found = locateNic(live, stored, { mac: B, alias: null, slot: slot(3) })
    expect(found?.live).toBeNull()
    expect(busOf(found?.stored)).toBe(slot(3))
  })

  it('does not take a twin for one that is gone', () => {
    expect(locateNic(live, stored, { mac: A, alias: 'net2', slot: slot(9) })).toBeNull()
    expect(locateNic(live, stored, { mac: A, alias: null, slot: slot(9) })).toBeNull()
  })

  it('does not take another card for one whose name it got at the next start', () => {
    expect(locateNic(live, stored, { mac: B, alias: 'net0', slot: slot(1) })).toBeNull()
  })

  it('reads a MAC in any case of letters', () => {
    const found = locateNic(live, stored, { mac: A.toUpperCase(), alias: 'net0', slot: slot(1) })
    expect(found?.live?.alias).toBe('net0')
  })
})

describe('what waits for the next start', () => {
  const pending = (live: Nic, stored: Nic) => {
    const [a, b] = [nics(live)[0], nics(stored)[0]]
    return a && b ? pendingParts(a.settings, b.settings) : expect.unreachable('no NIC')
  }
  const limit = '<bandwidth><inbound average="100"/></bandwidth>'

  it.each<[string, Nic, Nic, NicPart[]]>([
    ['nothing', {}, {}, []],
    ['another network', {}, { network: 'b' }, ['source']],
    ['the cable', {}, { more: '<link state="down"/>' }, ['linkUp']],
    ['a limit', {}, { more: limit }, ['bandwidth']],
    ['a limit that comes from the network', { more: limit }, {}, []],
    ['a VLAN that comes from the network', { more: '<vlan><tag id="4"/></vlan>' }, {}, []],
    ['a filter that is stored no more', { more: '<filterref filter="x"/>' }, {}, ['filter']],
    [
      'model and queues',
      {},
      { more: '<model type="e1000"/><driver queues="2"/>' },
      ['model', 'queues'],
    ],
  ])('%s', (_, live, stored, parts) => {
    expect(pending(live, stored)).toEqual(parts)
  })
})
