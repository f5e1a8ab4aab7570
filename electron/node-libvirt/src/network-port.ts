import { native, type NetworkPortHandle } from './native.ts'
import type { Network } from './network.ts'
import type { TypedParameters } from './typed-parameters.ts'

export interface PortOptions {
  /** Keep what the port already has on the host instead of setting it up. */
  reclaim?: boolean
  /** Check the XML against libvirt's schema. */
  validate?: boolean
}

/** A port of a virtual network (C: `virNetworkPortPtr`); libvirt makes one per connected NIC. */
export class NetworkPort {
  readonly network: Network
  readonly uuid: string
  readonly #handle: NetworkPortHandle

  /** Ports come from a {@link Network}. */
  constructor(network: Network, handle: NetworkPortHandle) {
    this.network = network
    this.#handle = handle
    this.uuid = native.virNetworkPortGetUUIDString(handle)
  }

  /** `virNetworkPortGetXMLDesc` */
  getXml(): Promise<string> {
    return native.virNetworkPortGetXMLDesc(this.#handle, 0)
  }

  /**
   * Its bandwidth limits: `inbound.average`, `inbound.peak` in KiB/s, `inbound.burst` in KiB, and the
   * same for `outbound`. (`virNetworkPortGetParameters`)
   */
  getParameters(): Promise<TypedParameters> {
    return native.virNetworkPortGetParameters(this.#handle, 0)
  }

  /** `virNetworkPortSetParameters` */
  setParameters(parameters: TypedParameters): Promise<void> {
    return native.virNetworkPortSetParameters(this.#handle, parameters, 0)
  }

  /** `virNetworkPortDelete` */
  delete(): Promise<void> {
    return native.virNetworkPortDelete(this.#handle, 0)
  }
}
