/**
 * NetworkManager's state as JSON and back: what was once read from the real one in a lab is what
 * the tests of the pure code work on. Variants, big numbers and bytes keep their kind.
 */
import type { NmState } from '../../electron/networkmanager/objects.ts'
import { Variant } from '../../electron/networkmanager/wire.ts'

interface Recorded {
  objects: [string, unknown][]
  profiles: [string, unknown][]
}

export function writeState({ objects, profiles }: NmState): string {
  return JSON.stringify({ objects: [...objects], profiles: [...profiles] }, asJson, 1)
}

export function readState(text: string): NmState {
  const { objects, profiles } = JSON.parse(text, fromJson) as Recorded
  return { objects: new Map(objects), profiles: new Map(profiles) } as NmState
}

/** `JSON.stringify` turns a Buffer into a plain object before it asks: `this` has the real one. */
function asJson(this: unknown, key: string, converted: unknown): unknown {
  const value = (this as Record<string, unknown>)[key]
  if (value instanceof Variant)
    return { $signature: value.signature, value: value.value as unknown }
  if (value instanceof Uint8Array) return { $bytes: [...value] }
  if (typeof value === 'bigint') return { $integer: String(value) }
  return converted
}

function fromJson(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$signature' in value) {
    const { $signature, value: inner } = value as unknown as { $signature: string; value: unknown }
    return new Variant($signature, inner)
  }
  if ('$bytes' in value) return Buffer.from(value.$bytes as number[])
  if ('$integer' in value) return BigInt(value.$integer as string)
  return value
}
