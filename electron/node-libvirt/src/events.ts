import * as C from './constants/index.ts'
import type { DomainIdentity, NetworkIdentity, NodeDeviceIdentity } from './identity.ts'
import type { TypedParameters } from './typed-parameters.ts'

/**
 * Why a connection ended. `error`: the daemon is gone or the line broke; `eof`: the daemon closed it;
 * `keepalive`: the daemon did not answer in time; `client`: {@link Connection.close} was called.
 */
export type CloseReason = 'error' | 'eof' | 'keepalive' | 'client'

export type NetworkLifecycle = 'defined' | 'undefined' | 'started' | 'stopped'
export type NodeDeviceLifecycle = 'created' | 'deleted' | 'defined' | 'undefined'
export type DomainLifecycle =
  | 'defined'
  | 'undefined'
  | 'started'
  | 'suspended'
  | 'resumed'
  | 'stopped'
  | 'shutdown'
  | 'pmsuspended'
  | 'crashed'

interface NetworkEvent {
  network: NetworkIdentity
}
interface DomainEvent {
  domain: DomainIdentity
}
interface NodeDeviceEvent {
  nodeDevice: NodeDeviceIdentity
}
interface DomainDeviceEvent extends DomainEvent {
  /** The device's alias, as in its XML. */
  alias: string
}
interface DomainReasonEvent extends DomainEvent {
  reason: number
}
interface DomainBlockJobEvent extends DomainEvent {
  disk: string
  type: number
  status: number
}
interface DomainIoErrorEvent extends DomainDeviceEvent {
  path: string
  /** One of `VIR_DOMAIN_EVENT_IO_ERROR_*`. */
  action: number
}

export interface GraphicsAddress {
  /** One of `VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_*`. */
  family: number
  node: string
  service: string
}

/**
 * What can be listened to, and what comes with it: plain data, taken in the moment of the event.
 * `reason`, `detail`, `action` are numbers of the C enums named after the event.
 */
export interface ConnectionEvents {
  /** The connection is over: every call from now on rejects. */
  closed: { reason: CloseReason }

  networkLifecycle: NetworkEvent & { event: NetworkLifecycle; detail: number }
  /** libvirt ≥ 9.8. */
  networkMetadataChange: NetworkEvent & { type: number; uri: string | null }

  nodeDeviceLifecycle: NodeDeviceEvent & { event: NodeDeviceLifecycle; detail: number }
  nodeDeviceUpdate: NodeDeviceEvent

  /** `detail` says why, one of `VIR_DOMAIN_EVENT_STARTED_*`, `VIR_DOMAIN_EVENT_STOPPED_*`, … */
  domainLifecycle: DomainEvent & { event: DomainLifecycle; detail: number }
  deviceAdded: DomainDeviceEvent
  deviceRemoved: DomainDeviceEvent
  /** The guest did not let the device go. */
  deviceRemovalFailed: DomainDeviceEvent
  /** `type` is one of `VIR_DOMAIN_METADATA_*`. */
  metadataChange: DomainEvent & { type: number; uri: string | null }
  /** The guest's agent came or went: `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_*`. */
  agentLifecycle: DomainEvent & { state: number; reason: number }
  /** The guest restarted. */
  reboot: DomainEvent
  /** The guest gave a NIC another MAC address. libvirt ≥ 11.2. */
  nicMacChange: DomainDeviceEvent & { oldMac: string; newMac: string }
  /** Seconds that the guest's clock is away from UTC. */
  rtcChange: DomainEvent & { utcOffset: number }
  watchdog: DomainEvent & { action: number }
  ioError: DomainIoErrorEvent
  ioErrorReason: DomainIoErrorEvent & { reason: string }
  graphics: DomainEvent & {
    phase: number
    local: GraphicsAddress
    remote: GraphicsAddress
    authScheme: string
    subject: { type: string; name: string }[]
  }
  controlError: DomainEvent
  /** `disk` is the path of its source. */
  blockJob: DomainBlockJobEvent
  /** `disk` is its target in the guest, such as `vda`. */
  blockJob2: DomainBlockJobEvent
  diskChange: DomainDeviceEvent & {
    oldPath: string | null
    newPath: string | null
    reason: number
  }
  trayChange: DomainDeviceEvent & { reason: number }
  pmWakeup: DomainReasonEvent
  pmSuspend: DomainReasonEvent
  pmSuspendDisk: DomainReasonEvent
  /** KiB that the guest has now. */
  balloonChange: DomainEvent & { actual: number }
  tunable: DomainEvent & { parameters: TypedParameters }
  migrationIteration: DomainEvent & { iteration: number }
  jobCompleted: DomainEvent & { parameters: TypedParameters }
  /** Bytes. */
  blockThreshold: DomainEvent & {
    device: string
    path: string | null
    threshold: number
    excess: number
  }
  memoryFailure: DomainEvent & { recipient: number; action: number; flags: number }
  /** `size` in KiB. */
  memoryDeviceSizeChange: DomainDeviceEvent & { size: number }
}

