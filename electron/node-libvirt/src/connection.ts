import { credentialsCallback, type AuthOptions } from './auth.ts'
import * as C from './constants/index.ts'
import { Domain, domainCreateFlags, type DomainCreateOptions } from './domain.ts'
import { LibvirtError } from './error.ts'
import { EventHub } from './event-hub.ts'
import type { ConnectionEventName, ConnectionEvents, Listener, Unsubscribe } from './events.ts'
import { flags } from './flags.ts'
import { Interface } from './interface.ts'
import {
  domainInfos,
  inventoryParts,
  networkInfos,
  type DomainInfo,
  type InventoryOptions,
  type NetworkInfo,
} from './inventory.ts'
import { native, type ConnectHandle, type DomainStatsRecord } from './native.ts'
import { Network } from './network.ts'
import { NodeDevice } from './node-device.ts'
import { nodeDeviceListFlags, type NodeDeviceCapability } from './node-device-list.ts'
import { NWFilterBinding } from './nwfilter-binding.ts'
import { NWFilter } from './nwfilter.ts'
import { statsGroups, type StatsOptions } from './stats.ts'
import { StoragePool, StorageVolume } from './storage.ts'
import { version, type Version } from './version.ts'

export interface OpenOptions {
  /** Look, do not touch: what would change something rejects with `VIR_ERR_OPERATION_DENIED`. */
  readOnly?: boolean
  /**
   * Ask the daemon for a sign of life when it said nothing for so many seconds; after `count`
   * questions without an answer the connection is closed, and calls under way reject. It is asked
   * on a second, read-only connection, as libvirt's own keep-alive is not safe while several calls
   * wait; that is used where a second one cannot be opened. Ignored where the driver has none.
   */
  keepAlive?: { intervalSeconds: number; count: number }
  /** How to answer when libvirt asks who this is. */
  auth?: AuthOptions
  /** How many calls run at a time, each on a thread of its own; 8 if not given. Others wait. */
  maxConcurrentCalls?: number
}

/** How XML is taken in. */
export interface DefineOptions {
  /** Check it against libvirt's schema. */
  validate?: boolean
}

/** What the host can run as a domain of some kind; what is not given is the host's default. */
export interface DomainCapabilitiesQuery {
  emulator?: string
  arch?: string
  machine?: string
  virtType?: string
}

/**
 * A connection to libvirt (C: `virConnectPtr`). Every method may reject with a `LibvirtError`; after
 * {@link close} with the code `VIR_ERR_INVALID_CONN`.
 */
export class Connection {
  readonly #handle: ConnectHandle
  readonly #events: EventHub

  /**
   * Opens a connection. (`virConnectOpenAuth`)
   * @param uri such as `qemu:///system` or `test:///default`; libvirt's own default if null
   */
  static async open(uri: string | null = null, options: OpenOptions = {}): Promise<Connection> {
    const { maxConcurrentCalls = 8 } = options
    if (maxConcurrentCalls < 1) throw new RangeError('maxConcurrentCalls must be at least 1')
    const events = new EventHub()
    const handle = await native.virConnectOpenAuth(
      uri,
      options.auth?.types ?? [],
      options.auth ? credentialsCallback(options.auth) : null,
      flags([options.readOnly, C.VIR_CONNECT_RO]),
      maxConcurrentCalls,
      (reason) => events.close(reason),
    )
    const connection = new Connection(handle, events)
    if (options.keepAlive) await connection.#keepAlive(options.keepAlive)
    return connection
  }

  private constructor(handle: ConnectHandle, events: EventHub) {
    this.#handle = handle
    this.#events = events
    events.attach(handle)
  }

  /** Local drivers have no daemon, so nothing to keep alive. */
  async #keepAlive({ intervalSeconds, count }: { intervalSeconds: number; count: number }) {
    try {
      await native.virConnectSetKeepAlive(this.#handle, intervalSeconds, count)
    } catch (error) {
      if (error instanceof LibvirtError && error.code === C.VIR_ERR_NO_SUPPORT) return
      await this.close()
      throw error
    }
  }

