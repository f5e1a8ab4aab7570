/** VLANs as they are written, what is wrong with them, and who can carry them. */
import { describe, expect, it } from 'vitest'
import type { HostInterface } from '../../../shared/model/host.ts'
import { whyNoTrunk } from '../../../shared/rules/vlans/carriers.ts'
import { trunkProblems } from '../../../shared/rules/vlans/problems.ts'
import { parseVlans, vlanInterfaceName } from '../../../shared/rules/vlans/numbers.ts'
import { recorded } from '../../support/nm-state.ts'
import { hostInterfaces } from '../../../electron/networkmanager/interfaces/interfaces.ts'

it.each<[text: string, ids: number[] | null]>([
  ['10, 20, 30', [10, 20, 30]],
  ['10 20;30', [10, 20, 30]],
  ['8-10,4094', [8, 9, 10, 4094]],
  ['10,10', [10, 10]],
  ['', null],
  ['0', null],
  ['4095', null],
  ['10-', null],
  ['30-20', null],
  ['ten', null],
  ['1-65', null],
  ['1-64', Array.from({ length: 64 }, (_, index) => index + 1)],
])('“%s” means %j', (text, ids) => {
  expect(parseVlans(text)).toEqual(ids)
})

it('calls a VLAN by its NIC, unless that is longer than a name may be', () => {
  expect(vlanInterfaceName('eth0', 10)).toBe('eth0.10')
  expect(vlanInterfaceName('enp0s31f6', 4094)).toBe('enp0s31f6.4094')
  expect(vlanInterfaceName('enx001122334455', 10)).toBe('vlan10')
})

describe('what is wrong is said at its field', () => {
  const around = {
    interfaces: ['eth0', 'br0', 'eth0.30'],
    networks: ['default'],
    vlans: new Map([[40, 'office']]),
  }
  const vlan = (id: number, bridge = `br${id}`, network: string | null = null) => ({
    ...{ id, bridge, network },
  })
  it.each<[what: string, vlans: ReturnType<typeof vlan>[], found: [string, string][]]>([
    ['nothing', [vlan(10), vlan(20, 'lab', 'lab')], []],
    ['no VLAN at all', [], [['vlans', 'vlans']]],
    ['a number that is none', [vlan(4095)], [['vlans.0.id', 'vlans']]],
    ['one twice', [vlan(10), vlan(10, 'b')], [['vlans.1.id', 'vlan-twice']]],
    ['one that is there', [vlan(40)], [['vlans.0.id', 'vlan-there']]],
    ['a name that is taken', [vlan(30)], [['vlans.0.id', 'vlan-name-taken']]],
    ['a bridge that is there', [vlan(10, 'br0')], [['vlans.0.bridge', 'interface-taken']]],
    ['one bridge for two', [vlan(10), vlan(20, 'br10')], [['vlans.1.bridge', 'interface-taken']]],
    ['a name for no bridge', [vlan(10, '../x')], [['vlans.0.bridge', 'interface-name']]],
    [
      'a network that is there',
      [vlan(10, 'b', 'default')],
      [['vlans.0.network', 'network-name-taken']],
    ],
    [
      'one network for two',
      [vlan(10, 'a', 'n'), vlan(20, 'b', 'n')],
      [['vlans.1.network', 'network-name-taken']],
    ],
  ])('%s', (_, vlans, found) => {
    const problems = trunkProblems('eth0', vlans, around)
    expect(problems.map(({ field, text }) => [field, text.key])).toEqual(
      found.map(([field, key]) => [field, `problem.${key}`]),
    )
  })
})

describe('an interface carries VLANs, or it is said why not', () => {
  const [eth0] = hostInterfaces(recorded()).filter(({ name }) => name === 'eth0')
  const bond = { ...eth0, name: 'bond0', kind: 'bond' } as HostInterface
  const bridge = { ...eth0, name: 'br0', kind: 'bridge' } as HostInterface
  it.each<[what: string, part: Partial<HostInterface>, reason: string | null]>([
    ['a NIC', {}, null],
    ['a NIC that nothing is active on', { state: 'disconnected', profile: null }, null],
    ['a bridge’s port', { controller: 'br0' }, null],
    ['a bond', { kind: 'bond' }, null],
    ['a bond’s port', { controller: 'bond0' }, 'trunk-bond-port'],
    ['a VLAN', { kind: 'vlan' }, 'trunk-vlan'],
    ['a bridge', { kind: 'bridge' }, 'trunk-bridge'],
    ['Wi-Fi', { kind: 'wifi' }, 'trunk-wifi'],
    ['one without a cable', { carrier: false }, 'no-carrier'],
    ['one that is not managed', { state: 'unmanaged' }, 'unmanaged'],
  ])('%s', (_, part, reason) => {
    const nic = { ...eth0, ...part } as HostInterface
    const found = whyNoTrunk(nic, [nic, bond, bridge])
    expect(found?.key ?? null).toBe(reason && `refusal.${reason}`)
  })
})
