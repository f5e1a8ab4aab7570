/** The image of NetworkManager's objects: read once, then kept by its signals. Pure. */
import { IFACE } from './constants.ts'
import { documentedProperties, isRecord } from './documented.ts'
import type { NmState, ObjectTree, Properties } from './objects.ts'
import type { Settings } from './settings.ts'
import { Variant, plain } from '../../dbus/bus.ts'
import type { Signal } from '../../dbus/bus.ts'

export class NmImage implements NmState {
  readonly objects: ObjectTree = new Map()
  readonly profiles = new Map<string, Settings>()
  temporary: ReadonlySet<string> = new Set()
  deprecated: ReadonlySet<string> = new Set()
  permanent: ReadonlySet<string> = new Set()

  /** The reply of `GetManagedObjects`. */
  addAll(tree: unknown): void {
    if (!isRecord(tree)) return
    for (const [path, interfaces] of Object.entries(tree)) this.#add(path, interfaces)
  }

  /** @returns whether anything changed, and the profile that has to be read again, if any */
  receive({ path, interface: iface, member, body }: Signal): {
    changed: boolean
    profile: string | null
  } {
    const [first, second] = body
    if (iface === IFACE.properties && member === 'PropertiesChanged') this.#merge(path, body)
    else if (iface === IFACE.profile && member === 'Updated') return only(path)
    else if (typeof first !== 'string') return only(null)
    else if (member === 'InterfacesAdded') {
      this.#add(first, second)
      return { changed: true, profile: this.#hasProfile(second) ? first : null }
    } else if (member === 'InterfacesRemoved') this.#remove(first, second)
    else return only(null)
    return { changed: true, profile: null }
  }

  /** What `GetSettings` says: sections of keys, each value in its variant. */
  setProfile(path: string, settings: unknown): void {
    const sections = Object.entries(isRecord(settings) ? settings : {})
    const readable = sections.filter(([, keys]) => isSection(keys))
    this.profiles.set(path, Object.fromEntries(readable) as Settings)
  }

  #merge(path: string, [iface, changed]: unknown[]): void {
    const interfaces = this.objects.get(path)
    if (!interfaces || typeof iface !== 'string') return
    interfaces[iface] = {
      ...interfaces[iface],
      ...documentedProperties(iface, plain(changed)),
    }
  }

  #add(path: string, found: unknown): void {
    if (!isRecord(found)) return
    const interfaces = Object.entries(found).map(([iface, properties]): [string, Properties] => [
      iface,
      documentedProperties(iface, plain(properties)),
    ])
    this.objects.set(path, { ...this.objects.get(path), ...Object.fromEntries(interfaces) })
  }

  #remove(path: string, removed: unknown): void {
    const interfaces = this.objects.get(path)
    if (!interfaces || !Array.isArray(removed)) return
    const left = Object.entries(interfaces).filter(([iface]) => !removed.includes(iface))
    if (left.length === 0) this.objects.delete(path)
    else this.objects.set(path, Object.fromEntries(left))
    if (removed.includes(IFACE.profile)) this.profiles.delete(path)
  }

  #hasProfile(interfaces: unknown): boolean {
    return isRecord(interfaces) && IFACE.profile in interfaces
  }
}

function only(profile: string | null) {
  return { changed: false, profile }
}

function isSection(keys: unknown): boolean {
  return isRecord(keys) && Object.values(keys).every((value) => value instanceof Variant)
}
