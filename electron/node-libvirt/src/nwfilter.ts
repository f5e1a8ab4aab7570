import { native, type NWFilterHandle } from './native.ts'

/** A network filter: named rules for the traffic of NICs (C: `virNWFilterPtr`). */
export class NWFilter {
  readonly name: string
  readonly uuid: string
  readonly #handle: NWFilterHandle

  /** Filters come from a {@link Connection}. */
  constructor(handle: NWFilterHandle) {
    this.#handle = handle
    this.name = native.virNWFilterGetName(handle)
    this.uuid = native.virNWFilterGetUUIDString(handle)
  }

  /** `virNWFilterGetXMLDesc` */
  getXml(): Promise<string> {
    return native.virNWFilterGetXMLDesc(this.#handle, 0)
  }

  /** Refused while a NIC uses it. (`virNWFilterUndefine`) */
  undefine(): Promise<void> {
    return native.virNWFilterUndefine(this.#handle)
  }
}
