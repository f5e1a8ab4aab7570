/**
 * From libvirt into the backend's own inventory: model.ts URI. For each line that it is given it
 * prints the milliseconds until all names and states are there, and until everything is.
 */
import { createInterface } from 'node:readline'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { readEverything } from '../../../electron/backend/inventory/libvirt-inventory.ts'
import { calls, openConnection } from '../../../electron/libvirt/index.ts'
import { unknownSide } from '../../../electron/host/side.ts'
import { onConnection } from '../../../electron/libvirt/on-connection.ts'
import type { Machine } from '../../../shared/model/machine.ts'

const { connection } = await openConnection(process.argv[2] ?? '', { side: unknownSide })
const libvirt = onConnection(calls, connection)
const expected = (await connection.listDomains()).length
for await (const _ of createInterface({ input: process.stdin })) {
  console.log((await readOnce()).join(' '))
}
process.exit(0)

async function readOnce(): Promise<number[]> {
  const { networks, machines } = new InventoryStore(() => {})
  const start = performance.now()
  let first = NaN
  // Told by the reading itself: to look again and again would take one of the cores from it.
  const replace = machines.replace.bind(machines)
  machines.replace = (list) => {
    replace(list)
    first = performance.now() - start
  }
  const decorated = (machine: Machine) => machine
  await readEverything(libvirt, { networks, machines, decorated, taps: null })
  const complete = performance.now() - start
  const read = [...machines.items.values()].filter((one) => !one.reading && !one.unreadable)
  if (read.length !== expected) throw new Error(`${read.length} of ${expected} machines were read`)
  return [first, complete]
}
