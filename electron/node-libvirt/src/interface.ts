import * as C from './constants/index.ts'
import { flags } from './flags.ts'
import { native, type InterfaceHandle } from './native.ts'

/**
 * A network interface of the host (C: `virInterfacePtr`). To read only: how a host's interfaces are
 * set up is the business of its own network service.
 */
export class Interface {
  readonly name: string
  readonly mac: string
  readonly #handle: InterfaceHandle

  /** Interfaces come from a {@link Connection}. */
  constructor(handle: InterfaceHandle) {
    this.#handle = handle
    this.name = native.virInterfaceGetName(handle)
    this.mac = native.virInterfaceGetMACString(handle)
  }

  /**
   * As it is now. (`virInterfaceGetXMLDesc`)
   * @param options.inactive as it is configured
   */
  getXml(options: { inactive?: boolean } = {}): Promise<string> {
    const bits = flags([options.inactive, C.VIR_INTERFACE_XML_INACTIVE])
    return native.virInterfaceGetXMLDesc(this.#handle, bits)
  }

  /** `virInterfaceIsActive` */
  isActive(): Promise<boolean> {
    return native.virInterfaceIsActive(this.#handle)
  }
}
