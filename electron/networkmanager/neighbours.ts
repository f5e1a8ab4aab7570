/** Does somebody answer at an address of the wire? Asked without privileges. */
import dgram from 'node:dgram'
import { execFile } from 'node:child_process'
import { isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** RFC 863, "discard": nobody listens, which does not matter; the kernel must find the MAC first. */
const DISCARD_PORT = 9

/** A neighbour that has answered lately; a stale one may have gone. */
const answered = ['REACHABLE', 'DELAY', 'PROBE', 'PERMANENT']

/**
 * Makes the kernel look for the neighbour by sending it an empty datagram, and reads the answer
 * from the kernel's own table: an ordinary user may not send ICMP or ARP everywhere.
 */
export async function isNeighbourReachable(
  address: string,
  device: string,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  do {
    await sendDatagram(address, device)
    await sleep(100)
    if (await hasAnswered(address, device)) return true
  } while (Date.now() < deadline)
  return false
}

function sendDatagram(address: string, device: string): Promise<void> {
  const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  const target = address.startsWith('fe80') ? `${address}%${device}` : address
  return new Promise((resolve) => {
    // No route yet is an answer too: the caller asks again until its time is up.
    const end = () => socket.close(() => resolve())
    socket.once('error', end)
    socket.send(Buffer.alloc(0), DISCARD_PORT, target, end)
  })
}

interface Neighbour {
  dst: string
  lladdr?: string
  state: string[]
}

async function hasAnswered(address: string, device: string): Promise<boolean> {
  const { stdout } = await run('ip', ['-j', 'neigh', 'show', 'to', address, 'dev', device])
  const found = JSON.parse(stdout || '[]') as Neighbour[]
  return found.some(({ lladdr, state }) => lladdr && state.some((word) => answered.includes(word)))
}
