/** The same as machines.c's `listen`, through the binding: listen.ts URI COUNT. */
import { Connection } from 'node-libvirt'

const [uri, count] = process.argv.slice(2)
const moments: bigint[] = []
await using connection = await Connection.open(uri ?? null)
await new Promise<void>((resolve, reject) => {
  connection
    .on('domainLifecycle', () => {
      if (moments.push(process.hrtime.bigint()) === Number(count)) resolve()
    })
    .then(() => console.log('ready'), reject)
})
for (const moment of moments) console.log(Number(moment) / 1e3)
