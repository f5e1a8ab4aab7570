import { describe, expect, it } from 'vitest'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import { readLinks, readPortVlans } from '../../../electron/backend/doctor/readings.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'
import type { FindingCode } from '../../../shared/model/finding.ts'
import {
  carrying,
  filtering,
  illVlans,
  managed,
  native,
  overNic,
  port,
  tagged,
} from './ill-vlans.ts'
import { codesIn, link, links, machine, onLan, view, world } from './host.ts'

const run = (code: FindingCode, part: Partial<View>) =>
  checks.find(({ id }) => id === code)?.run(view(part)) ?? []
const well = { world: tagged(), links: filtering(true), portVlans: carrying(port(40, 49)) }

describe('a host with VLANs', () => {
  it('is well where its bridge filters, and lets the tag through', () => {
    expect(codesIn(view(well))).toEqual([])
  })

  it.each<[string, Partial<View>]>([
    ['whose bridge says nothing of filtering', { ...well, links: links() }],
    ['whose ports nobody could be asked about', { ...well, portVlans: null }],
    ['whose NIC says nothing of VLANs', { ...well, portVlans: new Map([...carrying()].slice(1)) }],
    [
      'whose tagged machine is off',
      {
        ...{ links: filtering(false), portVlans: carrying() },
        world: world({
          machines: [machine(), { ...tagged().machines[1], state: 'shut-off' } as never],
        }),
      },
    ],
    ['of whose machines none has a tag', { ...illVlans['vlan-not-allowed'][0], world: world() }],
    [
      'where the tag is the native VLAN',
      { world: tagged(), links: filtering(true), portVlans: carrying({ ...port(42), pvid: true }) },
    ],
  ])('%s has none of its illnesses', (_, part) => {
    expect(codesIn(view(part)).filter((code) => code.startsWith('vlan-'))).toEqual([])
  })

  it.each<[string, FindingCode, Partial<View>]>([
    [
      'a VLAN beside the native one',
      'vlan-native-twice',
      { links: [...filtering(true), overNic('eth0.10', 10)], portVlans: carrying(port(10)) },
    ],
    [
      'the native VLAN’s number, where nothing filters',
      'vlan-native-twice',
      { links: [...filtering(false), overNic('eth0.1', 1)], portVlans: carrying() },
    ],
    [
      'a native VLAN that leaves with its tag',
      'vlan-native-twice',
      {
        links: [...filtering(true), overNic('eth0.1', 1)],
        portVlans: new Map([['eth0', [{ ...native, untagged: false }]]]),
      },
    ],
    ...[
      { heard: 1, sent: 90 },
      { heard: 0, sent: 4 },
    ].map((packets): [string, FindingCode, Partial<View>] => [
      `a VLAN with ${packets.heard} frames heard and ${packets.sent} sent`,
      'vlan-unheard',
      { ...illVlans['vlan-unheard'][0], vlanPackets: new Map([['eth0.10', packets]]) },
    ]),
    [
      'a VLAN whose NIC has no cable',
      'vlan-unheard',
      {
        ...illVlans['vlan-unheard'][0],
        links: [...links(link('eth0', { carrier: false })), overNic('eth0.10', 10)],
      },
    ],
  ])('%s is not ill', (_, code, part) => {
    expect(run(code, part)).toEqual([])
  })

  it('is told of the native VLAN over the bridge itself, too', () => {
    const over = [...filtering(true), overNic('br0.1', 1, 'br0')]
    const [found] = run('vlan-native-twice', { links: over, portVlans: carrying() })
    expect(found?.finding.params).toEqual({
      interface: 'br0.1',
      nic: 'br0',
      bridge: 'br0',
      vlan: 1,
    })
  })
})

