import * as C from './constants/index.ts'
import type { Connection } from './connection.ts'
import { domainState, type DomainStateInfo } from './domain-state.ts'
import { affect, flags, type AffectOptions } from './flags.ts'
import type { DomainIdentity } from './identity.ts'
import { native, type DomainHandle } from './native.ts'
import type { DomainInterface, InterfaceStats } from './records.ts'
import type { TypedParameters } from './typed-parameters.ts'

export interface DomainCreateOptions {
  /** Leave its processors stopped; {@link Domain.resume} lets them go. */
  paused?: boolean
  /** Destroy it when the connection that started it closes. */
  autodestroy?: boolean
  /** Do not go on from a saved state: drop it and boot. */
  forceBoot?: boolean
  /** Check the XML against libvirt's schema; only where there is XML. */
  validate?: boolean
}

/** Ways to ask a guest; those allowed are tried in turn. None: the hypervisor chooses. */
export interface GuestRequestOptions {
  acpi?: boolean
  agent?: boolean
  initctl?: boolean
  signal?: boolean
  paravirt?: boolean
}

/** What goes with the definition. libvirt refuses to undefine while something of it would be left. */
export interface UndefineOptions {
  managedSave?: boolean
  snapshotsMetadata?: boolean
  checkpointsMetadata?: boolean
  nvram?: boolean
  keepNvram?: boolean
  tpm?: boolean
  keepTpm?: boolean
}

const ADDRESS_SOURCES = {
  lease: C.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE,
  agent: C.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT,
  arp: C.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP,
} as const

const METADATA_TYPES = {
  description: C.VIR_DOMAIN_METADATA_DESCRIPTION,
  title: C.VIR_DOMAIN_METADATA_TITLE,
  element: C.VIR_DOMAIN_METADATA_ELEMENT,
} as const

export type AddressSource = keyof typeof ADDRESS_SOURCES
export type DomainMetadataType = keyof typeof METADATA_TYPES

/** @internal Shared with the connection, which starts transient domains. */
export const domainCreateFlags = (options: DomainCreateOptions): number =>
  flags(
    [options.paused, C.VIR_DOMAIN_START_PAUSED],
    [options.autodestroy, C.VIR_DOMAIN_START_AUTODESTROY],
    [options.forceBoot, C.VIR_DOMAIN_START_FORCE_BOOT],
    [options.validate, C.VIR_DOMAIN_START_VALIDATE],
  )

/** A virtual machine (C: `virDomainPtr`). Every method may reject with a `LibvirtError`. */
export class Domain implements DomainIdentity {
  readonly connection: Connection
  readonly name: string
  readonly uuid: string
  readonly #handle: DomainHandle

  /** Domains come from a {@link Connection}. */
  constructor(connection: Connection, handle: DomainHandle) {
    this.connection = connection
    this.#handle = handle
    this.name = native.virDomainGetName(handle)
    this.uuid = native.virDomainGetUUIDString(handle)
  }

  /** @internal */
  static handleOf(domain: Domain): DomainHandle {
    return domain.#handle
  }

