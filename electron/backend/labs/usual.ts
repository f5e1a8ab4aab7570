/** What a lab's file leaves out because it is as usual, and what it is then. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { LinkConditions } from '../../../shared/model/link-conditions.ts'
import type { LabForward, LabNicSettings } from '../../../shared/model/labs/lab.ts'
import type { ChosenWire, NicWire } from '../../../shared/model/nic-settings.ts'
import { perfectWay } from '../../../shared/rules/link-conditions.ts'
import type { NicInFile, TypedNetworkInFile, TypedNicInFile } from '../../../shared/schemas/lab.ts'

/** The values that an object of a kind has where nothing is said, and those of what is in it. */
interface Usual {
  own: Record<string, unknown>
  in?: Record<string, Usual>
}

const of = (own: Usual['own'], within: Usual['in'] = {}): Usual => ({ own, in: within })

const rate = of({ average: null, peak: null, burst: null, floor: null })
const nicRate = of({ peak: null, burst: null })
const both = (way: Usual) => of({ inbound: null, outbound: null }, { inbound: way, outbound: way })
const vlan = of({ trunk: false }, { tags: of({ native: null }) })
const reservation = of({ mac: null, id: null, name: null })

function networkUsual({ name, kind }: Pick<NetworkDefinition, 'name' | 'kind'>): Usual {
  const { name: _, kind: __, subnets, routes, portGroups, ...own } = emptyDefinition(name, kind)
  return of(
    { ...own, subnets, routes, portGroups },
    {
      subnets: of(
        { dhcpRanges: [], reservations: [] },
        { dhcpRanges: of({ leaseSeconds: null }), reservations: reservation },
      ),
      domain: of({ localOnly: false, register: false }),
      dns: of(own.dns, {
        forwarders: of({ address: null, port: null, domain: null }),
        srv: of({ domain: null, target: null, port: null, priority: null, weight: null }),
      }),
      routes: of({ metric: null }),
      nat: of(own.nat),
      vlan,
      portGroups: of(
        { isDefault: false, vlan: null, bandwidth: null },
        { vlan, bandwidth: both(rate) },
      ),
      bandwidth: both(rate),
    },
  )
}

/** What nearly every guest has a driver for, and what is fastest. */
const USUAL_MODEL = 'virtio'

const nicOwn: Omit<LabNicSettings, 'source'> = {
  model: USUAL_MODEL,
  linkUp: true,
  mtu: null,
  bandwidth: { inbound: null, outbound: null },
  vlan: null,
  isolated: false,
  trustGuestRxFilters: false,
  filter: null,
  queues: null,
  forwards: [],
}
const nicUsual = of(
  { ...nicOwn },
  { bandwidth: both(nicRate), vlan, filter: of({ parameters: [] }) },
)

const way = of({ ...perfectWay })
const badLinkUsual = of(
  { toMachine: perfectWay, fromMachine: perfectWay },
  { toMachine: way, fromMachine: way },
)

/** A list is what its items are. */
function completed(value: unknown, usual: Usual): unknown {
  if (Array.isArray(value)) return value.map((item) => completed(item, usual))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries({ ...usual.own, ...value }).map(([key, part]) => {
    const inner = usual.in?.[key]
    return [key, inner ? completed(part, inner) : part]
  })
  return Object.fromEntries(entries)
}

function spared(value: unknown, usual: Usual): unknown {
  if (Array.isArray(value)) return value.map((item) => spared(item, usual))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, part]) => {
    if (key in usual.own && isDeepStrictEqual(part, usual.own[key])) return []
    const inner = usual.in?.[key]
    return [[key, inner ? spared(part, inner) : part]]
  })
  return Object.fromEntries(entries)
}

type Described = Omit<TypedNetworkInFile, 'uuid' | 'active' | 'autostart'>

export function definitionOf(given: Described): NetworkDefinition {
  const whole = completed(given, networkUsual(given)) as NetworkDefinition
  const subnets = whole.subnets.map((subnet) => ({
    ...{ ...subnet, family: familyOf(subnet.address) },
    reservations: subnet.reservations.map((item) => ({ ...item, mac: lower(item.mac) })),
  }))
  return { ...whole, mac: lower(whole.mac), subnets }
}

/** @returns in the order in which it is read: what it is first */
export function describedDefinition(definition: NetworkDefinition): Described {
  const { name, kind, ...rest } = definition
  const subnets = rest.subnets.map(({ family: _, ...subnet }) => subnet)
  const spare = spared({ ...rest, subnets }, networkUsual(definition)) as Partial<Described>
  return { name, kind, ...spare }
}

const hostPort = of({ protocol: 'tcp', address: null, to: null, engine: 'auto', enabled: true })

type HostPortInFile = NonNullable<NicInFile['hostPorts']>[number]

export function describedHostPort({ toPort, ...forward }: LabForward): HostPortInFile {
  const spare = spared(forward, hostPort) as HostPortInFile
  return { ...spare, ...(toPort !== forward.port && { toPort }) }
}

export type BadLinkInFile = NonNullable<NicInFile['badLink']>

export function describedBadLink(badLink: LinkConditions): BadLinkInFile {
  return spared(badLink, badLinkUsual) as BadLinkInFile
}

export function nicSettingsOf(nic: TypedNicInFile): LabNicSettings {
  const { mac: _, to, rules: __, badLink: ___, hostPorts: ____, ...given } = nic
  const whole = completed(given, nicUsual) as Omit<LabNicSettings, 'source'>
  return { ...whole, source: wireOf(to) }
}

/** Null for a cable that only XML can describe. */
export function describedNic(mac: string | null, settings: LabNicSettings): TypedNicInFile | null {
  const { source, ...rest } = settings
  if (source.type === 'other') return null
  const spare = spared(rest, nicUsual) as Partial<TypedNicInFile>
  return { ...(mac !== null && { mac }), to: placeOf(source), ...spare }
}

function wireOf(to: TypedNicInFile['to']): NicWire {
  if ('network' in to) {
    return { type: 'network', network: to.network, portGroup: to.portGroup ?? null }
  }
  if ('bridge' in to) return { type: 'bridge', bridge: to.bridge }
  if ('device' in to) return { type: 'direct', device: to.device, mode: to.mode }
  return { type: 'user' }
}

function placeOf(wire: ChosenWire): TypedNicInFile['to'] {
  switch (wire.type) {
    case 'network': {
      const { network, portGroup } = wire
      return { network, ...(portGroup !== null && { portGroup }) }
    }
    case 'bridge':
      return { bridge: wire.bridge }
    case 'direct':
      return { device: wire.device, mode: wire.mode }
    case 'user':
      return { user: true }
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

function lower(mac: string | null): string | null {
  return mac?.toLowerCase() ?? null
}
