/** Many calls and events: prints the memory in use, in MiB, after a tenth of them and at the end. */
import { Connection } from '../../src/index.ts'

const CALLS = Number(process.argv[2])
const EVENTS = Number(process.argv[3])
const BATCH = 500

const connection = await Connection.open('test:///default')
let received = 0
await connection.on('networkLifecycle', () => received++)

async function makeCalls(count: number): Promise<void> {
  for (let made = 0; made < count; made += BATCH) {
    const calls = Array.from({ length: BATCH / 5 }, async (_, index) => {
      const domain = await connection.lookupDomainByName('test')
      await Promise.all([domain.getXml(), domain.getState(), connection.getHostname()])
      await connection.lookupNetworkByName(`missing-${index}`).catch(() => {})
    })
    await Promise.all(calls)
  }
}

async function makeEvents(count: number): Promise<void> {
  const network = await connection.lookupNetworkByName('default')
  for (let made = 0; made < count; made += 2) {
    await network.destroy()
    await network.create()
  }
}

/** What V8 keeps in reserve for later is not in use, and grows whenever V8 likes. */
async function usedMiB(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { rss, heapTotal, heapUsed } = process.memoryUsage()
  return (rss - heapTotal + heapUsed) / 2 ** 20
}

await makeCalls(CALLS / 10)
await makeEvents(EVENTS / 10)
const early = await usedMiB()
await makeCalls((CALLS * 9) / 10)
await makeEvents((EVENTS * 9) / 10)
const late = await usedMiB()
await connection.close()
console.log(JSON.stringify({ early, late, received }))
