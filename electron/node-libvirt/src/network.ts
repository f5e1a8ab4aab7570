import * as C from './constants/index.ts'
import type { Connection } from './connection.ts'
import { affect, flags, type AffectOptions } from './flags.ts'
import type { NetworkIdentity } from './identity.ts'
import { native, type NetworkHandle } from './native.ts'
import { NetworkPort, type PortOptions } from './network-port.ts'
import type { DhcpLease } from './records.ts'

const UPDATE_COMMANDS = {
  modify: C.VIR_NETWORK_UPDATE_COMMAND_MODIFY,
  delete: C.VIR_NETWORK_UPDATE_COMMAND_DELETE,
  'add-last': C.VIR_NETWORK_UPDATE_COMMAND_ADD_LAST,
  'add-first': C.VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST,
} as const

const UPDATE_SECTIONS = {
  bridge: C.VIR_NETWORK_SECTION_BRIDGE,
  domain: C.VIR_NETWORK_SECTION_DOMAIN,
  ip: C.VIR_NETWORK_SECTION_IP,
  'ip-dhcp-host': C.VIR_NETWORK_SECTION_IP_DHCP_HOST,
  'ip-dhcp-range': C.VIR_NETWORK_SECTION_IP_DHCP_RANGE,
  forward: C.VIR_NETWORK_SECTION_FORWARD,
  'forward-interface': C.VIR_NETWORK_SECTION_FORWARD_INTERFACE,
  'forward-pf': C.VIR_NETWORK_SECTION_FORWARD_PF,
  portgroup: C.VIR_NETWORK_SECTION_PORTGROUP,
  'dns-host': C.VIR_NETWORK_SECTION_DNS_HOST,
  'dns-txt': C.VIR_NETWORK_SECTION_DNS_TXT,
  'dns-srv': C.VIR_NETWORK_SECTION_DNS_SRV,
} as const

const METADATA_TYPES = {
  description: C.VIR_NETWORK_METADATA_DESCRIPTION,
  title: C.VIR_NETWORK_METADATA_TITLE,
  element: C.VIR_NETWORK_METADATA_ELEMENT,
} as const

export type NetworkUpdateCommand = keyof typeof UPDATE_COMMANDS
export type NetworkUpdateSection = keyof typeof UPDATE_SECTIONS
export type NetworkMetadataType = keyof typeof METADATA_TYPES

/** A virtual network (C: `virNetworkPtr`). Every method may reject with a `LibvirtError`. */
export class Network implements NetworkIdentity {
  readonly connection: Connection
  readonly name: string
  readonly uuid: string
  readonly #handle: NetworkHandle

  /** Networks come from a {@link Connection}. */
  constructor(connection: Connection, handle: NetworkHandle) {
    this.connection = connection
    this.#handle = handle
    this.name = native.virNetworkGetName(handle)
    this.uuid = native.virNetworkGetUUIDString(handle)
  }

