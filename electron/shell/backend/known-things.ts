/** What is known of a connection's machines and networks, of all connections: the window has but one whole. */
import type { FoundThing, HostCounts } from '../../../shared/model/connection.ts'
import type { CollectionPatch, InventoryPatch } from '../../../shared/model/inventory.ts'

interface Thing {
  name: string
  isOn: boolean
}

export class KnownThings {
  readonly #machines = new Map<string, Thing>()
  readonly #networks = new Map<string, Thing>()
  /** Findings that somebody should see to. */
  readonly #findings = new Set<string>()

  take({ machines, networks, findings }: Partial<InventoryPatch>): void {
    merge(this.#machines, machines, ({ uuid, name, state }) => [
      uuid,
      { name, isOn: state === 'running' },
    ])
    merge(this.#networks, networks, ({ uuid, name, active }) => [uuid, { name, isOn: active }])
    for (const id of findings?.remove ?? []) this.#findings.delete(id)
    for (const { id, level } of findings?.upsert ?? []) {
      if (level === 'info') this.#findings.delete(id)
      else this.#findings.add(id)
    }
  }

  clear(): void {
    for (const all of [this.#machines, this.#networks, this.#findings]) all.clear()
  }

  get counts(): HostCounts {
    return {
      machines: this.#machines.size,
      running: countOn(this.#machines),
      networks: this.#networks.size,
      active: countOn(this.#networks),
      findings: this.#findings.size,
    }
  }

  /** Whose names have these words, whatever their case; no more than `most`. */
  find(uri: string, words: string, most: number): FoundThing[] {
    const wanted = words.trim().toLowerCase()
    const named = ({ name }: Thing) => name.toLowerCase().includes(wanted)
    return [
      ...[...this.#machines.values()].map((thing) => ({ ...thing, kind: 'machine' as const })),
      ...[...this.#networks.values()].map((thing) => ({ ...thing, kind: 'network' as const })),
    ]
      .filter(named)
      .slice(0, most)
      .map((thing) => ({ uri, ...thing }))
  }
}

function merge<Item>(
  known: Map<string, Thing>,
  patch: CollectionPatch<Item> | undefined,
  entry: (item: Item) => [string, Thing],
): void {
  for (const key of patch?.remove ?? []) known.delete(key)
  for (const item of patch?.upsert ?? []) known.set(...entry(item))
}

function countOn(things: Map<string, Thing>): number {
  return [...things.values()].filter(({ isOn }) => isOn).length
}
