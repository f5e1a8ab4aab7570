/**
 * The same work as inventory.c through the binding, with the same arguments; `list` in three ways:
 * `list` one call after the other, `burst` all calls at once, `bulk` in one job. `made` is what V8
 * alone needs for what `bulk` gives, of bytes that are there: in milliseconds, too.
 */
import { Connection, type Network } from 'node-libvirt'

type Work = (connection: Connection, number: number) => Promise<number>

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  // The outcome stays in memory until the clock has stopped.
  const kept = await work()
  const elapsed = performance.now() - start
  return kept === undefined ? Number.NaN : elapsed
}

const everything = async (connection: Connection) => [
  ...(await connection.listDomains()),
  ...(await connection.listNetworks()),
]

const listed: Work = (connection) =>
  milliseconds(async () => {
    const xmls: string[] = []
    for (const one of await everything(connection)) xmls.push(await one.getXml())
    return xmls
  })

const burst: Work = (connection) =>
  milliseconds(async () => Promise.all((await everything(connection)).map((one) => one.getXml())))

const infos = (connection: Connection, threads: number) =>
  Promise.all([
    connection.listDomainsInfo({ xml: true, threads }),
    connection.listNetworksInfo({ xml: true, threads }),
  ])

const bulk: Work = (connection, threads) => milliseconds(() => infos(connection, threads))

const made: Work = async (connection, threads) => {
  const all = (await infos(connection, threads)).flat().map((info) => ({
    info,
    bytes: [info.name, info.uuid, info.xml ?? ''].map((text) => Buffer.from(text)),
  }))
  return milliseconds(async () =>
    all.map(({ info, bytes }) => {
      const [name, uuid, xml] = bytes.map((text) => text.toString('latin1'))
      return { ...info, name, uuid, xml }
    }),
  )
}

async function call(connection: Connection, count: number): Promise<number> {
  const [domain] = await connection.listDomains()
  if (!domain) throw new Error('there is no domain to ask')
  const start = performance.now()
  for (let i = 0; i < count; i++) await domain.isActive()
  return ((performance.now() - start) / count) * 1e3
}

/** From just before the stop to the listener, in microseconds. */
async function stopLatency(network: Network, arrival: () => Promise<number>): Promise<number> {
  const arrived = arrival()
  const start = performance.now()
  await Promise.all([network.destroy(), arrived])
  return ((await arrived) - start) * 1e3
}

async function event(connection: Connection, count: number): Promise<number> {
  let arrive = (_time: number): void => {}
  const arrival = () => new Promise<number>((resolve) => (arrive = resolve))
  const stop = await connection.on('networkLifecycle', () => arrive(performance.now()))
  const network = await connection.lookupNetworkByName('net0')
  const latencies: number[] = []
  for (let i = 0; i < count; i++) {
    latencies.push(await stopLatency(network, arrival))
    await Promise.all([arrival(), network.create()])
  }
  await stop()
  return latencies.sort((a, b) => a - b)[count >> 1] ?? Number.NaN
}

const WORK: ReadonlyMap<string, Work> = new Map(
  Object.entries({ list: listed, burst, bulk, made, call, event }),
)

const [kind = '', uri, number, repeats] = process.argv.slice(2)
const work = WORK.get(kind)
if (!work) throw new Error(`no such work: ${kind}`)
// As many threads as C has, so that what is compared is the binding and not the concurrency.
const concurrency = ['burst', 'bulk', 'made'].includes(kind) ? Number(number) : 8
await using connection = await Connection.open(uri ?? null, { maxConcurrentCalls: concurrency })
for (let i = 0; i < Number(repeats); i++) {
  console.log(await work(connection, Number(number)))
}
