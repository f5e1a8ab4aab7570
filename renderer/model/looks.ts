import type { ServiceState } from '../../shared/model/inventory.ts'
import type { HostInterface, HostInterfaceKind } from '../../shared/model/host.ts'
import type { MachineState } from '../../shared/model/machine.ts'
import type { NetworkKind } from '../../shared/model/network-kind.ts'
import type { Check, StepState } from '../../shared/model/plan.ts'

/** A state is never told by colour alone: each has an icon too. */
export interface Look {
  tone: 'success' | 'warning' | 'error' | 'info' | 'neutral'
  icon: string
}

export const toneText: Record<Look['tone'], string> = {
  success: 'text-success',
  warning: 'text-warning',
  error: 'text-error',
  info: 'text-info',
  neutral: 'text-muted',
}

export const machineLooks: Record<MachineState, Look> = {
  running: { tone: 'success', icon: 'i-lucide-circle-play' },
  idle: { tone: 'success', icon: 'i-lucide-circle-play' },
  paused: { tone: 'warning', icon: 'i-lucide-circle-pause' },
  'shutting-down': { tone: 'warning', icon: 'i-lucide-circle-power' },
  'shut-off': { tone: 'neutral', icon: 'i-lucide-circle-stop' },
  crashed: { tone: 'error', icon: 'i-lucide-circle-x' },
  suspended: { tone: 'info', icon: 'i-lucide-moon' },
  unknown: { tone: 'neutral', icon: 'i-lucide-circle-help' },
}

export const networkIcons: Record<NetworkKind, string> = {
  nat: 'i-lucide-shield',
  routed: 'i-lucide-route',
  open: 'i-lucide-door-open',
  isolated: 'i-lucide-lock',
  'very-isolated': 'i-lucide-lock-keyhole',
  bridged: 'i-lucide-waypoints',
  macvtap: 'i-lucide-plug-zap',
  hostdev: 'i-lucide-cpu',
  openvswitch: 'i-lucide-git-fork',
}

export const interfaceIcons: Record<HostInterfaceKind, string> = {
  ethernet: 'i-lucide-ethernet-port',
  wifi: 'i-lucide-wifi',
  bridge: 'i-lucide-waypoints',
  bond: 'i-lucide-combine',
  vlan: 'i-lucide-tag',
  tun: 'i-lucide-plug',
  veth: 'i-lucide-ethernet-port',
  macvlan: 'i-lucide-plug-zap',
  vpn: 'i-lucide-key-round',
  mobile: 'i-lucide-smartphone',
  loopback: 'i-lucide-refresh-cw',
  other: 'i-lucide-circle-help',
}

export const interfaceLooks: Record<HostInterface['state'], Look> = {
  activated: { tone: 'success', icon: 'i-lucide-circle-check' },
  activating: { tone: 'info', icon: 'i-lucide-loader-circle' },
  disconnected: { tone: 'neutral', icon: 'i-lucide-circle-minus' },
  unavailable: { tone: 'neutral', icon: 'i-lucide-unplug' },
  unmanaged: { tone: 'neutral', icon: 'i-lucide-circle-dashed' },
  failed: { tone: 'error', icon: 'i-lucide-circle-x' },
}

export const stepLooks: Record<StepState | Check['state'], Look> = {
  waiting: { tone: 'neutral', icon: 'i-lucide-circle-dashed' },
  running: { tone: 'info', icon: 'i-lucide-loader-circle' },
  done: { tone: 'success', icon: 'i-lucide-circle-check' },
  passed: { tone: 'success', icon: 'i-lucide-circle-check' },
  failed: { tone: 'error', icon: 'i-lucide-circle-x' },
  skipped: { tone: 'neutral', icon: 'i-lucide-circle-slash' },
}

export type ServiceLook = 'connecting' | 'connected' | 'view-only' | 'unavailable' | 'elsewhere'

export const serviceLooks: Record<ServiceLook, Look> = {
  connecting: { tone: 'info', icon: 'i-lucide-loader-circle' },
  connected: { tone: 'success', icon: 'i-lucide-circle-check' },
  'view-only': { tone: 'warning', icon: 'i-lucide-eye' },
  unavailable: { tone: 'error', icon: 'i-lucide-circle-x' },
  elsewhere: { tone: 'neutral', icon: 'i-lucide-circle-slash' },
}

export function serviceLook(service: ServiceState): ServiceLook {
  if (service.status !== 'connected') return service.status
  return service.readOnly ? 'view-only' : 'connected'
}
