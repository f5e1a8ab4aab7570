/** Names that are made of others, the same each time: so a lab that is opened again is known. Pure. */
import { createHash } from 'node:crypto'
import { qemuMac } from '../../../shared/rules/mac.ts'

export function madeUuid(...words: string[]): string {
  const bytes = digest(words).subarray(0, 16)
  // RFC 9562's version for what is made in one's own way.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function madeMac(...words: string[]): string {
  return qemuMac(digest(words))
}

/** 8 hexadecimal digits. */
export function madeForwardId(...words: string[]): string {
  return digest(['forward', ...words]).toString('hex', 0, 4)
}

function digest(words: string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(words)).digest()
}
