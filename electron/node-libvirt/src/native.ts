import { createRequire } from 'node:module'
import { LibvirtError, type LibvirtErrorFields } from './error.ts'
import type { DomainIdentity } from './identity.ts'
import type { CredentialRequest } from './auth.ts'
import type {
  DhcpLease,
  DomainInterface,
  InterfaceStats,
  StoragePoolRecord,
  StorageVolumeRecord,
} from './records.ts'
import type { TypedParameters } from './typed-parameters.ts'

declare const kind: unique symbol

/** A C object, owned by the native side; freed when it is collected or its connection closes. */
interface Handle<Kind extends string> {
  readonly [kind]: Kind
}
export type ConnectHandle = Handle<'virConnect'>
export type NetworkHandle = Handle<'virNetwork'>
export type NetworkPortHandle = Handle<'virNetworkPort'>
export type DomainHandle = Handle<'virDomain'>
export type NWFilterHandle = Handle<'virNWFilter'>
export type NWFilterBindingHandle = Handle<'virNWFilterBinding'>
export type NodeDeviceHandle = Handle<'virNodeDevice'>
export type InterfaceHandle = Handle<'virInterface'>
export type StoragePoolHandle = Handle<'virStoragePool'>
export type StorageVolumeHandle = Handle<'virStorageVol'>
export type StreamHandle = Handle<'virStream'>

/** Objects in columns: three arrays cross into JavaScript cheaper than thousands of objects. */
export interface InventoryColumns {
  names: string[]
  uuids: string[]
  ids: Int32Array
  states: Int32Array
  reasons: Int32Array
  /** Bit 0 active, 1 persistent, 2 autostart. */
  attributes: Uint8Array
  /** Only if they were asked for. */
  xmls?: (string | null)[]
  inactiveXmls?: (string | null)[]
}

export interface DomainStatsRecord {
  domain: DomainIdentity
  stats: TypedParameters
}

/**
 * The .node file: functions with their C names and arguments, which become promises; those that
 * only read a field of the handle answer at once. What C returns through pointers is returned.
 */
export interface Native {
  setErrorClass(
    errorClass: new (message: string, fields: Partial<LibvirtErrorFields>) => LibvirtError,
  ): void

  virConnectOpenAuth(
    uri: string | null,
    credentialTypes: readonly number[],
    onCredentials:
      ((requests: CredentialRequest[], answer: (values: unknown) => void) => void) | null,
    flags: number,
    maxConcurrentCalls: number,
    onClosed: (reason: number) => void,
  ): Promise<ConnectHandle>
  virConnectClose(connection: ConnectHandle): Promise<void>
  virConnectIsAlive(connection: ConnectHandle): Promise<boolean>
  virConnectIsEncrypted(connection: ConnectHandle): Promise<boolean>
  virConnectIsSecure(connection: ConnectHandle): Promise<boolean>
  virConnectSetKeepAlive(
    connection: ConnectHandle,
    interval: number,
    count: number,
  ): Promise<boolean>
  virConnectGetLibVersion(connection: ConnectHandle): Promise<number>
  virConnectGetVersion(connection: ConnectHandle): Promise<number>
  virConnectGetType(connection: ConnectHandle): Promise<string>
  virConnectGetHostname(connection: ConnectHandle): Promise<string>
  virConnectGetURI(connection: ConnectHandle): Promise<string>
  virConnectGetCapabilities(connection: ConnectHandle): Promise<string>
  virConnectGetDomainCapabilities(
    connection: ConnectHandle,
    emulator: string | null,
    arch: string | null,
    machine: string | null,
    virtType: string | null,
    flags: number,
  ): Promise<string>
  virGetVersion(): number

  subscribe(
    connection: ConnectHandle,
    family: string,
    eventId: number,
    listener: (...payload: never[]) => void,
  ): Promise<number>
  unsubscribe(connection: ConnectHandle, subscription: number): Promise<void>

  virConnectListAllNetworks(connection: ConnectHandle, flags: number): Promise<NetworkHandle[]>
  virConnectListAllDomains(connection: ConnectHandle, flags: number): Promise<DomainHandle[]>
  virConnectListAllNWFilters(connection: ConnectHandle, flags: number): Promise<NWFilterHandle[]>
  virConnectListAllNWFilterBindings(
    connection: ConnectHandle,
    flags: number,
  ): Promise<NWFilterBindingHandle[]>
  virConnectListAllNodeDevices(
    connection: ConnectHandle,
    flags: number,
  ): Promise<NodeDeviceHandle[]>
  virConnectListAllInterfaces(connection: ConnectHandle, flags: number): Promise<InterfaceHandle[]>
  listNetworksInfo(
    connection: ConnectHandle,
    parts: number,
    threads: number,
  ): Promise<InventoryColumns>
  listDomainsInfo(
    connection: ConnectHandle,
    parts: number,
    threads: number,
  ): Promise<InventoryColumns>
  virConnectGetAllDomainStats(
    connection: ConnectHandle,
    stats: number,
    flags: number,
  ): Promise<DomainStatsRecord[]>

