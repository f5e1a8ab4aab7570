/** Lets the collector find connections and objects that nobody closed, then ends by itself. */
import { Connection } from '../../src/index.ts'

const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

for (let round = 0; round < 50; round++) {
  const connection = await Connection.open('test:///default')
  const domains = await connection.listDomains()
  await domains[0]!.getXml()
  globalThis.gc!()
  await tick()
}
const objects = new WeakRef(await Connection.open('test:///default'))
await tick()
globalThis.gc!()
await tick()
console.log(objects.deref() === undefined ? 'collected' : 'kept')
