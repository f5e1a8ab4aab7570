/** Does somebody answer at an address of the wire? Asked without privileges. */
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLinkLocal } from '../../shared/rules/ip.ts'
import { z } from 'zod'
import { outputOf } from './side.ts'
import { listed } from './told.ts'
import type { HostSide } from './side.ts'

/** A neighbour that has answered lately; a stale one may have gone. */
const answered = ['REACHABLE', 'DELAY', 'PROBE', 'PERMANENT']

/**
 * Makes the kernel look for the neighbour by sending it a datagram, and reads the answer
 * from the kernel's own table: an ordinary user may not send ICMP or ARP everywhere.
 */
export async function isNeighbourReachable(
  side: HostSide,
  address: string,
  device: string,
  timeoutMs: number,
): Promise<boolean> {
  // Nothing but an address: what a guest or a lease says otherwise would be looked up in DNS.
  if (isIP(address) === 0) return false
  const deadline = Date.now() + timeoutMs
  do {
    await side.nudge(address, device)
    await sleep(100)
    if (await hasAnswered(side, address, device)) return true
  } while (Date.now() < deadline)
  return false
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
export async function readIpv6Neighbours(side: HostSide): Promise<Neighbour[]> {
  return (await neighbourEntries(side, [], '-6'))
    .filter(({ dst, state }) => !isLinkLocal(dst) && !state.includes('FAILED'))
    .flatMap(({ dst, lladdr, dev }) =>
      lladdr && dev ? [{ address: dst, mac: lladdr.toLowerCase(), device: dev }] : [],
    )
}

/** Makes the kernel look for each of these addresses once, without waiting for the answers. */
export async function askForNeighbours(
  side: HostSide,
  addresses: string[],
  device: string,
): Promise<void> {
  for (const address of addresses) await side.nudge(address, device)
}

const neighbourEntry = z.object({
  dst: z.string(),
  /** Left out where one was asked for. */
  dev: z.string().optional(),
  lladdr: z.string().optional(),
  state: z.array(z.string()),
})

async function hasAnswered(side: HostSide, address: string, device: string): Promise<boolean> {
  const found = await neighbourEntries(side, ['to', address, 'dev', device])
  return found.some(({ lladdr, state }) => lladdr && state.some((word) => answered.includes(word)))
}

async function neighbourEntries(side: HostSide, selection: string[], ...families: string[]) {
  const text = outputOf(await side.look('ip', ['-j', ...families, 'neigh', 'show', ...selection]))
  return listed(text, neighbourEntry)
}
