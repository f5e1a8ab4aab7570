/** The words that each program of a capture is started with, and what they say back. Pure. */
import type { CapturedPacket } from '../../../shared/model/capture.ts'

/** MiB that the kernel keeps while nobody reads: a second of 20,000 full packets. */
const KERNEL_MIB = 32
/** The longest packet that libpcap knows. */
const SNAP = 262_144
const LONGEST_TEXT = 400
/** Between the two ends something else, or tshark puts an arrow there as one more. */
const COLUMNS = ['%m', '%t', '%s', '%p', '%d', '%L', '%i']

/** Its pcap on the standard output, as each packet comes. The package's helper knows these very words. */
export function dumpcapWords(name: string, filter: string): string[] {
  const kernel = ['-s', String(SNAP), '-B', String(KERNEL_MIB)]
  return ['-q', '-i', name, '-f', filter, ...kernel, '-P', '-w', '-']
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
export function packetOf(line: string): CapturedPacket | null {
  const fields = line.split('\t').map((text) => text.trim())
  const [number, at, length] = [fields[0], fields[1], fields[5]].map(Number)
  if (fields.length < COLUMNS.length || !number || !at || length === undefined) return null
  const text = (index: number) => (fields[index] ?? '').slice(0, LONGEST_TEXT)
  return {
    ...{ number, at, length: Number.isFinite(length) ? length : 0 },
    ...{ from: text(2), protocol: text(3), to: text(4) },
    summary: fields.slice(6).join(' ').slice(0, LONGEST_TEXT),
  }
}

/** Of its interface and the moment that it begins. */
export function fileNameOf(name: string, at: Date, number: number): string {
  const when = at.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  return `${name}-${when}${number === 1 ? '' : `-${number}`}.pcapng`
}