  /**
   * The number of the running instance, null if it does not run: as of the lookup or the last call
   * on this object that started or stopped it, without a question to the host. (`virDomainGetID`)
   */
  get id(): number | null {
    return native.virDomainGetID(this.#handle)
  }

  /**
   * Its XML: what runs or, if it does not run, what is stored. (`virDomainGetXMLDesc`)
   * @param options.inactive what is stored, also while it runs
   * @param options.secure with passwords; refused on a read-only connection
   * @param options.updateCpu with the processor's features as the host really gives them
   * @param options.migratable in a form that older hosts understand
   */
  getXml(
    options: {
      inactive?: boolean
      secure?: boolean
      updateCpu?: boolean
      migratable?: boolean
    } = {},
  ): Promise<string> {
    const bits = flags(
      [options.inactive, C.VIR_DOMAIN_XML_INACTIVE],
      [options.secure, C.VIR_DOMAIN_XML_SECURE],
      [options.updateCpu, C.VIR_DOMAIN_XML_UPDATE_CPU],
      [options.migratable, C.VIR_DOMAIN_XML_MIGRATABLE],
    )
    return native.virDomainGetXMLDesc(this.#handle, bits)
  }

  /** `virDomainGetState` */
  async getState(): Promise<DomainStateInfo> {
    const [state, reason] = await native.virDomainGetState(this.#handle, 0)
    return { state: domainState(state), reason }
  }

  /** `virDomainIsActive` */
  isActive(): Promise<boolean> {
    return native.virDomainIsActive(this.#handle)
  }

  /** `virDomainIsPersistent` */
  isPersistent(): Promise<boolean> {
    return native.virDomainIsPersistent(this.#handle)
  }

  /** Whether its stored definition was changed since it started. (`virDomainIsUpdated`) */
  isUpdated(): Promise<boolean> {
    return native.virDomainIsUpdated(this.#handle)
  }

  /** Whether libvirt keeps its memory, to go on from there. (`virDomainHasManagedSaveImage`) */
  hasManagedSave(): Promise<boolean> {
    return native.virDomainHasManagedSaveImage(this.#handle, 0)
  }

  /** Its XML as it ran when it was saved, as which it goes on. (`virDomainManagedSaveGetXMLDesc`) */
  getManagedSaveXml(): Promise<string> {
    return native.virDomainManagedSaveGetXMLDesc(this.#handle, 0)
  }

  /** Throws the saved memory away: the next start is a boot. (`virDomainManagedSaveRemove`) */
  removeManagedSave(): Promise<void> {
    return native.virDomainManagedSaveRemove(this.#handle, 0)
  }

  /** Whether it starts with the host. (`virDomainGetAutostart`) */
  getAutostart(): Promise<boolean> {
    return native.virDomainGetAutostart(this.#handle)
  }

  /** `virDomainSetAutostart` */
  setAutostart(autostart: boolean): Promise<void> {
    return native.virDomainSetAutostart(this.#handle, Number(autostart))
  }

  /** The kind of guest, such as `hvm`. (`virDomainGetOSType`) */
  getOsType(): Promise<string> {
    return native.virDomainGetOSType(this.#handle)
  }

  /** The guest's own host name. (`virDomainGetHostname`) */
  getHostname(source?: 'lease' | 'agent'): Promise<string> {
    const bits = flags(
      [source === 'lease', C.VIR_DOMAIN_GET_HOSTNAME_LEASE],
      [source === 'agent', C.VIR_DOMAIN_GET_HOSTNAME_AGENT],
    )
    return native.virDomainGetHostname(this.#handle, bits)
  }

  /** Starts it. (`virDomainCreateWithFlags`) */
  create(options: DomainCreateOptions = {}): Promise<void> {
    return native.virDomainCreateWithFlags(this.#handle, domainCreateFlags(options))
  }

  /** Asks the guest to shut down, and does not wait for it. (`virDomainShutdownFlags`) */
  shutdown(options: GuestRequestOptions = {}): Promise<void> {
    const bits = flags(
      [options.acpi, C.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN],
      [options.agent, C.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT],
      [options.initctl, C.VIR_DOMAIN_SHUTDOWN_INITCTL],
      [options.signal, C.VIR_DOMAIN_SHUTDOWN_SIGNAL],
      [options.paravirt, C.VIR_DOMAIN_SHUTDOWN_PARAVIRT],
    )
    return native.virDomainShutdownFlags(this.#handle, bits)
  }

  /** Asks the guest to restart, and does not wait for it. (`virDomainReboot`) */
  reboot(options: GuestRequestOptions = {}): Promise<void> {
    const bits = flags(
      [options.acpi, C.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN],
      [options.agent, C.VIR_DOMAIN_REBOOT_GUEST_AGENT],
      [options.initctl, C.VIR_DOMAIN_REBOOT_INITCTL],
      [options.signal, C.VIR_DOMAIN_REBOOT_SIGNAL],
      [options.paravirt, C.VIR_DOMAIN_REBOOT_PARAVIRT],
    )
    return native.virDomainReboot(this.#handle, bits)
  }

  /** The reset button. (`virDomainReset`) */
  reset(): Promise<void> {
    return native.virDomainReset(this.#handle, 0)
  }

  /**
   * The power plug. (`virDomainDestroyFlags`)
   * @param options.graceful give up rather than kill the hypervisor's process by force
   */
  destroy(options: { graceful?: boolean } = {}): Promise<void> {
    const bits = flags([options.graceful, C.VIR_DOMAIN_DESTROY_GRACEFUL])
    return native.virDomainDestroyFlags(this.#handle, bits)
  }

  /** Stops its processors; it stays in memory. (`virDomainSuspend`) */
  suspend(): Promise<void> {
    return native.virDomainSuspend(this.#handle)
  }

  /** `virDomainResume` */
  resume(): Promise<void> {
    return native.virDomainResume(this.#handle)
  }

  /** Forgets its definition; a running domain becomes transient. (`virDomainUndefineFlags`) */
  undefine(options: UndefineOptions = {}): Promise<void> {
    const bits = flags(
      [options.managedSave, C.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE],
      [options.snapshotsMetadata, C.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA],
      [options.checkpointsMetadata, C.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA],
      [options.nvram, C.VIR_DOMAIN_UNDEFINE_NVRAM],
      [options.keepNvram, C.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM],
      [options.tpm, C.VIR_DOMAIN_UNDEFINE_TPM],
      [options.keepTpm, C.VIR_DOMAIN_UNDEFINE_KEEP_TPM],
    )
    return native.virDomainUndefineFlags(this.#handle, bits)
  }

  /** Gives a domain that does not run another name; this object keeps the old. (`virDomainRename`) */
  rename(name: string): Promise<void> {
    return native.virDomainRename(this.#handle, name, 0)
  }

  /** `virDomainAttachDeviceFlags` */
  attachDevice(xml: string, options: AffectOptions = {}): Promise<void> {
    return native.virDomainAttachDeviceFlags(this.#handle, xml, affect(options))
  }

  /**
   * With `live` the guest may still refuse after this resolved: the `deviceRemoved` event says that
   * it is gone, `deviceRemovalFailed` that it is not. (`virDomainDetachDeviceFlags`)
   */
  detachDevice(xml: string, options: AffectOptions = {}): Promise<void> {
    return native.virDomainDetachDeviceFlags(this.#handle, xml, affect(options))
  }

  /** Like {@link detachDevice}, by the device's alias. (`virDomainDetachDeviceAlias`) */
  detachDeviceAlias(alias: string, options: AffectOptions = {}): Promise<void> {
    return native.virDomainDetachDeviceAlias(this.#handle, alias, affect(options))
  }

  /**
   * Changes a device: a NIC's network, filter, or the state of its link (`<link state='down'/>`).
   * (`virDomainUpdateDeviceFlags`)
   * @param options.force also take out a medium that the guest has locked
   */
  updateDevice(xml: string, options: AffectOptions & { force?: boolean } = {}): Promise<void> {
    const bits = affect(options) | flags([options.force, C.VIR_DOMAIN_DEVICE_MODIFY_FORCE])
    return native.virDomainUpdateDeviceFlags(this.#handle, xml, bits)
  }

  /**
   * The addresses of its NICs: as libvirt's DHCP leases have them, as the guest's agent says, or as
   * the host's ARP table knows them. (`virDomainInterfaceAddresses`)
   */
  getInterfaceAddresses(source: AddressSource): Promise<DomainInterface[]> {
    return native.virDomainInterfaceAddresses(this.#handle, ADDRESS_SOURCES[source], 0)
  }

  /**
   * Traffic of one NIC; for many at once see {@link Connection.getAllDomainStats}.
   * (`virDomainInterfaceStats`)
   * @param device the interface on the host (`vnet0`), or the NIC's MAC address
   */
  interfaceStats(device: string): Promise<InterfaceStats> {
    return native.virDomainInterfaceStats(this.#handle, device)
  }

  /** Bandwidth limits of one NIC, units as in {@link setInterfaceParameters}. (`virDomainGetInterfaceParameters`) */
  getInterfaceParameters(device: string, options: AffectOptions = {}): Promise<TypedParameters> {
    return native.virDomainGetInterfaceParameters(this.#handle, device, affect(options))
  }

  /**
   * Sets `inbound.average`, `inbound.peak`, `inbound.floor` in KiB/s, `inbound.burst` in KiB, and the
   * same of `outbound`; an average of 0 lifts the limit. (`virDomainSetInterfaceParameters`)
   */
  setInterfaceParameters(
    device: string,
    parameters: TypedParameters,
    options: AffectOptions = {},
  ): Promise<void> {
    const bits = affect(options)
    return native.virDomainSetInterfaceParameters(this.#handle, device, parameters, bits)
  }

  /**
   * Rejects with `VIR_ERR_NO_DOMAIN_METADATA` if there is none. (`virDomainGetMetadata`)
   * @param uri the element's namespace; for `element` only
   */
  getMetadata(
    type: DomainMetadataType,
    uri: string | null = null,
    options: AffectOptions = {},
  ): Promise<string> {
    return native.virDomainGetMetadata(this.#handle, METADATA_TYPES[type], uri, affect(options))
  }

  /**
   * `virDomainSetMetadata`
   * @param metadata null removes it
   * @param element for `element` only: the prefix that stands for the namespace, and the namespace
   */
  setMetadata(
    type: DomainMetadataType,
    metadata: string | null,
    element: { key?: string; uri?: string } & AffectOptions = {},
  ): Promise<void> {
    const { key = null, uri = null } = element
    const bits = affect(element)
    return native.virDomainSetMetadata(this.#handle, METADATA_TYPES[type], metadata, key, uri, bits)
  }

  /** How long libvirt waits for the guest's agent. (`virDomainAgentSetResponseTimeout`) */
  setAgentResponseTimeout(seconds: number): Promise<void> {
    return native.virDomainAgentSetResponseTimeout(this.#handle, seconds, 0)
  }
}