export type ConnectionEventName = keyof ConnectionEvents
export type Listener<Name extends ConnectionEventName> = (event: ConnectionEvents[Name]) => void

/** Stops listening; resolves when libvirt forgot about it. Calling it again does nothing. */
export type Unsubscribe = () => Promise<void>

const NETWORK_LIFECYCLE: readonly NetworkLifecycle[] = [
  'defined',
  'undefined',
  'started',
  'stopped',
]
const NODE_DEVICE_LIFECYCLE: readonly NodeDeviceLifecycle[] = [
  'created',
  'deleted',
  'defined',
  'undefined',
]
const DOMAIN_LIFECYCLE: readonly DomainLifecycle[] = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pmsuspended',
  'crashed',
]
const CLOSE_REASONS: readonly CloseReason[] = ['error', 'eof', 'keepalive', 'client']

/** @internal */
export const closeReason = (reason: number): CloseReason => CLOSE_REASONS[reason] ?? 'error'

type NativeEventName = Exclude<ConnectionEventName, 'closed'>
type Family = 'network' | 'nodeDevice' | 'domain'

/** @internal Where an event comes from, and the names of its `event` numbers if it has them. */
export interface EventSource {
  family: Family
  id: number
  lifecycle?: readonly string[]
}

const domain = (id: number): EventSource => ({ family: 'domain', id })

/** @internal */
export const EVENT_SOURCES: Readonly<Record<NativeEventName, EventSource>> = {
  networkLifecycle: {
    family: 'network',
    id: C.VIR_NETWORK_EVENT_ID_LIFECYCLE,
    lifecycle: NETWORK_LIFECYCLE,
  },
  networkMetadataChange: { family: 'network', id: C.VIR_NETWORK_EVENT_ID_METADATA_CHANGE },
  nodeDeviceLifecycle: {
    family: 'nodeDevice',
    id: C.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE,
    lifecycle: NODE_DEVICE_LIFECYCLE,
  },
  nodeDeviceUpdate: { family: 'nodeDevice', id: C.VIR_NODE_DEVICE_EVENT_ID_UPDATE },
  domainLifecycle: {
    family: 'domain',
    id: C.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
    lifecycle: DOMAIN_LIFECYCLE,
  },
  deviceAdded: domain(C.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED),
  deviceRemoved: domain(C.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED),
  deviceRemovalFailed: domain(C.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED),
  metadataChange: domain(C.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE),
  agentLifecycle: domain(C.VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE),
  reboot: domain(C.VIR_DOMAIN_EVENT_ID_REBOOT),
  nicMacChange: domain(C.VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE),
  rtcChange: domain(C.VIR_DOMAIN_EVENT_ID_RTC_CHANGE),
  watchdog: domain(C.VIR_DOMAIN_EVENT_ID_WATCHDOG),
  ioError: domain(C.VIR_DOMAIN_EVENT_ID_IO_ERROR),
  ioErrorReason: domain(C.VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON),
  graphics: domain(C.VIR_DOMAIN_EVENT_ID_GRAPHICS),
  controlError: domain(C.VIR_DOMAIN_EVENT_ID_CONTROL_ERROR),
  blockJob: domain(C.VIR_DOMAIN_EVENT_ID_BLOCK_JOB),
  blockJob2: domain(C.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2),
  diskChange: domain(C.VIR_DOMAIN_EVENT_ID_DISK_CHANGE),
  trayChange: domain(C.VIR_DOMAIN_EVENT_ID_TRAY_CHANGE),
  pmWakeup: domain(C.VIR_DOMAIN_EVENT_ID_PMWAKEUP),
  pmSuspend: domain(C.VIR_DOMAIN_EVENT_ID_PMSUSPEND),
  pmSuspendDisk: domain(C.VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK),
  balloonChange: domain(C.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE),
  tunable: domain(C.VIR_DOMAIN_EVENT_ID_TUNABLE),
  migrationIteration: domain(C.VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION),
  jobCompleted: domain(C.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED),
  blockThreshold: domain(C.VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD),
  memoryFailure: domain(C.VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE),
  memoryDeviceSizeChange: domain(C.VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE),
}
