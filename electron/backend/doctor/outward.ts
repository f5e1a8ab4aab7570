/** A packet of a guest's to somewhere beyond the host. Pure. */
import type { Network } from '../../../shared/model/network.ts'
import type { Packet } from '../../host/packet-filter.ts'
import type { View } from './view.ts'

/** TEST-NET-3: everywhere and nowhere. */
const SOMEWHERE = '203.0.113.1'

export function outward(
  { bridge, uuid, subnets, leases, forwardDevices }: Network,
  { ways, world }: View,
  hook: Packet['hook'],
): Packet | null {
  const subnet = subnets.find(({ family }) => family === 'ipv4')
  const uplink = world.interfaces.find(({ ipv4 }) => ipv4.gateway !== null)?.name
  const out = ways.find(({ network }) => network === uuid)?.out ?? forwardDevices[0] ?? uplink
  if (!bridge || !subnet || !out) return null
  const from = leases.find(({ address }) => !address.includes(':'))?.address ?? subnet.address
  return {
    hook,
    in: hook === 'postrouting' ? '' : bridge,
    out,
    from,
    to: SOMEWHERE,
    protocol: 'icmp',
  }
}
