/** A profile's settings as text and back: variants, big numbers and bytes keep their kind. */
import { Variant } from '../../dbus/bus.ts'

export function toJson(value: unknown): string {
  return JSON.stringify(value, asJson, 1)
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, revive)
}

/** `JSON.stringify` turns a Buffer into a plain object before it asks: `this` has the real one. */
function asJson(this: unknown, key: string, converted: unknown): unknown {
  const value = (this as Record<string, unknown>)[key]
  if (value instanceof Variant) {
    return { $signature: value.signature, value: value.value as unknown }
  }
  if (value instanceof Uint8Array) return { $bytes: [...value] }
  if (typeof value === 'bigint') return { $integer: String(value) }
  return converted
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$signature' in value) {
    const { $signature, value: inner } = value as unknown as { $signature: string; value: unknown }
    return new Variant($signature, inner)
  }
  if ('$bytes' in value) return Buffer.from(value.$bytes as number[])
  if ('$integer' in value) return BigInt(value.$integer as string)
  return value
}
