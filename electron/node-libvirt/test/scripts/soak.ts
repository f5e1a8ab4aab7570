/**
 * Many calls and events: prints the memory in use, in MiB, after a tenth of them and at the end.
 *
 *   soak.ts CALLS EVENTS [URI DOMAIN]     the test driver's, if none is named
 */
import { Connection } from '../../src/index.ts'

const CALLS = Number(process.argv[2])
const EVENTS = Number(process.argv[3])
const [uri = 'test:///default', name = 'test'] = process.argv.slice(4)
const BATCH = 500

const connection = await Connection.open(uri)
let received = 0
await connection.on('networkLifecycle', () => received++)

async function makeCalls(count: number): Promise<void> {
  for (let made = 0; made < count; made += BATCH) {
    const calls = Array.from({ length: BATCH / 5 }, async (_, index) => {
      const domain = await connection.lookupDomainByName(name)
      await Promise.all([domain.getXml(), domain.getState(), connection.getHostname()])
      await connection.lookupNetworkByName(`missing-${index}`).catch(() => {})
    })
    await Promise.all(calls)
  }
}

async function makeEvents(count: number): Promise<void> {
  const xml = "<network><name>soaked</name><bridge name='virbr99'/></network>"
  for (let made = 0; made < count; made += 2) {
    const network = await connection.defineNetwork(xml)
    await network.undefine()
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

// In tenths: V8 that is left alone for as long takes some MiB for itself, and keeps them.
const used: number[] = []
for (let tenth = 0; tenth < 10; tenth++) {
  await makeCalls(CALLS / 10)
  await makeEvents(EVENTS / 10)
  used.push(await usedMiB())
}
const [early, late] = [used[0], used.at(-1)]
await connection.close()
console.log(JSON.stringify({ early, late, received }))
