/**
 * What libvirt's test driver lacks, for a memory checker to watch: keep-alive and its cut, calls in
 * flight when a daemon hangs, events of a real one. It reads, and changes nothing.
 *
 *   daemon.ts URI ROUNDS [PID]     with the daemon's PID, it is stopped and continued in each round
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from '../../src/index.ts'

const [uri, rounds, pid] = process.argv.slice(2)
const ignore = () => {}
const keepAlive = { intervalSeconds: 1, count: 1 }

async function open(): Promise<Connection> {
  const connection = await Connection.open(uri ?? null, { keepAlive })
  await connection.on('closed', ignore)
  await connection.on('domainLifecycle', ignore)
  await connection.on('networkLifecycle', ignore)
  return connection
}

async function read(connection: Connection): Promise<void> {
  await Promise.all([
    connection.listDomainsInfo({ xml: true, inactiveXml: true, threads: 4 }),
    connection.listNetworksInfo({ xml: true }),
    connection.getAllDomainStats(),
  ])
  for (const network of await connection.listNetworks()) {
    await network.getDhcpLeases().catch(ignore)
  }
}

/** The connection is cut by its keep-alive, and every one of the calls has to end. */
async function hang(connection: Connection, daemon: number): Promise<void> {
  process.kill(daemon, 'SIGSTOP')
  try {
    const calls = Array.from({ length: 20 }, () => connection.listDomains())
    const outcomes = await Promise.allSettled(calls)
    if (outcomes.some(({ status }) => status === 'fulfilled')) throw new Error('it answered')
  } finally {
    process.kill(daemon, 'SIGCONT')
  }
}

for (let round = 0; round < Number(rounds); round++) {
  const connection = await open()
  await read(connection)
  if (pid) await hang(connection, Number(pid))
  await connection.close()
}
// Nobody closes this one: the end of the process does, with calls and a keep-alive under way.
const abandoned = await open()
for (let i = 0; i < 10; i++) abandoned.listDomainsInfo({ xml: true }).catch(ignore)
await sleep(5)
globalThis.gc?.()
console.log('worked')
process.exit()
