/** The counters of machines' NICs, out of the host's own, where the kernel has them. Pure. */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Traffic } from '../../../shared/model/traffic.ts'

export interface NicTraffic {
  /** By tap; received is what came in to the guest. */
  nics: Record<string, Traffic>
  /** Some NIC is not among them: only libvirt can tell of it. */
  isIncomplete: boolean
}

/**
 * libvirtd has them from the same table, which it reads anew for each NIC: 0.1 ms a NIC, and more
 * the more interfaces there are (virNetDevTapInterfaceStats).
 */
export function nicTrafficOnHost(
  machines: Iterable<Machine>,
  interfaces: Record<string, Traffic>,
): NicTraffic {
  const found: NicTraffic = { nics: {}, isIncomplete: false }
  for (const { nics } of machines) {
    for (const nic of nics) if (nic.tap !== null) count(found, nic, nic.tap, interfaces[nic.tap])
  }
  return found
}

function count(found: NicTraffic, nic: MachineNic, tap: string, onHost: Traffic | undefined): void {
  const counted = onHost && asGuestSees(nic, onHost)
  if (counted) found.nics[tap] = counted
  else found.isIncomplete = true
}

/**
 * A tap is the other end of the guest's cable: what the host receives of it, the guest has sent.
 * A macvtap device is the guest's own end. Which of them another kind is, libvirt knows
 * (virDomainNetTypeSharesHostView).
 */
function asGuestSees({ source }: MachineNic, { received, sent }: Traffic): Traffic | null {
  const bridge = source.type === 'network' || source.type === 'bridge' ? source.bridge : null
  if (bridge !== null) return { received: sent, sent: received }
  return source.type === 'direct' ? { received, sent } : null
}