  virNetworkGetName(network: NetworkHandle): string
  virNetworkGetUUIDString(network: NetworkHandle): string
  virNetworkLookupByName(connection: ConnectHandle, name: string): Promise<NetworkHandle>
  virNetworkLookupByUUIDString(connection: ConnectHandle, uuid: string): Promise<NetworkHandle>
  virNetworkDefineXML(connection: ConnectHandle, xml: string): Promise<NetworkHandle>
  virNetworkDefineXMLFlags(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NetworkHandle>
  virNetworkCreateXML(connection: ConnectHandle, xml: string): Promise<NetworkHandle>
  virNetworkCreateXMLFlags(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NetworkHandle>
  virNetworkCreate(network: NetworkHandle): Promise<void>
  virNetworkDestroy(network: NetworkHandle): Promise<void>
  virNetworkUndefine(network: NetworkHandle): Promise<void>
  virNetworkIsActive(network: NetworkHandle): Promise<boolean>
  virNetworkIsPersistent(network: NetworkHandle): Promise<boolean>
  virNetworkGetAutostart(network: NetworkHandle): Promise<boolean>
  virNetworkSetAutostart(network: NetworkHandle, autostart: number): Promise<void>
  virNetworkGetXMLDesc(network: NetworkHandle, flags: number): Promise<string>
  virNetworkGetBridgeName(network: NetworkHandle): Promise<string>
  virNetworkUpdate(
    network: NetworkHandle,
    command: number,
    section: number,
    parentIndex: number,
    xml: string,
    flags: number,
  ): Promise<void>
  virNetworkGetDHCPLeases(
    network: NetworkHandle,
    mac: string | null,
    flags: number,
  ): Promise<DhcpLease[]>
  virNetworkGetMetadata(
    network: NetworkHandle,
    type: number,
    uri: string | null,
    flags: number,
  ): Promise<string>
  virNetworkSetMetadata(
    network: NetworkHandle,
    type: number,
    metadata: string | null,
    key: string | null,
    uri: string | null,
    flags: number,
  ): Promise<void>

  virNetworkListAllPorts(network: NetworkHandle, flags: number): Promise<NetworkPortHandle[]>
  virNetworkPortLookupByUUIDString(network: NetworkHandle, uuid: string): Promise<NetworkPortHandle>
  virNetworkPortCreateXML(
    network: NetworkHandle,
    xml: string,
    flags: number,
  ): Promise<NetworkPortHandle>
  virNetworkPortGetUUIDString(port: NetworkPortHandle): string
  virNetworkPortGetXMLDesc(port: NetworkPortHandle, flags: number): Promise<string>
  virNetworkPortGetParameters(port: NetworkPortHandle, flags: number): Promise<TypedParameters>
  virNetworkPortSetParameters(
    port: NetworkPortHandle,
    parameters: TypedParameters,
    flags: number,
  ): Promise<void>
  virNetworkPortDelete(port: NetworkPortHandle, flags: number): Promise<void>

  virDomainGetName(domain: DomainHandle): string
  virDomainGetUUIDString(domain: DomainHandle): string
  virDomainGetID(domain: DomainHandle): number | null
  virDomainLookupByID(connection: ConnectHandle, id: number): Promise<DomainHandle>
  virDomainLookupByName(connection: ConnectHandle, name: string): Promise<DomainHandle>
  virDomainLookupByUUIDString(connection: ConnectHandle, uuid: string): Promise<DomainHandle>
  virDomainDefineXMLFlags(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<DomainHandle>
  virDomainCreateXML(connection: ConnectHandle, xml: string, flags: number): Promise<DomainHandle>
  virDomainCreateWithFlags(domain: DomainHandle, flags: number): Promise<void>
  virDomainShutdownFlags(domain: DomainHandle, flags: number): Promise<void>
  virDomainReboot(domain: DomainHandle, flags: number): Promise<void>
  virDomainReset(domain: DomainHandle, flags: number): Promise<void>
  virDomainDestroyFlags(domain: DomainHandle, flags: number): Promise<void>
  virDomainSuspend(domain: DomainHandle): Promise<void>
  virDomainResume(domain: DomainHandle): Promise<void>
  virDomainUndefineFlags(domain: DomainHandle, flags: number): Promise<void>
  virDomainIsActive(domain: DomainHandle): Promise<boolean>
  virDomainIsPersistent(domain: DomainHandle): Promise<boolean>
  virDomainIsUpdated(domain: DomainHandle): Promise<boolean>
  virDomainHasManagedSaveImage(domain: DomainHandle, flags: number): Promise<boolean>
  virDomainManagedSaveGetXMLDesc(domain: DomainHandle, flags: number): Promise<string>
  virDomainManagedSaveRemove(domain: DomainHandle, flags: number): Promise<void>
  virDomainGetState(domain: DomainHandle, flags: number): Promise<[state: number, reason: number]>
  virDomainGetAutostart(domain: DomainHandle): Promise<boolean>
  virDomainSetAutostart(domain: DomainHandle, autostart: number): Promise<void>
  virDomainGetXMLDesc(domain: DomainHandle, flags: number): Promise<string>
  virDomainGetOSType(domain: DomainHandle): Promise<string>
  virDomainGetHostname(domain: DomainHandle, flags: number): Promise<string>
  virDomainRename(domain: DomainHandle, name: string, flags: number): Promise<void>
  virDomainGetMetadata(
    domain: DomainHandle,
    type: number,
    uri: string | null,
    flags: number,
  ): Promise<string>
  virDomainSetMetadata(
    domain: DomainHandle,
    type: number,
    metadata: string | null,
    key: string | null,
    uri: string | null,
    flags: number,
  ): Promise<void>
  virDomainAttachDeviceFlags(domain: DomainHandle, xml: string, flags: number): Promise<void>
  virDomainDetachDeviceFlags(domain: DomainHandle, xml: string, flags: number): Promise<void>
  virDomainDetachDeviceAlias(domain: DomainHandle, alias: string, flags: number): Promise<void>
  virDomainUpdateDeviceFlags(domain: DomainHandle, xml: string, flags: number): Promise<void>
  virDomainInterfaceAddresses(
    domain: DomainHandle,
    source: number,
    flags: number,
  ): Promise<DomainInterface[]>
  virDomainInterfaceStats(domain: DomainHandle, device: string): Promise<InterfaceStats>
  virDomainGetInterfaceParameters(
    domain: DomainHandle,
    device: string,
    flags: number,
  ): Promise<TypedParameters>
  virDomainSetInterfaceParameters(
    domain: DomainHandle,
    device: string,
    parameters: TypedParameters,
    flags: number,
  ): Promise<void>
  virDomainListGetStats(
    connection: ConnectHandle,
    domains: readonly DomainHandle[],
    stats: number,
    flags: number,
  ): Promise<DomainStatsRecord[]>
  virDomainAgentSetResponseTimeout(
    domain: DomainHandle,
    seconds: number,
    flags: number,
  ): Promise<void>

  virNWFilterGetName(filter: NWFilterHandle): string
  virNWFilterGetUUIDString(filter: NWFilterHandle): string
  virNWFilterLookupByName(connection: ConnectHandle, name: string): Promise<NWFilterHandle>
  virNWFilterLookupByUUIDString(connection: ConnectHandle, uuid: string): Promise<NWFilterHandle>
  virNWFilterDefineXML(connection: ConnectHandle, xml: string): Promise<NWFilterHandle>
  virNWFilterDefineXMLFlags(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NWFilterHandle>
  virNWFilterGetXMLDesc(filter: NWFilterHandle, flags: number): Promise<string>
  virNWFilterUndefine(filter: NWFilterHandle): Promise<void>

  virNWFilterBindingGetPortDev(binding: NWFilterBindingHandle): string
  virNWFilterBindingGetFilterName(binding: NWFilterBindingHandle): string
  virNWFilterBindingLookupByPortDev(
    connection: ConnectHandle,
    device: string,
  ): Promise<NWFilterBindingHandle>
  virNWFilterBindingCreateXML(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NWFilterBindingHandle>
  virNWFilterBindingGetXMLDesc(binding: NWFilterBindingHandle, flags: number): Promise<string>
  virNWFilterBindingDelete(binding: NWFilterBindingHandle): Promise<void>

  virNodeDeviceGetName(device: NodeDeviceHandle): string
  virNodeDeviceGetParent(device: NodeDeviceHandle): Promise<string | null>
  virNodeDeviceLookupByName(connection: ConnectHandle, name: string): Promise<NodeDeviceHandle>
  virNodeDeviceLookupSCSIHostByWWN(
    connection: ConnectHandle,
    wwnn: string,
    wwpn: string,
    flags: number,
  ): Promise<NodeDeviceHandle>
  virNodeDeviceCreateXML(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NodeDeviceHandle>
  virNodeDeviceDefineXML(
    connection: ConnectHandle,
    xml: string,
    flags: number,
  ): Promise<NodeDeviceHandle>
  virNodeDeviceGetXMLDesc(device: NodeDeviceHandle, flags: number): Promise<string>
  virNodeDeviceListCaps(device: NodeDeviceHandle): Promise<string[]>
  virNodeDeviceCreate(device: NodeDeviceHandle, flags: number): Promise<void>
  virNodeDeviceDestroy(device: NodeDeviceHandle): Promise<void>
  virNodeDeviceUndefine(device: NodeDeviceHandle, flags: number): Promise<void>
  virNodeDeviceUpdate(device: NodeDeviceHandle, xml: string, flags: number): Promise<void>
  virNodeDeviceDetachFlags(
    device: NodeDeviceHandle,
    driver: string | null,
    flags: number,
  ): Promise<void>
  virNodeDeviceReAttach(device: NodeDeviceHandle): Promise<void>
  virNodeDeviceReset(device: NodeDeviceHandle): Promise<void>
  virNodeDeviceIsActive(device: NodeDeviceHandle): Promise<boolean>
  virNodeDeviceIsPersistent(device: NodeDeviceHandle): Promise<boolean>
  virNodeDeviceGetAutostart(device: NodeDeviceHandle): Promise<boolean>
  virNodeDeviceSetAutostart(device: NodeDeviceHandle, autostart: number): Promise<void>

  virInterfaceGetName(hostInterface: InterfaceHandle): string
  virInterfaceGetMACString(hostInterface: InterfaceHandle): string
  virInterfaceLookupByName(connection: ConnectHandle, name: string): Promise<InterfaceHandle>
  virInterfaceLookupByMACString(connection: ConnectHandle, mac: string): Promise<InterfaceHandle>
  virInterfaceGetXMLDesc(hostInterface: InterfaceHandle, flags: number): Promise<string>
  virInterfaceIsActive(hostInterface: InterfaceHandle): Promise<boolean>

  virConnectListAllStoragePools(
    connection: ConnectHandle,
    flags: number,
  ): Promise<StoragePoolHandle[]>
  virStoragePoolGetName(pool: StoragePoolHandle): string
  virStoragePoolGetUUIDString(pool: StoragePoolHandle): string
  virStoragePoolLookupByName(connection: ConnectHandle, name: string): Promise<StoragePoolHandle>
  virStoragePoolLookupByVolume(volume: StorageVolumeHandle): Promise<StoragePoolHandle>
  virStoragePoolGetInfo(pool: StoragePoolHandle): Promise<StoragePoolRecord>
  virStoragePoolGetXMLDesc(pool: StoragePoolHandle, flags: number): Promise<string>
  virStoragePoolIsActive(pool: StoragePoolHandle): Promise<boolean>
  virStoragePoolRefresh(pool: StoragePoolHandle, flags: number): Promise<void>
  virStoragePoolListAllVolumes(
    pool: StoragePoolHandle,
    flags: number,
  ): Promise<StorageVolumeHandle[]>

  virStorageVolGetName(volume: StorageVolumeHandle): string
  virStorageVolGetKey(volume: StorageVolumeHandle): string
  virStorageVolLookupByName(pool: StoragePoolHandle, name: string): Promise<StorageVolumeHandle>
  virStorageVolLookupByPath(connection: ConnectHandle, path: string): Promise<StorageVolumeHandle>
  virStorageVolGetPath(volume: StorageVolumeHandle): Promise<string>
  virStorageVolGetInfo(volume: StorageVolumeHandle): Promise<StorageVolumeRecord>
  virStorageVolGetXMLDesc(volume: StorageVolumeHandle, flags: number): Promise<string>
  virStorageVolCreateXML(
    pool: StoragePoolHandle,
    xml: string,
    flags: number,
  ): Promise<StorageVolumeHandle>
  virStorageVolDelete(volume: StorageVolumeHandle, flags: number): Promise<void>
  virStorageVolUpload(
    volume: StorageVolumeHandle,
    stream: StreamHandle,
    offset: number,
    length: number,
    flags: number,
  ): Promise<void>

  virStreamNew(connection: ConnectHandle, flags: number): Promise<StreamHandle>
  virStreamSend(stream: StreamHandle, bytes: Uint8Array): Promise<void>
  virStreamFinish(stream: StreamHandle): Promise<void>
  virStreamAbort(stream: StreamHandle): Promise<void>
}

// The same relative path from src/ and from dist/.
export const native = createRequire(import.meta.url)('../build/Release/libvirt.node') as Native
native.setErrorClass(LibvirtError)
