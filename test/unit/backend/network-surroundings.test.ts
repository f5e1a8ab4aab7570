import { expect, it, vi } from 'vitest'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { NetworkSurroundings } from '../../../electron/backend/networks/network-surroundings.ts'
import type { Host } from '../../../electron/host/host.ts'

it('asks the kernel once for all that ask at once, and anew for whoever asks later', async () => {
  let subnet = '10.0.0.0/24'
  const routedSubnets = vi.fn(async () => [{ subnet, by: 'interface' as const, name: 'eth0' }])
  const host = { routedSubnets, interfaceNames: async () => ['eth0'] } as unknown as Host
  const surroundings = new NetworkSurroundings(new InventoryStore(() => undefined), host)
  const all = await Promise.all(Array.from({ length: 90 }, () => surroundings.occupied()))
  expect(routedSubnets).toHaveBeenCalledTimes(1)
  expect(new Set(all.map(([one]) => one?.subnet))).toEqual(new Set([subnet]))
  const [earlier] = [surroundings.occupied()]
  await earlier
  subnet = '10.1.0.0/24'
  expect(await surroundings.occupied()).toMatchObject([{ subnet }])
  expect(routedSubnets).toHaveBeenCalledTimes(3)
})