describe('its cure', () => {
  it('is a change of the bridge under a plan, where NetworkManager has it', () => {
    const host = { ...tagged(), interfaces: managed(false) }
    const [off] = run('vlan-unfiltered', { world: host, links: filtering(false) })
    expect(off?.fix).toMatchObject({
      do: 'change-bridge',
      change: {
        ...{ bridge: 'br0', options: { vlanFiltering: true } },
        portVlans: [{ port: 'eth0', vlans: [{ from: 42, to: 42 }] }],
      },
    })
    const shut = { ...tagged(), interfaces: managed(true) }
    const [cut] = run('vlan-not-allowed', {
      ...{ world: shut, links: filtering(true), portVlans: carrying() },
    })
    expect(cut?.fix).toMatchObject({ change: { options: null, portVlans: [{ port: 'eth0' }] } })
    expect(cut?.finding.evidence).toEqual([
      { command: 'bridge vlan show dev eth0', output: 'eth0 1 PVID Egress Untagged' },
    ])
  })

  it('is a command to copy, where it is another program’s', () => {
    const commands = (code: keyof typeof illVlans) =>
      run(code, illVlans[code][0])[0]?.finding.commands
    expect(commands('vlan-unfiltered')).toEqual([
      'sudo ip link set dev br0 type bridge vlan_filtering 1',
    ])
    expect(commands('vlan-not-allowed')).toEqual(['sudo bridge vlan add dev eth0 vid 42'])
    expect(commands('vlan-tap-lost')).toEqual([
      'sudo bridge vlan add dev vnet1 vid 42 pvid untagged',
    ])
  })

  it('of a trunk adds each VLAN tagged', () => {
    const vlan = { trunk: true, tags: [42, 43].map((id) => ({ id, native: null })) }
    const [found] = run('vlan-tap-lost', {
      ...{ links: filtering(true), portVlans: carrying(port(42, 43)) },
      world: world({ machines: [machine(), onLan({ vlan })] }),
    })
    expect(found?.finding.commands).toEqual(['sudo bridge vlan add dev vnet1 vid 43'])
  })
})

describe('what is read', () => {
  it('of ports is iproute2’s JSON, ranges and all', () => {
    const said = `[{"ifname":"eth0","vlans":[{"vlan":1,"flags":["PVID","Egress Untagged"]},
      {"vlan":20,"vlanEnd":29}]},{"ifname":"vnet1","vlans":[{"vlan":42}]}]`
    expect(readPortVlans(said)).toEqual(
      new Map([
        ['eth0', [native, port(20, 29)]],
        ['vnet1', [port(42)]],
      ]),
    )
    expect(readPortVlans('')).toEqual(new Map())
    expect(readPortVlans('port vlan-id')).toBe(null)
    expect(readPortVlans('[{"ifname":7}]')).toBe(null)
  })

  it('of links is whether a bridge filters, and what a VLAN is over', () => {
    const [bridge, plain, vlan, nic] = readLinks(
      [
        '4: br0: <BROADCAST,UP> mtu 1500 state UP \\    link/ether 52:54:00:00:00:01 promiscuity 0 \\    bridge forward_delay 1500 stp_state 0 vlan_filtering 1 vlan_protocol 802.1Q',
        '5: br1: <BROADCAST,UP> mtu 1500 state UP \\    link/ether 52:54:00:00:00:02 \\    bridge stp_state 0 vlan_filtering 0 ',
        '6: eth0.10@eth0: <BROADCAST,UP,LOWER_UP> mtu 1500 \\    link/ether 52:54:00:00:00:03 promiscuity 0 \\    vlan protocol 802.1Q id 10 <REORDER_HDR> addrgenmode eui64',
        '7: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500 \\    link/ether 52:54:00:00:00:04',
      ].join('\n'),
    )
    expect([bridge?.filters, plain?.filters, vlan?.filters]).toEqual([true, false, undefined])
    expect(vlan).toMatchObject({ name: 'eth0.10', kind: 'vlan', vlan: { id: 10, over: 'eth0' } })
    expect(nic?.vlan).toBe(undefined)
  })
})
