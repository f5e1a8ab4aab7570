import { native } from './native.ts'

export interface Version {
  major: number
  minor: number
  release: number
}

/** libvirt packs versions as major × 1,000,000 + minor × 1,000 + release. */
export const version = (packed: number): Version => ({
  major: Math.floor(packed / 1_000_000),
  minor: Math.floor(packed / 1_000) % 1_000,
  release: packed % 1_000,
})

/** The version of the libvirt library that is loaded here. (`virGetVersion`) */
export const libraryVersion = (): Version => version(native.virGetVersion())
