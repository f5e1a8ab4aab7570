/** libvirt's network XML → the model, and what the app itself puts into it. Pure. */
import type { Network } from '../../../shared/model/network.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import { attribute, child, children, parse, serialize } from './dom.ts'
import type { Element } from './dom.ts'
import { readDefinition } from './definition/read.ts'
import { createNetworkElement } from './definition/write.ts'
import { isMarked, mark } from './mark.ts'

/** What the XML of a network says of it. */
export type NetworkDescription = Pick<
  Network,
  'kind' | 'bridge' | 'forwardDevices' | 'subnets' | 'domainName' | 'mac' | 'madeByPuente'
>

/** @throws Error when the XML is not well-formed */
export function describeNetwork(xml: string): NetworkDescription {
  const root = parse(xml)
  const { kind, bridge, subnets, domain, mac } = readDefinition(root)
  return {
    kind,
    bridge,
    forwardDevices: forwardDevices(root),
    subnets: subnets.map(({ dhcpRanges, ...subnet }) => ({
      ...subnet,
      dhcpRanges: dhcpRanges.map(({ start, end }) => ({ start, end })),
    })),
    domainName: domain?.name ?? null,
    mac,
    madeByPuente: isMarked(root),
  }
}

/** The definition of a network whose guests are on a host bridge, marked as ours. */
export function hostBridgeNetworkXml(name: string, bridge: string): string {
  const root = createNetworkElement({ ...emptyDefinition(name, 'bridged'), bridge })
  mark(root)
  return serialize(root)
}

function forwardDevices(root: Element): string[] {
  const forward = child(root, 'forward')
  const devices = [forward, ...children(forward, 'interface')].map((item) => attribute(item, 'dev'))
  return [...new Set(devices.filter((device) => device !== null))]
}
