/** A daemon behind the connection that ends alone: noticed, and the connection opened anew, whole. */
import type { Connection } from 'node-libvirt'
import { expect, it, vi } from 'vitest'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { LibvirtService } from '../../../electron/backend/inventory/libvirt-service.ts'
import { unknownSide } from '../../../electron/host/side.ts'
import type * as Libvirt from '../../../electron/libvirt/index.ts'

/** One that tells of its end when it is told to. */
function fakeConnection({ without = [] as string[] } = {}) {
  const listeners: Record<string, (() => void)[]> = {}
  const close = vi.fn(async () => {})
  const connection = {
    on: async (event: string, listener: () => void) => {
      if (without.includes(event)) throw new Error('libvirt is too old')
      ;(listeners[event] ??= []).push(listener)
    },
    isAlive: async () => true,
    close,
  } as unknown as Connection
  return { connection, close, end: () => listeners['closed']?.forEach((tell) => tell()) }
}

async function setUp({
  modular = true,
  without = [] as string[],
  readNetworks = async () => [] as never[],
} = {}) {
  const opened: { main: ReturnType<typeof fakeConnection>; networks: typeof daemon }[] = []
  let daemon: ReturnType<typeof fakeConnection> | null = null
  const libvirt = {
    openConnection: async () => {
      const main = fakeConnection({ without })
      daemon = modular ? fakeConnection() : null
      opened.push({ main, networks: daemon })
      const networkDaemon = daemon?.connection ?? null
      return { connection: main.connection, version: '11.3.0', readOnly: false, networkDaemon }
    },
    calls: {
      readMachines: async (_: Connection, { listed }: { listed: (list: never[]) => void }) =>
        listed([]),
      readNetworks,
    },
    isOfEndedDaemon: (error: unknown) => (error as Error).message === 'client socket is closed',
  } as unknown as typeof Libvirt
  const states: string[] = []
  const inventory = new InventoryStore(({ services }) => {
    if (services) states.push(services.libvirt.status)
  })
  const service = new LibvirtService(
    inventory,
    { uri: 'test:///default', side: unknownSide },
    async () => libvirt,
  )
  service.start()
  await vi.waitFor(() => expect(service.isConnected).toBe(true))
  return { service, opened, inventory, states }
}

it('follows a libvirt that has no event for a guest’s MAC, nor for a network’s metadata', async () => {
  const { opened } = await setUp({ without: ['nicMacChange', 'networkMetadataChange'] })
  expect(opened).toHaveLength(1)
})

it('opens another when the network daemon has ended, although its own lives', async () => {
  const { service, opened } = await setUp()
  opened[0]?.networks?.end()
  expect(service.isConnected).toBe(false)
  await vi.waitFor(() => expect(service.isConnected).toBe(true), { timeout: 2_000 })
  expect(opened).toHaveLength(2)
  expect(opened[0]?.main.close).toHaveBeenCalled()
  expect(opened[0]?.networks?.close).toHaveBeenCalled()
  // What the old one tells late is no end of the new one.
  opened[0]?.main.end()
  expect(service.isConnected).toBe(true)
})

it('opens another when looking again fails as with an ended daemon', async () => {
  let fails = false
  const readNetworks = async () => {
    if (fails) throw new Error('client socket is closed')
    return []
  }
  const { service, opened } = await setUp({ modular: false, readNetworks })
  fails = true
  service.setVisible(true)
  await vi.waitFor(() => expect(service.isConnected).toBe(false))
  fails = false
  await vi.waitFor(() => expect(service.isConnected).toBe(true), { timeout: 2_000 })
  expect(opened.length).toBeGreaterThan(1)
  service.setVisible(false)
})

it('keeps the connection when looking fails for any other reason', async () => {
  let fails = false
  const readNetworks = vi.fn(async () => {
    if (fails) throw new Error('something else')
    return []
  })
  const { service, opened } = await setUp({ readNetworks })
  fails = true
  const before = readNetworks.mock.calls.length
  service.setVisible(true)
  await vi.waitFor(() => expect(readNetworks.mock.calls.length).toBeGreaterThan(before))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(service.isConnected).toBe(true)
  expect(opened).toHaveLength(1)
  service.setVisible(false)
})

it('opens another when a call says so', async () => {
  const { service, opened } = await setUp({ modular: false })
  service.openAnew()
  await vi.waitFor(() => expect(opened).toHaveLength(2))
})

it('that is not reached says so by a promise, as where a call fails', async () => {
  const inventory = new InventoryStore(() => {})
  const service = new LibvirtService(inventory, { uri: 'test:///default', side: unknownSide })
  for (const refresh of [() => service.refreshMachine('web'), () => service.refreshNetwork('lan')])
    await expect(refresh().catch((error: unknown) => error)).resolves.toMatchObject({
      data: { code: 'libvirt-unavailable' },
    })
})
