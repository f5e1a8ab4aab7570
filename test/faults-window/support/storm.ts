/**
 * Events from libvirt, so many a second for so long: networks and machines that come and go, by
 * several connections at once. `node storm.ts RATE SECONDS`; prints how many it caused.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from 'node-libvirt'

const [rate = 1000, seconds = 60] = process.argv.slice(2).map(Number)
const CONNECTIONS = 8
/** Two events each: it came, and it went. */
const EVENTS = 2

const started = performance.now()
let events = 0
await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => blow(number)))
console.log(JSON.stringify({ events, seconds: (performance.now() - started) / 1000 }))

async function blow(number: number): Promise<void> {
  const connection = await Connection.open('qemu:///system')
  const uuid = `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`
  const network = `<network><name>storm-${number}</name><uuid>${uuid}</uuid></network>`
  const machine = `<domain type="qemu"><name>storm-${number}</name><uuid>${uuid}</uuid>
    <memory>16384</memory><os><type arch="x86_64" machine="q35">hvm</type></os></domain>`
  while (performance.now() - started < seconds * 1000) {
    if (events > (rate * (performance.now() - started)) / 1000) {
      await sleep(5)
      continue
    }
    if (number % 2 === 0) await (await connection.defineNetwork(network)).undefine()
    else await (await connection.defineDomain(machine)).undefine()
    events += EVENTS
  }
  await connection.close()
}
