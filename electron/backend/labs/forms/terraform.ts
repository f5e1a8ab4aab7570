/**
 * A lab as Terraform's configuration, for the provider dmacvicar/libvirt from 0.9 on, which names things as
 * libvirt's XML does: the networks as resources; of the machines, which are somebody else's, their NICs as a
 * value for `devices.interfaces` of a `libvirt_domain`. Pure.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Lab, LabNetwork, LabNic } from '../../../../shared/model/labs/lab.ts'
import { emptyDefinition } from '../../../../shared/model/network-definition.ts'
import type {
  DefinedSubnet,
  NetworkDefinition,
} from '../../../../shared/model/network-definition.ts'
import type { NicWire } from '../../../../shared/model/nic-settings.ts'
import { firstFreeName } from '../../../../shared/rules/names.ts'
import { createNetworkElement } from '../../../libvirt/xml/definition/write.ts'
import { attribute, child } from '../../../libvirt/xml/dom.ts'

const PROVIDER = { source: 'dmacvicar/libvirt', version: '>= 0.9.2' }

interface Named extends LabNetwork {
  label: string
}

/** As JSON, which Terraform reads like its own language, and in which no name can be code. */
export function labTerraform(lab: Lab, uri: string): string {
  const labels = new Set<string>()
  const networks = lab.networks.map((network): Named => {
    const label = labelOf(network.definition.name, labels)
    labels.add(label)
    return { ...network, label }
  })
  const file = {
    '//': notesOf(lab),
    terraform: { required_providers: { libvirt: PROVIDER } },
    provider: { libvirt: { uri: literal(uri) } },
    ...(networks.length > 0 && {
      resource: {
        libvirt_network: Object.fromEntries(networks.map((one) => [one.label, resourceOf(one)])),
      },
    }),
    ...(lab.machines.length > 0 && {
      locals: {
        interfaces: Object.fromEntries(
          lab.machines.map(({ name, nics }) => [
            literal(name),
            nics.map((nic) => interfaceOf(nic, networks)),
          ]),
        ),
      },
    }),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** What a name may be there, and nobody else's. */
function labelOf(name: string, taken: Set<string>): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
  return firstFreeName(taken, (index) => (index === 0 ? plain : `${plain}_${index}`))
}

/** Text that Terraform reads nothing into. */
function literal(text: string): string {
  return text.replaceAll(/([$%])\{/g, '$1$1{')
}

function resourceOf({ definition, uuid, autostart, active }: Named): Record<string, unknown> {
  const { name, bridge, mac, mtu, domain, subnets } = definition
  const forward = attribute(child(createNetworkElement(definition), 'forward'), 'mode')
  return {
    name: literal(name),
    ...(uuid !== null && { uuid }),
    autostart: autostart || active,
    ...(forward !== null && { forward: { mode: forward } }),
    ...(bridge !== null && { bridge: { name: bridge } }),
    ...(mac !== null && { mac: { address: mac } }),
    ...(mtu !== null && { mtu: { size: mtu } }),
    ...(domain && {
      domain: { name: literal(domain.name), ...(domain.localOnly && { local_only: 'yes' }) },
    }),
    ...(subnets.length > 0 && { ips: subnets.map(ipOf) }),
  }
}

function ipOf({ family, address, prefix, dhcpRanges, reservations }: DefinedSubnet) {
  const hosts = reservations.map(({ mac, id, name, address: ip }) => ({
    ...(mac !== null && { mac }),
    ...(id !== null && { id: literal(id) }),
    ...(name !== null && { name: literal(name) }),
    ip,
  }))
  const ranges = dhcpRanges.map(({ start, end }) => ({ start, end }))
  const dhcp = {
    ...(ranges.length > 0 && { ranges }),
    ...(hosts.length > 0 && { hosts }),
  }
  return {
    ...(family === 'ipv6' && { family }),
    ...{ address, prefix },
    ...(ranges.length + hosts.length > 0 && { dhcp }),
  }
}

function interfaceOf({ mac, settings }: LabNic, networks: Named[]): Record<string, unknown> {
  const { source, model, mtu } = settings
  return {
    ...(mac !== null && { mac: { address: mac } }),
    ...(model !== null && { model: { type: model } }),
    ...(mtu !== null && { mtu: { size: mtu } }),
    source: sourceOf(source, networks),
  }
}

function sourceOf(source: NicWire, networks: Named[]): Record<string, unknown> {
  switch (source.type) {
    case 'network': {
      const own = networks.find(({ definition }) => definition.name === source.network)
      const network = own ? `\${libvirt_network.${own.label}.name}` : literal(source.network)
      const { portGroup } = source
      return { network: { network, ...(portGroup !== null && { port_group: literal(portGroup) }) } }
    }
    case 'bridge':
      return { bridge: { bridge: source.bridge } }
    case 'direct':
      return { direct: { dev: source.device, mode: source.mode } }
    case 'user':
      return { user: {} }
    case 'other':
      return {}
  }
}

/** What is not in it, by name: nobody should take it for all of the lab. */
function notesOf({ networks, machines }: Lab): string[] {
  const partly = networks.filter((one) => !isWhole(one)).map(({ definition }) => definition.name)
  const nics = machines.flatMap(({ name, nics: own }) =>
    own.some((nic) => !isPlain(nic)) ? [name] : [],
  )
  return [
    'devices = { interfaces = local.interfaces["NAME"] } in the libvirt_domain of each machine',
    ...(partly.length > 0 ? [`not all of these networks is in here: ${partly.join(', ')}`] : []),
    ...(nics.length > 0
      ? [`not all of the NICs of these machines is in here: ${nics.join(', ')}`]
      : []),
  ]
}

/** Does what is in here make the very same network? */
function isWhole({ definition, xml }: LabNetwork): boolean {
  if (xml !== null) return false
  const usual = emptyDefinition(definition.name, definition.kind)
  const isLeased = definition.subnets.some(({ dhcpRanges }) =>
    dhcpRanges.some(({ leaseSeconds }) => leaseSeconds !== null),
  )
  if (isLeased || definition.domain?.register) return false
  const parts = Object.keys(definition) as (keyof NetworkDefinition)[]
  return parts.every((part) => SAID.has(part) || isDeepStrictEqual(definition[part], usual[part]))
}

const SAID = new Set<keyof NetworkDefinition>([
  ...(['name', 'kind', 'bridge', 'mac', 'mtu', 'domain', 'subnets'] as const),
])

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isNothing)
  return value === null || value === false || value === undefined
}

function isPlain({ settings, xml, rules, badLink, hostPorts }: LabNic): boolean {
  const { source, model, mtu: _, linkUp, ...rest } = settings
  const isUsual = source.type !== 'other' && model !== null && linkUp
  const isBeside = rules !== null || badLink !== null || hostPorts.length > 0
  return isUsual && !isBeside && xml === null && isNothing(rest)
}
