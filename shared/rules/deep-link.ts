/**
 * Links by which other programs open a page: `puente://machine/NAME`, `puente://network/NAME`,
 * `puente://host/NIC`. Any web page can hold one, so a link only ever shows what is there already.
 */

export type LinkKind = 'machine' | 'network' | 'host'

export interface DeepLink {
  kind: LinkKind
  name: string
}

const LINK = /^puente:\/\/(machine|network|host)\/([^/?#\\\s]{1,768})$/
const LONGEST_NAME = 256
/** No name that libvirt or the kernel takes has any. */
const CONTROL = /\p{Cc}/u

/** Null for whatever is not exactly a link of ours. */
export function parseDeepLink(text: string): DeepLink | null {
  const [, kind, encoded] = LINK.exec(text) ?? []
  const name = encoded && decoded(encoded)
  if (!name || name.length > LONGEST_NAME || CONTROL.test(name) || name.includes('/')) return null
  return { kind: kind as LinkKind, name }
}

/** The last of a command line's: Chromium puts switches of its own among the arguments. */
export function deepLinkIn(argv: readonly string[]): DeepLink | null {
  return argv.reduce<DeepLink | null>((found, text) => parseDeepLink(text) ?? found, null)
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
