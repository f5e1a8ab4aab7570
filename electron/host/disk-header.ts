/**
 * What the first bytes of a disk image say: its kind, and which files below it stands on. QEMU opens
 * those with the machine's rights, so that the image decides what of the host is read. Pure.
 */

/** What a path is that a machine is given, as far as the person may look. */
export type DiskImage =
  /** There is nothing, or nothing that this person can see. */
  | { is: 'missing' | 'hidden' }
  | { is: 'device' | 'folder' | 'file'; path: string; print: string }
  | { is: 'image'; path: string; print: string; layers: string[]; owner: number }

export interface ImageHeader {
  /** As they are written there: paths, relative to the image's folder or not, or words for QEMU. */
  layers: string[]
}

/** All that is asked of a header is within these many bytes of the file. */
export const HEADER_BYTES = 1 << 16

const QCOW = 0x514649fb
/** A name longer than this QEMU does not take either. */
const LONGEST_NAME = 1023
const EXTERNAL_DATA_FILE = 0x44415441
const HAS_EXTERNAL_DATA = 4n
const ISO_AT = 32_769
const BOOT_SIGNATURE_AT = 510

/** @returns null for anything but a qcow2, an ISO 9660 and a disk with a partition table, or an empty one */
export function readImageHeader(bytes: Buffer): ImageHeader | null {
  if (bytes.length >= 32 && bytes.readUInt32BE(0) === QCOW) return qcowHeader(bytes)
  const isIso = bytes.toString('latin1', ISO_AT, ISO_AT + 5) === 'CD001'
  const isDisk =
    bytes.length >= 512 &&
    bytes[BOOT_SIGNATURE_AT] === 0x55 &&
    bytes[BOOT_SIGNATURE_AT + 1] === 0xaa
  const isEmpty = bytes.length === HEADER_BYTES && bytes.every((byte) => byte === 0)
  return isIso || isDisk || isEmpty ? { layers: [] } : null
}

/** @returns null where it says what can't be followed */
function qcowHeader(bytes: Buffer): ImageHeader | null {
  const version = bytes.readUInt32BE(4)
  if (version < 1 || version > 3) return null
  const below = nameAt(bytes, bytes.readBigUInt64BE(8), bytes.readUInt32BE(16))
  const data = version === 3 ? externalData(bytes) : []
  return below && data && { layers: [...below, ...data] }
}

function nameAt(bytes: Buffer, offset: bigint, size: number): string[] | null {
  if (offset === 0n || size === 0) return []
  if (size > LONGEST_NAME || offset + BigInt(size) > BigInt(bytes.length)) return null
  return [bytes.toString('utf8', Number(offset), Number(offset) + size)]
}

/** A qcow2 may keep its data in another file, which a header's extension names. */
function externalData(bytes: Buffer): string[] | null {
  if (bytes.length < 104) return null
  if ((bytes.readBigUInt64BE(72) & HAS_EXTERNAL_DATA) === 0n) return []
  for (let at = bytes.readUInt32BE(100); at + 8 <= bytes.length;) {
    const [kind, size] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
    if (kind === EXTERNAL_DATA_FILE) return nameAt(bytes, BigInt(at + 8), size)
    if (kind === 0) return null
    at += 8 + Math.ceil(size / 8) * 8
  }
  return null
}
