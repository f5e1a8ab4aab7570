import { VIR_ERR_ERROR } from './constants/error.ts'

/** What libvirt says about a failure, as the native side hands it over. */
export interface LibvirtErrorFields {
  code: number
  domain: number
  level: number
  function: string
}

/** What tells one, and not its class: where this package was loaded twice there are two of those. */
const MARK = Symbol.for('node-libvirt.LibvirtError')

/**
 * A libvirt call failed. `message` is libvirt's own text. A `code` alone says little, the same
 * number is used by several drivers: read it together with `domain`.
 */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError'

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value
  }

  readonly [MARK] = true

  /** One of `VIR_ERR_*` (C: `virErrorNumber`). */
  readonly code: number

  /** The part of libvirt that failed: one of `VIR_FROM_*` (C: `virErrorDomain`). */
  readonly domain: number

  /** `VIR_ERR_ERROR`, or `VIR_ERR_WARNING` (C: `virErrorLevel`). */
  readonly level: number

  /** The C function that failed, such as `virNetworkCreate`. */
  readonly function: string

  constructor(message: string, fields: Partial<LibvirtErrorFields> = {}) {
    super(message)
    this.code = fields.code ?? 0
    this.domain = fields.domain ?? 0
    this.level = fields.level ?? VIR_ERR_ERROR
    this.function = fields.function ?? ''
  }
}
