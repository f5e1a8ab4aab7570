import { VIR_DOMAIN_AFFECT_CONFIG, VIR_DOMAIN_AFFECT_LIVE } from './constants/index.ts'

/** The bits of those options that are set. */
export const flags = (...options: readonly (readonly [boolean | undefined, number])[]): number =>
  // JavaScript's operators read bit 31 as a sign, C as a bit.
  options.reduce((bits, [on, bit]) => (on ? bits | bit : bits), 0) >>> 0

/**
 * What a change affects. With neither set libvirt changes the current state: the running object if it
 * runs, its stored definition otherwise.
 */
export interface AffectOptions {
  /** The running object; fails if it does not run. */
  live?: boolean
  /** The stored definition; fails if the object is transient. */
  config?: boolean
}

/** Bits of {@link AffectOptions}: libvirt gives networks and domains the same values. */
export const affect = ({ live, config }: AffectOptions): number =>
  flags([live, VIR_DOMAIN_AFFECT_LIVE], [config, VIR_DOMAIN_AFFECT_CONFIG])
