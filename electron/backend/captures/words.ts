/** The words that each program of a capture is started with, and what they say back. Pure. */
import type { CapturedPacket } from '../../../shared/model/capture.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { WayEnd } from '../../host/side.ts'

/** MiB that the kernel keeps while nobody reads: a second of 20,000 full packets. */
const KERNEL_MIB = 32
/** The longest packet that libpcap knows. */
const SNAP = 262_144
/** How often the kernel is asked for what has come. */
const INTERVAL_MS = 50
const LONGEST_TEXT = 400
const LAST_PORT = 65_535
/**
 * Between the two ends something else, or tshark puts an arrow there as one more. The summary is the last:
 * it alone may have tabs.
 */
const COLUMNS = ['%m', '%t', '%s', '%p', '%d', '%L', '%uS', '%uD', '%Cus:frame.protocols', '%i']
/** What has ports: the decoder's names, and people's. */
const TRANSPORTS = new Map<string, string>([
  ...([
    ['tcp', 'TCP'],
    ['udp', 'UDP'],
    ['sctp', 'SCTP'],
  ] as const),
  ...([
    ['dccp', 'DCCP'],
    ['udplite', 'UDPlite'],
  ] as const),
])
/** Its errors quote a packet of somebody else's, whose ports are none of its own. */
const QUOTING = new Map([
  ['icmp', 'ICMP'],
  ['icmpv6', 'ICMPv6'],
])

/** What a line tells of a packet, and between whom it went. */
export interface ReadLine {
  packet: Omit<CapturedPacket, 'conversation'>
  talk: Pick<Conversation, 'from' | 'to' | 'protocol'>
}

/**
 * Its pcap on the standard output, as each packet comes. The package's helper knows these very words.
 * @param isPrompt does it know how often it is to ask the kernel?
 */
export function dumpcapWords(name: string, filter: string, isPrompt: boolean): string[] {
  const interval = isPrompt ? ['--update-interval', String(INTERVAL_MS)] : []
  const kernel = ['-s', String(SNAP), '-B', String(KERNEL_MIB)]
  return [...interval, '-q', '-i', name, '-f', filter, ...kernel, '-P', '-w', '-']
}

/** Without what the looking itself sends there, of which each packet would be the cause of another. */
export function filterWithout(filter: string, way: readonly [WayEnd, WayEnd] | null): string {
  if (!way) return filter
  const ends = way.map(({ address, port }) => `host ${address} and tcp port ${port}`)
  const others = `not (${ends.join(' and ')})`
  return filter === '' ? others : `(${filter}) and ${others}`
}

/** Reads that, writes the file, and says a line of each packet. Nobody is asked for a name. */
export function tsharkWords(
  file: string,
  limits: { megabytes: number; minutes: number },
): string[] {
  const columns = COLUMNS.map((field, at) => `"${at}","${field}"`).join(',')
  return [
    ...['-i', '-', '-w', file, '-a', `filesize:${limits.megabytes * 1000}`],
    ...['-a', `duration:${limits.minutes * 60}`, '-n', '-l', '-P', '-t', 'e', '-T', 'tabs'],
    ...['-o', `gui.column.format:${columns}`],
  ]
}

/** A line of tshark's; null for one that is none of a packet's. */
export function lineOf(line: string): ReadLine | null {
  const fields = line.split('\t').map((text) => text.trim())
  const text = (index: number) => (fields[index] ?? '').slice(0, LONGEST_TEXT)
  const [number, at, length] = [fields[0], fields[1], fields[5]].map(Number)
  if (fields.length < COLUMNS.length || !number || !at || length === undefined) return null
  const [from, protocol, to] = [text(2), text(3), text(4)]
  const layers = text(8).split(':')
  const quoting = layers.find((name) => QUOTING.has(name))
  // The innermost, as the addresses are.
  const transport = quoting ?? layers.findLast((name) => TRANSPORTS.has(name)) ?? ''
  const port = (index: number) => (TRANSPORTS.has(transport) ? portOf(text(index)) : null)
  const summary = fields.slice(9).join(' ').slice(0, LONGEST_TEXT)
  return {
    packet: {
      ...{ number, at, from, protocol, to, summary },
      length: Number.isFinite(length) ? length : 0,
    },
    talk: {
      from: { address: from, port: port(6) },
      to: { address: to, port: port(7) },
      protocol: QUOTING.get(transport) ?? TRANSPORTS.get(transport) ?? protocol,
    },
  }
}

function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : null
  return port !== null && port <= LAST_PORT ? port : null
}

/** Of its interface and the moment that it begins. */
export function fileNameOf(name: string, at: Date, number: number): string {
  const when = at.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  return `${name}-${when}${number === 1 ? '' : `-${number}`}.pcapng`
}
