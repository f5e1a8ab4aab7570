export type { AuthOptions, CredentialAnswers, CredentialRequest } from './auth.ts'
export {
  Connection,
  type DefineOptions,
  type DomainCapabilitiesQuery,
  type OpenOptions,
} from './connection.ts'
export * as constants from './constants/index.ts'
export {
  Domain,
  type AddressSource,
  type DomainCreateOptions,
  type DomainMetadataType,
  type GuestRequestOptions,
  type UndefineOptions,
} from './domain.ts'
export type { DomainState, DomainStateInfo } from './domain-state.ts'
export { LibvirtError, type LibvirtErrorFields } from './error.ts'
export type {
  CloseReason,
  ConnectionEventName,
  ConnectionEvents,
  DomainLifecycle,
  GraphicsAddress,
  Listener,
  NetworkLifecycle,
  NodeDeviceLifecycle,
  Unsubscribe,
} from './events.ts'
export type { AffectOptions } from './flags.ts'
export type { DomainIdentity, NetworkIdentity, NodeDeviceIdentity } from './identity.ts'
export { Interface } from './interface.ts'
export type { DomainInfo, InventoryOptions, NetworkInfo } from './inventory.ts'
export type { DomainStatsRecord } from './native.ts'
export {
  Network,
  type NetworkMetadataType,
  type NetworkUpdateCommand,
  type NetworkUpdateSection,
} from './network.ts'
export { NetworkPort, type PortOptions } from './network-port.ts'
export { NodeDevice } from './node-device.ts'
export type { NodeDeviceCapability } from './node-device-list.ts'
export { NWFilter } from './nwfilter.ts'
export { NWFilterBinding } from './nwfilter-binding.ts'
export type {
  DhcpLease,
  DomainInterface,
  InterfaceStats,
  StoragePoolRecord,
  StorageVolumeRecord,
} from './records.ts'
export type { StatsGroup, StatsOptions } from './stats.ts'
export { StoragePool, StorageVolume } from './storage.ts'
export type { TypedParameters } from './typed-parameters.ts'
export { libraryVersion, type Version } from './version.ts'
