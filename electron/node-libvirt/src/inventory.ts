import { domainState, type DomainState } from './domain-state.ts'
import type { DomainIdentity, NetworkIdentity } from './identity.ts'
import { flags } from './flags.ts'
import type { InventoryColumns } from './native.ts'

export interface InventoryOptions {
  /** The XML of what runs or, if it does not run, of what is stored. */
  xml?: boolean
  /** Also the stored XML of what runs and is persistent. */
  inactiveXml?: boolean
  /** How many calls at a time go to libvirt: 1 to 8, 4 if not given. */
  threads?: number
}

interface ObjectInfo {
  active: boolean
  persistent: boolean
  autostart: boolean
  /** Null if it was not asked for. */
  xml: string | null
  /** Null if it was not asked for, or `xml` is it already. */
  inactiveXml: string | null
}

export interface NetworkInfo extends NetworkIdentity, ObjectInfo {}

export interface DomainInfo extends DomainIdentity, ObjectInfo {
  state: DomainState
  /** Why it is in that state, see {@link DomainStateInfo}. */
  reason: number
}

// Bits that the native side knows, see native/inventory.cc.
const PART_XML = 1
const PART_INACTIVE_XML = 2
const ACTIVE = 1
const PERSISTENT = 2
const AUTOSTART = 4

/** @internal */
export const inventoryParts = ({ xml, inactiveXml }: InventoryOptions): number =>
  flags([xml, PART_XML], [inactiveXml, PART_INACTIVE_XML])

const objectInfo = (columns: InventoryColumns, row: number): ObjectInfo & NetworkIdentity => ({
  name: columns.names[row]!,
  uuid: columns.uuids[row]!,
  active: (columns.attributes[row]! & ACTIVE) !== 0,
  persistent: (columns.attributes[row]! & PERSISTENT) !== 0,
  autostart: (columns.attributes[row]! & AUTOSTART) !== 0,
  xml: columns.xmls?.[row] ?? null,
  inactiveXml: columns.inactiveXmls?.[row] ?? null,
})

/** @internal */
export const networkInfos = (columns: InventoryColumns): NetworkInfo[] =>
  columns.names.map((_, row) => objectInfo(columns, row))

/** @internal */
export const domainInfos = (columns: InventoryColumns): DomainInfo[] =>
  columns.names.map((_, row) => {
    const id = columns.ids[row]!
    return {
      ...objectInfo(columns, row),
      id: id < 0 ? null : id,
      state: domainState(columns.states[row]!),
      reason: columns.reasons[row]!,
    }
  })
