/**
 * A virtual network as a person defines it: every setting of libvirt's that the window has a field
 * for. What libvirt knows beyond that stays in its XML, which is edited in place.
 */
import type { z } from 'zod'
import type * as schemas from '../schemas/network-definition.ts'
import type { NetworkKind } from './network-kind.ts'

export type NetworkDefinition = z.infer<typeof schemas.networkDefinition>
export type DefinedSubnet = z.infer<typeof schemas.subnet>
export type DhcpRange = z.infer<typeof schemas.dhcpRange>
export type Reservation = z.infer<typeof schemas.reservation>
export type StaticRoute = z.infer<typeof schemas.route>
export type DnsSettings = z.infer<typeof schemas.dns>
export type DnsHost = DnsSettings['hosts'][number]
export type DnsTxt = DnsSettings['txt'][number]
export type DnsSrv = DnsSettings['srv'][number]
export type DnsForwarder = DnsSettings['forwarders'][number]
export type NatSettings = z.infer<typeof schemas.nat>
export type Bandwidth = z.infer<typeof schemas.bandwidth>
export type Rate = z.infer<typeof schemas.rate>
export type Vlan = z.infer<typeof schemas.vlan>
export type PortGroup = z.infer<typeof schemas.portGroup>

/** libvirt's own defaults, where nothing is said. */
export function emptyDefinition(name: string, kind: NetworkKind): NetworkDefinition {
  return {
    name,
    kind,
    bridge: null,
    mac: null,
    stp: true,
    delay: 0,
    mtu: null,
    zone: null,
    macTable: null,
    isolatedPorts: false,
    subnets: [],
    domain: null,
    dns: { enabled: true, forwardPlainNames: true, forwarders: [], hosts: [], txt: [], srv: [] },
    routes: [],
    nat: { addresses: null, ports: null, ipv6: false },
    forwardDevice: null,
    macvtapMode: 'bridge',
    devices: [],
    physicalFunction: null,
    vlan: null,
    portGroups: [],
    bandwidth: null,
  }
}