  /**
   * Lets go of everything that came from this connection, waits for the calls that are under way,
   * then closes. Calling it again waits for the same. (`virConnectClose`)
   */
  close(): Promise<void> {
    this.#events.close(C.VIR_CONNECT_CLOSE_REASON_CLIENT)
    return native.virConnectClose(this.#handle)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Whether the line to the daemon stands, as far as is known. (`virConnectIsAlive`) */
  isAlive(): Promise<boolean> {
    return native.virConnectIsAlive(this.#handle)
  }

  /** `virConnectIsEncrypted` */
  isEncrypted(): Promise<boolean> {
    return native.virConnectIsEncrypted(this.#handle)
  }

  /** Whether nobody in between can listen: encrypted, or local. (`virConnectIsSecure`) */
  isSecure(): Promise<boolean> {
    return native.virConnectIsSecure(this.#handle)
  }

  /** The daemon's libvirt version. (`virConnectGetLibVersion`) */
  async getLibVersion(): Promise<Version> {
    return version(await native.virConnectGetLibVersion(this.#handle))
  }

  /** The hypervisor's version. (`virConnectGetVersion`) */
  async getVersion(): Promise<Version> {
    return version(await native.virConnectGetVersion(this.#handle))
  }

  /** The driver's name, such as `QEMU`. (`virConnectGetType`) */
  getType(): Promise<string> {
    return native.virConnectGetType(this.#handle)
  }

  /** The host's name. (`virConnectGetHostname`) */
  getHostname(): Promise<string> {
    return native.virConnectGetHostname(this.#handle)
  }

  /** The connection's URI in full. (`virConnectGetURI`) */
  getUri(): Promise<string> {
    return native.virConnectGetURI(this.#handle)
  }

  /** XML of what the host is and can do. (`virConnectGetCapabilities`) */
  getCapabilities(): Promise<string> {
    return native.virConnectGetCapabilities(this.#handle)
  }

  /** XML of what domains of a kind may have. (`virConnectGetDomainCapabilities`) */
  getDomainCapabilities(query: DomainCapabilitiesQuery = {}): Promise<string> {
    const { emulator = null, arch = null, machine = null, virtType = null } = query
    return native.virConnectGetDomainCapabilities(
      this.#handle,
      emulator,
      arch,
      machine,
      virtType,
      0,
    )
  }

  /**
   * Listens. Resolves when libvirt has registered it: what happens later is delivered, in order. An
   * active listener keeps the process running. `closed` can always be listened to; the others reject
   * where the driver lacks them. (`virConnectDomainEventRegisterAny` and its like)
   */
  on<Name extends ConnectionEventName>(name: Name, listener: Listener<Name>): Promise<Unsubscribe> {
    return this.#events.on(name, listener)
  }

  /**
   * The same as an iterator: it collects from the moment the promise resolves, ends when the
   * connection does, and stops listening when the loop is left.
   */
  events<Name extends ConnectionEventName>(
    name: Name,
  ): Promise<AsyncGenerator<ConnectionEvents[Name], void>> {
    return this.#events.iterate(name)
  }

  /** All networks, or only the active or inactive. (`virConnectListAllNetworks`) */
  async listNetworks(options: { active?: boolean } = {}): Promise<Network[]> {
    const bits = flags(
      [options.active === true, C.VIR_CONNECT_LIST_NETWORKS_ACTIVE],
      [options.active === false, C.VIR_CONNECT_LIST_NETWORKS_INACTIVE],
    )
    const handles = await native.virConnectListAllNetworks(this.#handle, bits)
    return handles.map((handle) => new Network(this, handle))
  }

  /** All domains, or only the active or inactive, with or without a saved memory. (`virConnectListAllDomains`) */
  async listDomains(options: { active?: boolean; managedSave?: boolean } = {}): Promise<Domain[]> {
    const bits = flags(
      [options.managedSave === true, C.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE],
      [options.managedSave === false, C.VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE],
      [options.active === true, C.VIR_CONNECT_LIST_DOMAINS_ACTIVE],
      [options.active === false, C.VIR_CONNECT_LIST_DOMAINS_INACTIVE],
    )
    const handles = await native.virConnectListAllDomains(this.#handle, bits)
    return handles.map((handle) => new Domain(this, handle))
  }

  /** `virConnectListAllNWFilters` */
  async listNWFilters(): Promise<NWFilter[]> {
    const handles = await native.virConnectListAllNWFilters(this.#handle, 0)
    return handles.map((handle) => new NWFilter(handle))
  }

  /** `virConnectListAllNWFilterBindings` */
  async listNWFilterBindings(): Promise<NWFilterBinding[]> {
    const handles = await native.virConnectListAllNWFilterBindings(this.#handle, 0)
    return handles.map((handle) => new NWFilterBinding(handle))
  }

  /**
   * The host's devices, or those with one of the capabilities. (`virConnectListAllNodeDevices`)
   */
  async listNodeDevices(capabilities: readonly NodeDeviceCapability[] = []): Promise<NodeDevice[]> {
    const bits = nodeDeviceListFlags(capabilities)
    const handles = await native.virConnectListAllNodeDevices(this.#handle, bits)
    return handles.map((handle) => new NodeDevice(handle))
  }

  /** The host's interfaces, or only the active or inactive. (`virConnectListAllInterfaces`) */
  async listInterfaces(options: { active?: boolean } = {}): Promise<Interface[]> {
    const bits = flags(
      [options.active === true, C.VIR_CONNECT_LIST_INTERFACES_ACTIVE],
      [options.active === false, C.VIR_CONNECT_LIST_INTERFACES_INACTIVE],
    )
    const handles = await native.virConnectListAllInterfaces(this.#handle, bits)
    return handles.map((handle) => new Interface(handle))
  }

  /**
   * Everything about all networks in one go, far cheaper than a call for each. What vanishes
   * meanwhile is left out.
   */
  async listNetworksInfo(options: InventoryOptions = {}): Promise<NetworkInfo[]> {
    const { threads = 4 } = options
    return networkInfos(
      await native.listNetworksInfo(this.#handle, inventoryParts(options), threads),
    )
  }

  /** Everything about all domains in one go, see {@link listNetworksInfo}. */
  async listDomainsInfo(options: InventoryOptions = {}): Promise<DomainInfo[]> {
    const { threads = 4 } = options
    return domainInfos(await native.listDomainsInfo(this.#handle, inventoryParts(options), threads))
  }

  /**
   * Counters of all domains in one call: `net.0.rx.bytes`, `state.state`, … as libvirt names them.
   * (`virConnectGetAllDomainStats`)
   */
  getAllDomainStats(options: StatsOptions = {}): Promise<DomainStatsRecord[]> {
    const { groups, bits } = statsGroups(options)
    return native.virConnectGetAllDomainStats(this.#handle, groups, bits)
  }

  /** The same for some domains of this connection. (`virDomainListGetStats`) */
  async getDomainStats(
    domains: readonly Domain[],
    options: StatsOptions = {},
  ): Promise<DomainStatsRecord[]> {
    if (domains.length === 0) return []
    const { groups, bits } = statsGroups(options)
    return native.virDomainListGetStats(this.#handle, domains.map(Domain.handleOf), groups, bits)
  }

  /** `virNetworkLookupByName` */
  async lookupNetworkByName(name: string): Promise<Network> {
    return new Network(this, await native.virNetworkLookupByName(this.#handle, name))
  }

  /** `virNetworkLookupByUUIDString` */
  async lookupNetworkByUuid(uuid: string): Promise<Network> {
    return new Network(this, await native.virNetworkLookupByUUIDString(this.#handle, uuid))
  }

  /** Stores a network, new or changed. (`virNetworkDefineXML`, with options `…Flags`, libvirt ≥ 7.7) */
  async defineNetwork(xml: string, { validate }: DefineOptions = {}): Promise<Network> {
    const handle = await (validate
      ? native.virNetworkDefineXMLFlags(this.#handle, xml, C.VIR_NETWORK_DEFINE_VALIDATE)
      : native.virNetworkDefineXML(this.#handle, xml))
    return new Network(this, handle)
  }

  /**
   * Starts a network that is not stored and ends with its stop. (`virNetworkCreateXML`, with options
   * `…Flags`, libvirt ≥ 7.8)
   */
  async createNetwork(xml: string, { validate }: DefineOptions = {}): Promise<Network> {
    const handle = await (validate
      ? native.virNetworkCreateXMLFlags(this.#handle, xml, C.VIR_NETWORK_CREATE_VALIDATE)
      : native.virNetworkCreateXML(this.#handle, xml))
    return new Network(this, handle)
  }

  /** `virDomainLookupByID` */
  async lookupDomainById(id: number): Promise<Domain> {
    return new Domain(this, await native.virDomainLookupByID(this.#handle, id))
  }

  /** `virDomainLookupByName` */
  async lookupDomainByName(name: string): Promise<Domain> {
    return new Domain(this, await native.virDomainLookupByName(this.#handle, name))
  }

  /** `virDomainLookupByUUIDString` */
  async lookupDomainByUuid(uuid: string): Promise<Domain> {
    return new Domain(this, await native.virDomainLookupByUUIDString(this.#handle, uuid))
  }

  /** Stores a domain, new or changed. (`virDomainDefineXMLFlags`) */
  async defineDomain(xml: string, { validate }: DefineOptions = {}): Promise<Domain> {
    const bits = flags([validate, C.VIR_DOMAIN_DEFINE_VALIDATE])
    return new Domain(this, await native.virDomainDefineXMLFlags(this.#handle, xml, bits))
  }

  /** Starts a domain that is not stored and ends with its stop. (`virDomainCreateXML`) */
  async createDomain(xml: string, options: DomainCreateOptions = {}): Promise<Domain> {
    const bits = domainCreateFlags(options)
    return new Domain(this, await native.virDomainCreateXML(this.#handle, xml, bits))
  }

  /** `virNWFilterLookupByName` */
  async lookupNWFilterByName(name: string): Promise<NWFilter> {
    return new NWFilter(await native.virNWFilterLookupByName(this.#handle, name))
  }

  /** `virNWFilterLookupByUUIDString` */
  async lookupNWFilterByUuid(uuid: string): Promise<NWFilter> {
    return new NWFilter(await native.virNWFilterLookupByUUIDString(this.#handle, uuid))
  }

  /** `virNWFilterDefineXML`, with options `…Flags`, libvirt ≥ 7.7 */
  async defineNWFilter(xml: string, { validate }: DefineOptions = {}): Promise<NWFilter> {
    const handle = await (validate
      ? native.virNWFilterDefineXMLFlags(this.#handle, xml, C.VIR_NWFILTER_DEFINE_VALIDATE)
      : native.virNWFilterDefineXML(this.#handle, xml))
    return new NWFilter(handle)
  }

  /** The filter on an interface of the host. (`virNWFilterBindingLookupByPortDev`) */
  async lookupNWFilterBinding(portDevice: string): Promise<NWFilterBinding> {
    const handle = await native.virNWFilterBindingLookupByPortDev(this.#handle, portDevice)
    return new NWFilterBinding(handle)
  }

  /** `virNWFilterBindingCreateXML` */
  async createNWFilterBinding(
    xml: string,
    { validate }: DefineOptions = {},
  ): Promise<NWFilterBinding> {
    const bits = flags([validate, C.VIR_NWFILTER_BINDING_CREATE_VALIDATE])
    return new NWFilterBinding(await native.virNWFilterBindingCreateXML(this.#handle, xml, bits))
  }

  /** `virNodeDeviceLookupByName` */
  async lookupNodeDeviceByName(name: string): Promise<NodeDevice> {
    return new NodeDevice(await native.virNodeDeviceLookupByName(this.#handle, name))
  }

  /** `virNodeDeviceLookupSCSIHostByWWN` */
  async lookupScsiHostByWwn(wwnn: string, wwpn: string): Promise<NodeDevice> {
    const handle = await native.virNodeDeviceLookupSCSIHostByWWN(this.#handle, wwnn, wwpn, 0)
    return new NodeDevice(handle)
  }

  /** Makes a device that is not stored, such as a mediated one. (`virNodeDeviceCreateXML`) */
  async createNodeDevice(xml: string, { validate }: DefineOptions = {}): Promise<NodeDevice> {
    const bits = flags([validate, C.VIR_NODE_DEVICE_CREATE_XML_VALIDATE])
    return new NodeDevice(await native.virNodeDeviceCreateXML(this.#handle, xml, bits))
  }

  /** libvirt ≥ 7.3. (`virNodeDeviceDefineXML`) */
  async defineNodeDevice(xml: string, { validate }: DefineOptions = {}): Promise<NodeDevice> {
    const bits = flags([validate, C.VIR_NODE_DEVICE_DEFINE_XML_VALIDATE])
    return new NodeDevice(await native.virNodeDeviceDefineXML(this.#handle, xml, bits))
  }

  /** `virInterfaceLookupByName` */
  async lookupInterfaceByName(name: string): Promise<Interface> {
    return new Interface(await native.virInterfaceLookupByName(this.#handle, name))
  }

  /** `virInterfaceLookupByMACString` */
  async lookupInterfaceByMac(mac: string): Promise<Interface> {
    return new Interface(await native.virInterfaceLookupByMACString(this.#handle, mac))
  }

  /** Pools of storage, or only the active or inactive. (`virConnectListAllStoragePools`) */
  async listStoragePools(options: { active?: boolean } = {}): Promise<StoragePool[]> {
    const bits = flags(
      [options.active === true, C.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE],
      [options.active === false, C.VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE],
    )
    const handles = await native.virConnectListAllStoragePools(this.#handle, bits)
    return handles.map((handle) => new StoragePool(this.#handle, handle))
  }

  /** `virStoragePoolLookupByName` */
  async lookupStoragePoolByName(name: string): Promise<StoragePool> {
    const handle = await native.virStoragePoolLookupByName(this.#handle, name)
    return new StoragePool(this.#handle, handle)
  }

  /** The volume that is there, in whichever pool. (`virStorageVolLookupByPath`) */
  async lookupVolumeByPath(path: string): Promise<StorageVolume> {
    const handle = await native.virStorageVolLookupByPath(this.#handle, path)
    return new StorageVolume(this.#handle, handle)
  }
}
