import { native, type NWFilterBindingHandle } from './native.ts'

/** A filter in force on one interface of the host (C: `virNWFilterBindingPtr`). */
export class NWFilterBinding {
  /** The interface on the host, such as `vnet0`. */
  readonly portDevice: string
  readonly filterName: string
  readonly #handle: NWFilterBindingHandle

  /** Bindings come from a {@link Connection}. */
  constructor(handle: NWFilterBindingHandle) {
    this.#handle = handle
    this.portDevice = native.virNWFilterBindingGetPortDev(handle)
    this.filterName = native.virNWFilterBindingGetFilterName(handle)
  }

  /** `virNWFilterBindingGetXMLDesc` */
  getXml(): Promise<string> {
    return native.virNWFilterBindingGetXMLDesc(this.#handle, 0)
  }

  /** Lets the traffic pass again. (`virNWFilterBindingDelete`) */
  delete(): Promise<void> {
    return native.virNWFilterBindingDelete(this.#handle)
  }
}
