/**
 * Our marks on profiles, kept in a file of our own as well: netplan, which stores NetworkManager's
 * profiles on Ubuntu, writes a key of `user` that holds a dot as a section of its own, and
 * NetworkManager then knows nothing of it any more.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Variant } from '../../dbus/bus.ts'
import { mark, setting } from './settings.ts'
import type { Settings } from './settings.ts'

/** The `user.data` of our profiles, by UUID. */
const schema = z.record(z.string(), z.record(z.string(), z.string()))

/** Those of profiles that are long gone stay until there are as many. */
const KEPT = 500

export class Marks {
  readonly #file: string
  readonly #known: Map<string, Record<string, string>>

  constructor(file: string) {
    this.#file = file
    this.#known = new Map(Object.entries(read(file)))
  }

  /** The profile with our mark; of one that has it, the mark is remembered. */
  restored(settings: Settings): Settings {
    const uuid = setting<string>(settings, 'connection', 'uuid')
    if (uuid === undefined) return settings
    const data = setting<Record<string, string>>(settings, 'user', 'data') ?? {}
    const known = this.#known.get(uuid)
    if (data[mark.nic] !== undefined) {
      if (JSON.stringify(data) !== JSON.stringify(known)) this.#remember(uuid, data)
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
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      const draft = `${this.#file}.new`
      writeFileSync(draft, JSON.stringify(Object.fromEntries(newest)), { mode: 0o600 })
      renameSync(draft, this.#file)
    } catch {
      return
    }
  }
}

function read(file: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
