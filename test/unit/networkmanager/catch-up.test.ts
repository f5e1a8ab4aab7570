/** A bridge that is kept is applied again only where it runs with something else than it was kept with. */
import { expect, it } from 'vitest'
import { catchUp } from '../../../electron/networkmanager/apply/finish.ts'
import type { BridgeEntry } from '../../../electron/networkmanager/apply/journal.ts'
import type { NetworkManagerClient } from '../../../electron/networkmanager/client/client.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const UUID = '6f1b2a2c-0000-4000-8000-000000000001'
const text = (value: string) => new Variant('s', value)
const number = (value: number) => new Variant('i', value)
const addresses = (...all: string[]) => new Variant('as', all)

const stored: Settings = {
  connection: { uuid: text(UUID), id: text('br0'), timestamp: new Variant('t', 1n) },
  bridge: { stp: new Variant('b', false) },
  ipv4: { method: text('auto') },
  ipv6: { method: text('auto') },
  user: { data: new Variant('a{ss}', { 'puente.nic': 'eth0' }) },
}
/** In another order, and with what says nothing of the device. */
const same: Settings = {
  ...{ ipv6: stored.ipv6 ?? {}, ipv4: stored.ipv4 ?? {}, bridge: stored.bridge ?? {} },
  connection: { timestamp: new Variant('t', 9n), id: text('br0'), uuid: text(UUID) },
  user: { data: new Variant('a{ss}', { 'puente.unfinished-0': '{}' }) },
}
const tried: Settings = {
  ...same,
  ipv4: { method: text('auto'), 'dad-timeout': number(0), 'dhcp-timeout': number(9) },
}
const leased: Settings = { ...tried, ipv4: { ...tried.ipv4, 'address-data': addresses('a') } }
const leased6: Settings = { ...leased, ipv6: { ...same.ipv6, 'address-data': addresses('b') } }
const larger: Settings = { ...same, bridge: { stp: new Variant('b', true) } }

async function reapplied(kind: BridgeEntry['kind'], applied: Settings | null): Promise<number> {
  let count = 0
  const objects = new Map([
    ['/device', { 'org.freedesktop.NetworkManager.Device': { Interface: 'br0', Real: true } }],
  ])
  const nm = {
    state: { objects, profiles: new Map([['/profile', stored]]) },
    readProfile: () => Promise.resolve(stored),
    call: (_path: string, _iface: string, member: string) => {
      if (member === 'Reapply') count++
      else if (!applied) return Promise.reject(new Error('the device is not active'))
      return Promise.resolve([applied, 1n])
    },
  }
  const entry = { kind, bridge: 'br0', bridgeUuid: UUID } as BridgeEntry
  await catchUp(nm as unknown as NetworkManagerClient, entry)
  return count
}

it.each([
  ['as it was kept', 'create-bridge', same, 0],
  ['as it was tried, but with its own addresses', 'create-bridge', tried, 0],
  ['with a lease written beside DHCP', 'create-bridge', leased, 1],
  ['with one written beside DHCPv6, which would be away for a second', 'create-bridge', leased6, 0],
  ['as it was changed', 'change-bridge', same, 0],
  ['as before it was changed', 'change-bridge', larger, 1],
  ['as before its addresses were changed', 'change-bridge', leased6, 1],
  ['not at all', 'create-bridge', null, 0],
] as const)('one that runs %s (%s)', async (_, kind, applied, times) => {
  expect(await reapplied(kind, applied)).toBe(times)
})
