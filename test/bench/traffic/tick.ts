/** What a tick of the backend reads: tick.ts URI, in milliseconds for each line that it is given. */
import { createInterface } from 'node:readline'
import { readHostTraffic } from '../../../electron/backend/traffic/host-traffic.ts'
import * as libvirt from '../../../electron/libvirt/index.ts'

const { connection } = await libvirt.openConnection(process.argv[2] ?? '')
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now()
  const read = await Promise.all([readHostTraffic(), libvirt.readNicTraffic(connection)])
  const took = performance.now() - start
  console.log(took, Object.keys(read[1]).length)
}
process.exit(0)
