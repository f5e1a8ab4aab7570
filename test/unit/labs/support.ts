import type { Here, HereMachine, HereNetwork } from '../../../electron/backend/labs/here.ts'
import { nicElement } from '../../../electron/backend/labs/exact.ts'
import { createNetworkElement } from '../../../electron/libvirt/xml/definition/write.ts'
import { append, parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import type { LabNicSettings } from '../../../shared/model/labs/lab.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'

export const NOWHERE: Here = {
  ...{ networks: [], machines: [], interfaces: ['lo', 'eth0'], macs: [], occupied: [] },
  ...{ hostInterfaces: [], filters: new Map(), noBadLinks: null, image: null },
}

export const PLAIN = { xml: null, rules: null, badLink: null, hostPorts: [] }

export const CABLE: LabNicSettings = {
  source: { type: 'network', network: 'lan', portGroup: null },
  ...{ model: 'virtio', linkUp: true, mtu: null, vlan: null, isolated: false },
  bandwidth: { inbound: null, outbound: null },
  ...{ trustGuestRxFilters: false, filter: null, queues: null, forwards: [] },
}

export function definition(name: string, more: Partial<NetworkDefinition> = {}): NetworkDefinition {
  return { ...emptyDefinition(name, more.subnets ? 'isolated' : 'very-isolated'), ...more }
}

/** One that is there, as libvirt has it. */
export function thereIs(uuid: string, wanted: NetworkDefinition): HereNetwork {
  const root = createNetworkElement(wanted)
  append(root, 'uuid', {}, uuid)
  const xml = serialize(root)
  return {
    ...{ uuid, name: wanted.name, active: true, autostart: true, xml },
    definition: readDefinition(parse(xml)),
  }
}

export function machine(name: string, ...macs: string[]): HereMachine {
  const nics = macs.map((mac) => ({
    ref: { alias: null, mac, slot: null },
    ...{ plugged: false, stored: true },
    xml: serialize(nicElement(mac, CABLE)),
    settings: { ...CABLE, mac, bootOrder: null },
    ...{ rules: null, badLink: null, filters: [], forwards: [] },
  }))
  return { uuid: `uuid-of-${name}`, name, nics }
}

export function occupiedBy(networks: HereNetwork[]): Here['occupied'] {
  return networks.flatMap(({ name, definition: { subnets } }) =>
    subnets.map(({ address, prefix }) => ({
      ...{ subnet: `${address}/${prefix}`, by: 'network' as const, name },
    })),
  )
}
