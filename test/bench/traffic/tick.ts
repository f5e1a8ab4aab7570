/**
 * What a tick of the backend reads: tick.ts kernel|libvirt URI, in milliseconds for each line that it
 * is given. `libvirt` is the call that is made where the kernel does not tell of all NICs.
 */
import { createInterface } from 'node:readline'
import { thisComputer } from '../../../electron/host/here/this-computer.ts'
import { readHostTraffic } from '../../../electron/host/traffic.ts'
import { nicTrafficOnHost } from '../../../electron/backend/traffic/nic-traffic.ts'
import { calls, openConnection } from '../../../electron/libvirt/index.ts'
import { onConnection } from '../../../electron/libvirt/on-connection.ts'
import type { Machine } from '../../../shared/model/machine.ts'

const [how, uri = ''] = process.argv.slice(2)
const { connection } = await openConnection(uri, { side: thisComputer })
const libvirt = onConnection(calls, connection)
const machines: Machine[] = []
const read = (machine: Machine) => machines.push(machine)
await libvirt.readMachines({ listed: () => undefined, read })

const tick = async () => nicTrafficOnHost(machines, await readHostTraffic(thisComputer)).nics
const call = () => libvirt.readNicTraffic()

for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now()
  const nics = await (how === 'kernel' ? tick() : call())
  const took = performance.now() - start
  console.log(took, Object.keys(nics).length)
}
process.exit(0)
