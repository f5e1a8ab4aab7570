/** What another computer on the LAN reaches of the workstation, by real packets. */
import type { Lab } from '../lab/lab.ts'

type Span = [first: number, last: number]
/** A lab, or whatever else has a workstation and a LAN. */
type OnLan = Pick<Lab, 'run'>

const SILENT_MS = 3_000

/** TCP ports that answer there, of these. */
export async function openFromLan(lab: OnLan, address: string, spans: Span[]): Promise<number[]> {
  const script = `
    const { connect } = require('node:net')
    const spans = ${JSON.stringify(spans)}
    const ports = spans.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i))
    const open = []
    const tryNext = (port = ports.shift()) => port && new Promise((resolve) => {
      const socket = connect({ host: ${JSON.stringify(address)}, port })
      // What a firewall drops is never answered.
      socket.setTimeout(${SILENT_MS}, () => socket.destroy())
      socket.on('connect', () => { open.push(port); socket.destroy() })
      socket.on('error', () => undefined)
      socket.on('close', resolve)
    }).then(() => tryNext())
    Promise.all(Array.from({ length: 50 }, () => tryNext()))
      .then(() => console.log(JSON.stringify(open.sort((a, b) => a - b))))`
  const { stdout } = await lab.run(['node', '-e', script], { where: 'lan' })
  return JSON.parse(stdout) as number[]
}

/** What a web server says, or `closed`. */
export async function fetchFrom(
  lab: OnLan,
  where: 'lan' | 'workstation',
  url: string,
): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(5000) })
    .then((answer) => answer.text()).then(console.log, () => console.log('closed'))`
  return (await lab.run(['node', '-e', script], { where })).stdout.trim()
}

/** For a guest's shell: its kernel counts what comes to a port that no program has. */
export const COUNT_UDP = "awk '/^Udp: [0-9]/ { print $3 }' /proc/net/snmp"

export async function sendFromLan(lab: OnLan, address: string, port: number): Promise<void> {
  const script = `const socket = require('node:dgram').createSocket('udp4')
    socket.send('hello', ${port}, ${JSON.stringify(address)}, () => socket.close())`
  await lab.run(['node', '-e', script], { where: 'lan' })
}

/** The workstation's own IPv4 address on the LAN. */
export async function addressOfHost(lab: Lab): Promise<string> {
  const [eth0] = await lab.ip<{ addr_info: { family: string; local: string }[] }>(
    'address',
    'show',
    'eth0',
  )
  return eth0?.addr_info.find(({ family }) => family === 'inet')?.local ?? ''
}
