import * as C from './constants/index.ts'
import { flags, type AffectOptions } from './flags.ts'
import type { NodeDeviceIdentity } from './identity.ts'
import { native, type NodeDeviceHandle } from './native.ts'

/** A device of the host: a NIC, a PCI function, … (C: `virNodeDevicePtr`). */
export class NodeDevice implements NodeDeviceIdentity {
  /** libvirt's name, such as `net_eth0_52_54_00_12_34_56` or `pci_0000_00_19_0`. */
  readonly name: string
  readonly #handle: NodeDeviceHandle

  /** Devices come from a {@link Connection}. */
  constructor(handle: NodeDeviceHandle) {
    this.#handle = handle
    this.name = native.virNodeDeviceGetName(handle)
  }

  /** Its XML, with what it can do: link state, SR-IOV's virtual functions, … (`virNodeDeviceGetXMLDesc`) */
  getXml(): Promise<string> {
    return native.virNodeDeviceGetXMLDesc(this.#handle, 0)
  }

  /** The name of the device that it sits on, null at the root. (`virNodeDeviceGetParent`) */
  getParent(): Promise<string | null> {
    return native.virNodeDeviceGetParent(this.#handle)
  }

  /** The names of its capabilities, such as `net` or `pci`. (`virNodeDeviceListCaps`) */
  listCapabilities(): Promise<string[]> {
    return native.virNodeDeviceListCaps(this.#handle)
  }

  /** Starts a defined device. libvirt ≥ 7.3. (`virNodeDeviceCreate`) */
  create(): Promise<void> {
    return native.virNodeDeviceCreate(this.#handle, 0)
  }

  /** `virNodeDeviceDestroy` */
  destroy(): Promise<void> {
    return native.virNodeDeviceDestroy(this.#handle)
  }

  /** libvirt ≥ 7.3. (`virNodeDeviceUndefine`) */
  undefine(): Promise<void> {
    return native.virNodeDeviceUndefine(this.#handle, 0)
  }

  /** libvirt ≥ 10.1. (`virNodeDeviceUpdate`) */
  update(xml: string, options: AffectOptions = {}): Promise<void> {
    const bits = flags(
      [options.live, C.VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE],
      [options.config, C.VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG],
    )
    return native.virNodeDeviceUpdate(this.#handle, xml, bits)
  }

  /**
   * Takes it from the host, so that a guest may have it. (`virNodeDeviceDetachFlags`)
   * @param driver `vfio`, …; the hypervisor's own choice if not given
   */
  detach(driver?: string): Promise<void> {
    return native.virNodeDeviceDetachFlags(this.#handle, driver ?? null, 0)
  }

  /** Gives it back to the host. (`virNodeDeviceReAttach`) */
  reattach(): Promise<void> {
    return native.virNodeDeviceReAttach(this.#handle)
  }

  /** `virNodeDeviceReset` */
  reset(): Promise<void> {
    return native.virNodeDeviceReset(this.#handle)
  }

  /** libvirt ≥ 7.8. (`virNodeDeviceIsActive`) */
  isActive(): Promise<boolean> {
    return native.virNodeDeviceIsActive(this.#handle)
  }

  /** libvirt ≥ 7.8. (`virNodeDeviceIsPersistent`) */
  isPersistent(): Promise<boolean> {
    return native.virNodeDeviceIsPersistent(this.#handle)
  }

  /** libvirt ≥ 7.8. (`virNodeDeviceGetAutostart`) */
  getAutostart(): Promise<boolean> {
    return native.virNodeDeviceGetAutostart(this.#handle)
  }

  /** libvirt ≥ 7.8. (`virNodeDeviceSetAutostart`) */
  setAutostart(autostart: boolean): Promise<void> {
    return native.virNodeDeviceSetAutostart(this.#handle, Number(autostart))
  }
}
