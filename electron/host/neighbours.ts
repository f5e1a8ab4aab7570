/** Does somebody answer at an address of the wire? Asked without privileges. */
import dgram from 'node:dgram'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { read } from './programs.ts'
import { isLinkLocal } from '../../shared/rules/ip.ts'

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

/** Nothing but an address: what a guest or a lease says otherwise would be looked up in DNS. */
function sendDatagram(address: string, device: string): Promise<void> {
  const family = isIP(address)
  if (family === 0) return Promise.resolve()
  const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4')
  const target = isLinkLocal(address) ? `${address}%${device}` : address
  return new Promise((resolve) => {
    // No route yet is an answer too: the caller asks again until its time is up.
    const end = () => socket.close(() => resolve())
    socket.once('error', end)
    socket.send(Buffer.alloc(0), DISCARD_PORT, target, end)
  })
}

export interface Neighbour {
  address: string
  mac: string
  /** The interface that it is seen on. */
  device: string
}

/**
 * Everybody of IPv4's whose MAC the kernel knows, in its table of them: `IP-address HW-type Flags
 * HW-address Mask Device`; 0x2 (ATF_COM) says that it has answered.
 */
export function arpNeighbours(table: string): Neighbour[] {
  const rows = table.split('\n').slice(1).filter(Boolean)
  return rows.flatMap((row) => {
    const [address = '', , flags, mac = '', , device = ''] = row.split(/\s+/)
    return Number(flags) & 2 ? [{ address, mac: mac.toLowerCase(), device }] : []
  })
}

/** Everybody of IPv6's, for which a process has to ask; link-local addresses left out. */
export async function readIpv6Neighbours(): Promise<Neighbour[]> {
  return (await neighbourEntries([], '-6'))
    .filter(({ dst, state }) => !isLinkLocal(dst) && !state.includes('FAILED'))
    .flatMap(({ dst, lladdr, dev }) =>
      lladdr && dev ? [{ address: dst, mac: lladdr.toLowerCase(), device: dev }] : [],
    )
}

/** Makes the kernel look for each of these addresses once, without waiting for the answers. */
export async function askForNeighbours(addresses: string[], device: string): Promise<void> {
  for (const address of addresses) await sendDatagram(address, device)
}

interface NeighbourEntry {
  dst: string
  /** Left out where one was asked for. */
  dev?: string
  lladdr?: string
  state: string[]
}

async function hasAnswered(address: string, device: string): Promise<boolean> {
  if (isIP(address) === 0) return false
  const found = await neighbourEntries(['to', address, 'dev', device])
  return found.some(({ lladdr, state }) => lladdr && state.some((word) => answered.includes(word)))
}

async function neighbourEntries(selection: string[], ...families: string[]) {
  const text = await read('ip', ['-j', ...families, 'neigh', 'show', ...selection])
  return JSON.parse(text || '[]') as NeighbourEntry[]
}
