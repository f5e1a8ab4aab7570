/** The app's model as facts: of the inventory that a window would have, kept by its patches. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Inventory } from '../../../shared/model/inventory.ts'
import type { Machine, MachineNic, NicSource } from '../../../shared/model/machine.ts'
import type { Network, Subnet } from '../../../shared/model/network.ts'
import { sorted } from './facts.ts'
import type { Facts, InterfaceFacts, MachineFacts, NetworkFacts, NicFacts } from './facts.ts'

export function modelFacts({ networks, machines, interfaces }: Inventory): Facts {
  return {
    networks: sorted(networks.map((network) => [network.uuid, networkFacts(network)])),
    machines: sorted(machines.map((machine) => [machine.uuid, machineFacts(machine)])),
    interfaces: sorted(interfaces.map((item) => [item.name, interfaceFacts(item)])),
  }
}

function networkFacts(network: Network): NetworkFacts {
  const { name, kind, active, persistent, autostart, bridge, domainName, pending } = network
  const subnets = network.subnets.map(subnetText)
  const waits = pending.length > 0
  return { name, kind, active, persistent, autostart, bridge, domain: domainName, subnets, waits }
}

function subnetText({ address, prefix, dhcpRanges, reservations }: Subnet): string {
  const ranges = dhcpRanges.map(({ start, end }) => `${start}-${end}`)
  const hosts = reservations.map((host) => `${host.mac ?? ''}=${host.address}`)
  return [`${address}/${prefix}`, ...ranges, ...hosts].join(' ')
}

function machineFacts(machine: Machine): MachineFacts {
  const { name, state, persistent, autostart, memoryMiB, vcpus } = machine
  const nics = machine.nics.map(nicFacts).sort((a, b) => (a.mac < b.mac ? -1 : 1))
  // A guest that waits for something to happen is running, whoever asks.
  const shown = state === 'idle' ? 'running' : state
  return { name, state: shown, persistent, autostart, memoryMiB, vcpus, nics }
}

function nicFacts(nic: MachineNic): NicFacts {
  const { mac, model, linkUp, tap, plugged, stored } = nic
  const waits = nic.pending.length > 0
  return { mac, source: sourceText(nic.source), model, linkUp, tap, plugged, stored, waits }
}

function sourceText(source: NicSource): string {
  switch (source.type) {
    case 'network':
      return `network ${source.network}`
    case 'bridge':
      return `bridge ${source.bridge}`
    case 'direct':
      return `direct ${source.device}`
    case 'other':
      return source.description
  }
}

function interfaceFacts(item: HostInterface): InterfaceFacts {
  const { mac, mtu, carrier, controller, ports, state, profile, ipv4, ipv6 } = item
  const addresses = [...ipv4.addresses, ...ipv6.addresses]
    .map(({ address, prefix }) => `${address}/${prefix}`)
    .filter((address) => !address.startsWith('fe80:'))
  return {
    mac,
    mtu,
    carrier,
    controller,
    ports: [...ports].sort(),
    state,
    profile: profile?.name ?? null,
    addresses: addresses.sort(),
    gateway: ipv4.gateway,
  }
}
