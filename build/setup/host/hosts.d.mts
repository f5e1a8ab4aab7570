export interface Host {
  name: string
  /** Debian's name of it. */
  release: string
  /** How many days old its files may be until the set-up brings them up to date. */
  days: number
  /** The host whose files its own lie over. */
  over?: string
}
export const HOST_NAMES: string[]
export const MODULAR: string
export const DEFAULT_HOST: string
export function chosenHost(): Host
export function hostNamed(name: string): Host
export function isMade(name: string): boolean
export function layersOf(host: Host): string | undefined
/** The folder of a Debian of this name, whether it is there or not. */
export function rootOf(name: string): string
