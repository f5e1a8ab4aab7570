/** Who is plugged into what on a host, as texts: how two times of it differ, and which it was before. Pure. */
import { createHash } from 'node:crypto'
import { wiringKinds } from '../../../shared/model/history.ts'
import type { WiringKind } from '../../../shared/model/history.ts'

/** One thing of it, in its own words: XML of libvirt's, facts of the host's as JSON. */
export interface WiringItem {
  kind: WiringKind
  /** UUID of networks and machines, name of bridges and filters, id of forwards. */
  id: string
  name: string
  text: string
  /** Of a network, beside its definition. */
  state: { active: boolean; autostart: boolean; stored: boolean } | null
}

/** By kind and id. */
export type Wiring = ReadonlyMap<string, WiringItem>

/** Null: it was not there. */
export interface WiringChange {
  before: WiringItem | null
  after: WiringItem | null
}

export function wiringOf(items: WiringItem[]): Wiring {
  return new Map(items.map((item) => [keyOf(item), item]))
}

/** In the order of the kinds, then of the names. */
export function changesBetween(before: Wiring, after: Wiring): WiringChange[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys]
    .map((key) => ({ before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b)))
}

/** The wiring before these changes. */
export function before(wiring: Wiring, changes: WiringChange[]): Wiring {
  const earlier = new Map(wiring)
  for (const change of changes) {
    const item = change.before ?? change.after
    if (!item) continue
    if (change.before) earlier.set(keyOf(item), change.before)
    else earlier.delete(keyOf(item))
  }
  return earlier
}

/** By which a wiring is known again. */
export function printOf(wiring: Wiring): string {
  const items = [...wiring].sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(items)).digest('hex')
}

/** Is what a change has left still so? */
export function isAsLeft(change: WiringChange, now: Wiring): boolean {
  const item = itemOf(change)
  const present = item && now.get(keyOf(item))
  return JSON.stringify(present ?? null) === JSON.stringify(change.after)
}

export function itemOf({ before, after }: WiringChange): WiringItem | null {
  return after ?? before
}

function orderOf(change: WiringChange): string {
  const { kind = 'network', name = '' } = itemOf(change) ?? {}
  return `${wiringKinds.indexOf(kind)} ${name}`
}

function keyOf({ kind, id }: WiringItem): string {
  return `${kind}:${id}`
}