  /**
   * Its XML: what runs or, if it does not run, what is stored. (`virNetworkGetXMLDesc`)
   * @param options.inactive what is stored, also while it runs
   */
  getXml(options: { inactive?: boolean } = {}): Promise<string> {
    const bits = flags([options.inactive, C.VIR_NETWORK_XML_INACTIVE])
    return native.virNetworkGetXMLDesc(this.#handle, bits)
  }

  /** `virNetworkIsActive` */
  isActive(): Promise<boolean> {
    return native.virNetworkIsActive(this.#handle)
  }

  /** `virNetworkIsPersistent` */
  isPersistent(): Promise<boolean> {
    return native.virNetworkIsPersistent(this.#handle)
  }

  /** Whether it starts with the host. (`virNetworkGetAutostart`) */
  getAutostart(): Promise<boolean> {
    return native.virNetworkGetAutostart(this.#handle)
  }

  /** `virNetworkSetAutostart` */
  setAutostart(autostart: boolean): Promise<void> {
    return native.virNetworkSetAutostart(this.#handle, Number(autostart))
  }

  /** Starts it. (`virNetworkCreate`) */
  create(): Promise<void> {
    return native.virNetworkCreate(this.#handle)
  }

  /** Stops it, at once and also with machines on it, which then are cut off. (`virNetworkDestroy`) */
  destroy(): Promise<void> {
    return native.virNetworkDestroy(this.#handle)
  }

  /** Forgets its definition; a running network becomes transient. (`virNetworkUndefine`) */
  undefine(): Promise<void> {
    return native.virNetworkUndefine(this.#handle)
  }

  /**
   * Changes one part without a restart. (`virNetworkUpdate`)
   * @param parentIndex which of several parents (`<ip>`) is meant; -1 finds it
   * @param xml the part's new element
   */
  update(
    command: NetworkUpdateCommand,
    section: NetworkUpdateSection,
    parentIndex: number,
    xml: string,
    options: AffectOptions = {},
  ): Promise<void> {
    return native.virNetworkUpdate(
      this.#handle,
      UPDATE_COMMANDS[command],
      UPDATE_SECTIONS[section],
      parentIndex,
      xml,
      affect(options),
    )
  }

  /** Leases of its DHCP server, of one MAC address if given. (`virNetworkGetDHCPLeases`) */
  getDhcpLeases(mac?: string): Promise<DhcpLease[]> {
    return native.virNetworkGetDHCPLeases(this.#handle, mac ?? null, 0)
  }

  /** The name of its bridge on the host, such as `virbr0`. (`virNetworkGetBridgeName`) */
  getBridgeName(): Promise<string> {
    return native.virNetworkGetBridgeName(this.#handle)
  }

  /**
   * Rejects with `VIR_ERR_NO_NETWORK_METADATA` if there is none. libvirt ≥ 9.7, else
   * `VIR_ERR_NO_SUPPORT`. (`virNetworkGetMetadata`)
   * @param uri the element's namespace; for `element` only
   */
  getMetadata(
    type: NetworkMetadataType,
    uri: string | null = null,
    options: AffectOptions = {},
  ): Promise<string> {
    return native.virNetworkGetMetadata(this.#handle, METADATA_TYPES[type], uri, affect(options))
  }

  /**
   * libvirt ≥ 9.7, else `VIR_ERR_NO_SUPPORT`. (`virNetworkSetMetadata`)
   * @param metadata null removes it
   * @param element for `element` only: the prefix that stands for the namespace, and the namespace
   */
  setMetadata(
    type: NetworkMetadataType,
    metadata: string | null,
    element: { key?: string; uri?: string } & AffectOptions = {},
  ): Promise<void> {
    const { key = null, uri = null } = element
    const bits = affect(element)
    return native.virNetworkSetMetadata(
      this.#handle,
      METADATA_TYPES[type],
      metadata,
      key,
      uri,
      bits,
    )
  }

  /** `virNetworkListAllPorts` */
  async listPorts(): Promise<NetworkPort[]> {
    const handles = await native.virNetworkListAllPorts(this.#handle, 0)
    return handles.map((handle) => new NetworkPort(this, handle))
  }

  /** `virNetworkPortLookupByUUIDString` */
  async lookupPortByUuid(uuid: string): Promise<NetworkPort> {
    return new NetworkPort(this, await native.virNetworkPortLookupByUUIDString(this.#handle, uuid))
  }

  /** `virNetworkPortCreateXML` */
  async createPort(xml: string, options: PortOptions = {}): Promise<NetworkPort> {
    const bits = flags(
      [options.reclaim, C.VIR_NETWORK_PORT_CREATE_RECLAIM],
      [options.validate, C.VIR_NETWORK_PORT_CREATE_VALIDATE],
    )
    return new NetworkPort(this, await native.virNetworkPortCreateXML(this.#handle, xml, bits))
  }
}
