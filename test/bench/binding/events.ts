/** The same as events.c's `listen`, through the binding: events.ts listen URI COUNT. */
import { Connection } from 'node-libvirt'

const [, uri, count] = process.argv.slice(2)
const moments: bigint[] = []
await using connection = await Connection.open(uri ?? null)
await new Promise<void>((resolve, reject) => {
  connection
    .on('networkLifecycle', ({ event }) => {
      const now = process.hrtime.bigint()
      if (event === 'defined' && moments.push(now) === Number(count)) resolve()
    })
    .then(() => console.log('ready'), reject)
})
for (const moment of moments) console.log(Number(moment) / 1e3)
