/**
 * Our marks on profiles, kept in a file of our own as well: netplan, which stores NetworkManager's
 * profiles on Ubuntu, writes a key of `user` that holds a dot as a section of its own, and
 * NetworkManager then knows nothing of it any more.
 */
import { z } from 'zod'
import { Variant } from '../../dbus/bus.ts'
import { OwnFile } from '../../state-files/own-file.ts'
import { mark, setting, withoutNote } from './settings.ts'
import type { Settings } from './settings.ts'

/** The `user.data` of our profiles, by UUID. */
const schema = z.record(z.string(), z.record(z.string(), z.string()))

/** Those of profiles that are long gone stay until there are as many. */
const KEPT = 500

export class Marks {
  readonly #file: OwnFile
  readonly #known: Map<string, Record<string, string>>

  constructor(path: string) {
    this.#file = new OwnFile(path)
    const stored = this.#file.read((text) => schema.parse(JSON.parse(text)))
    this.#known = new Map(Object.entries(stored ?? {}))
  }

  /** The profile with our mark; of one that has it, the mark is remembered. */
  restored(settings: Settings): Settings {
    const uuid = setting<string>(settings, 'connection', 'uuid')
    if (uuid === undefined) return settings
    const data = setting<Record<string, string>>(settings, 'user', 'data') ?? {}
    const known = this.#known.get(uuid)
    if (data[mark.nic] !== undefined) {
      // What is tried is no more once it is kept.
      const lasting = setting<Record<string, string>>(withoutNote(settings), 'user', 'data') ?? {}
      if (JSON.stringify(lasting) !== JSON.stringify(known)) this.#remember(uuid, lasting)
      return settings
    }
    if (!known) return settings
    return { ...settings, user: { data: new Variant('a{ss}', { ...known, ...data }) } }
  }

  /** That it can't be written is no failure: where there is no netplan, the profile has its mark. */
  #remember(uuid: string, data: Record<string, string>): void {
    this.#known.delete(uuid)
    this.#known.set(uuid, data)
    const newest = [...this.#known].slice(-KEPT)
    try {
      this.#file.write(JSON.stringify(Object.fromEntries(newest)))
    } catch {
      return
    }
  }
}
