/** Does a definition fit to what is on this computer already? */
import { setImmediate as immediately } from 'node:timers/promises'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Network } from '../../../shared/model/network.ts'
import { subnetOf } from '../../../shared/rules/ip.ts'
import { heldLeases } from '../../../shared/rules/networks/leases.ts'
import {
  hasPart,
  isOnHostBridge,
  isRouted,
  ownsBridge,
} from '../../../shared/rules/networks/kinds.ts'
import { problemsSince } from '../../../shared/rules/networks/problems.ts'
import { networkDefinition } from '../../../shared/schemas/network-definition.ts'
import { taggingAt, taggingNotes } from '../../../shared/rules/vlans/tagging.ts'
import { withoutItsLan } from '../../../shared/rules/networks/lan-slices.ts'
import type { Surroundings } from '../../../shared/rules/networks/problems.ts'
import {
  conflictsOf,
  distinct,
  occupiedSubnets,
  routesAround,
} from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from '../inventory/inventory.ts'

/** What has addresses: a definition, or a network that is there. */
interface Addressed {
  subnets: { address: string; prefix: number }[]
}

/** A network that is in nobody's way: it is being changed, or comes back. */
type Own = Pick<Network, 'uuid' | 'kind' | 'bridge'>

export class NetworkSurroundings {
  readonly #inventory: InventoryStore
  readonly #host: Host
  readonly #routedSubnets: () => Promise<OccupiedSubnet[]>
  readonly #interfaceNames: () => Promise<string[]>

  constructor(inventory: InventoryStore, host: Host) {
    this.#inventory = inventory
    this.#host = host
    this.#routedSubnets = askedAtOnce(() => host.routedSubnets())
    this.#interfaceNames = askedAtOnce(() => host.interfaceNames())
  }

  async occupied(own?: Own): Promise<OccupiedSubnet[]> {
    return this.#occupied(await this.#routedSubnets(), await this.#interfaces(), own)
  }

  /** What is occupied for each of them, by UUID; the kernel is asked once for all. */
  async occupiedForEach(networks: Network[]): Promise<Map<string, OccupiedSubnet[]>> {
    const routes = await this.#routedSubnets()
    const interfaces = await this.#interfaces()
    const slices = this.#inventory.slices.items
    return new Map(
      networks.map((own) => {
        const slice = own.bridge === null ? undefined : slices.get(own.bridge)
        return [own.uuid, withoutItsLan(this.#occupied(routes, interfaces, own), slice)]
      }),
    )
  }

  #occupied(routes: OccupiedSubnet[], interfaces: HostInterface[], own?: Own): OccupiedSubnet[] {
    const networks = this.#networks.filter((network) => network.uuid !== own?.uuid)
    const all = own ? [...networks, own] : networks
    const bridges = new Set(all.filter(({ kind }) => ownsBridge(kind)).map(bridgeOf))
    const others = interfaces.filter(({ name }) => !bridges.has(name))
    const routed = routes.filter(({ name }) => !bridges.has(name))
    return distinct([...occupiedSubnets(networks, others), ...routed])
  }

  /**
   * @param before what libvirt has accepted already, and so need not please us
   * @throws PuenteError `network-definition-invalid`, the first thing that is wrong
   */
  async requireValid(
    definition: NetworkDefinition,
    own: Network | null,
    before?: NetworkDefinition,
  ): Promise<void> {
    const large = networkSizeProblem(definition)
    if (large && !(before && networkSizeProblem(before))) {
      throw new PuenteError('network-definition-invalid', { field: large })
    }
    const [first] = problemsSince(before ?? null, definition, await this.#around(own))
    if (!first) return
    const { field, text } = first
    throw new PuenteError('network-definition-invalid', { field }, { cause: JSON.stringify(text) })
  }

  /** @throws PuenteError `undo-bridge-taken` */
  requireFreeBridge(bridge: string, network: string): void {
    const other = this.#networks.find((item) => item.name !== network && item.bridge === bridge)
    if (!other) return
    throw new PuenteError('undo-bridge-taken', { network, bridge, other: other.name })
  }

  /** What a person should know about it although it can be done. */
  async warnings(definition: NetworkDefinition): Promise<Message[]> {
    const { kind, bridge, devices } = definition
    const needed = [
      ...(hasPart(kind, 'host-bridge') && bridge ? [bridge] : []),
      ...(hasPart(kind, 'macvtap') ? devices : []),
    ]
    const missing = await this.#host.missing(needed)
    const ports = devices.filter((name) => {
      return hasPart(kind, 'macvtap') && this.#inventory.interfaces.items.get(name)?.controller
    })
    return [
      ...(await this.#routerWarnings(definition)),
      ...this.#vlanWarnings(definition),
      ...missing.map((name) => message('warning.interface-missing', { interface: name })),
      ...ports.map((name) => message('warning.device-is-port', { interface: name })),
    ]
  }

  /**
   * What else on this computer has addresses of the same subnet, as warnings if the person has
   * agreed to it. libvirt itself looks only for the very same IPv4 subnet.
   * @throws PuenteError `subnet-collides`
   */
  async collisions({ subnets }: Addressed, agreed: boolean, own?: Own): Promise<Message[]> {
    const occupied = await this.occupied(own)
    const look = (among: typeof conflictsOf) =>
      subnets.flatMap(({ address, prefix }) => {
        const subnet = subnetOf(address, prefix)
        const found = subnet ? among(subnet, occupied) : []
        return found.map(({ connected: _, ...item }) => ({ own: `${address}/${prefix}`, ...item }))
      })
    const conflicts = look(conflictsOf)
    const [first] = conflicts
    if (first && !agreed) throw new PuenteError('subnet-collides', { ...first })
    return [
      ...conflicts.map((item) => message(`warning.subnet-collides-${item.by}`, { ...item })),
      ...look(routesAround).map((item) => message('warning.route-around', { ...item })),
    ]
  }

  /** Of tags on a bridge of this host; on what else can have them they work by themselves. */
  #vlanWarnings({ kind, bridge, vlan, portGroups }: NetworkDefinition): Message[] {
    const tags = [vlan, ...portGroups.map((group) => group.vlan)].flatMap((one) => one?.tags ?? [])
    if (tags.length === 0 || !isOnHostBridge(kind) || bridge === null) return []
    const tagging = taggingAt({ kind: 'bridge', floor: false }, bridge, this.#inventory.tagging)
    return taggingNotes(tagging, [...new Set(tags.map(({ id }) => id))])
  }

  /** Forwarding IPv6, a computer listens to router advertisements no longer. */
  async #routerWarnings({ kind, subnets }: NetworkDefinition): Promise<Message[]> {
    if (!isRouted(kind) || !subnets.some(({ family }) => family === 'ipv6')) return []
    const listening = (await this.#interfaces())
      .filter(({ ipv6 }) => ipv6.method === 'auto' && ipv6.gateway !== null)
      .map(({ name }) => name)
    const asked = listening.map(async (name) =>
      (await this.#host.acceptRa(name)) === 2 ? [] : [name],
    )
    const names = (await Promise.all(asked)).flat()
    if (names.length === 0) return []
    const commands = names.map(
      (name) => `sysctl -w net.ipv6.conf.${name.replaceAll('.', '/')}.accept_ra=2`,
    )
    const params = { interfaces: names.join(', '), command: commands.join('; ') }
    return [message('warning.ipv6-router', params)]
  }

  async #around(own: Network | null): Promise<Surroundings> {
    return {
      own: own && {
        name: own.name,
        bridge: own.bridge,
        heldAddresses: heldLeases(own.leases).length,
      },
      networks: this.#networks.filter((network) => network.uuid !== own?.uuid),
      interfaces: (await this.#interfaceNames()).map((name) => ({ name })),
    }
  }

  /** Without those that are gone, of which NetworkManager has not told yet: it may be busy. */
  async #interfaces(): Promise<HostInterface[]> {
    const there = new Set(await this.#interfaceNames())
    return [...this.#inventory.interfaces.items.values()].filter(({ name }) => there.has(name))
  }

  get #networks(): Network[] {
    return [...this.#inventory.networks.items.values()]
  }
}

/**
 * Who asks before it has begun to look gets what it sees, too: ninety networks of one plan ask the kernel
 * once, and no answer is older than its question.
 */
function askedAtOnce<T>(look: () => Promise<T>): () => Promise<T> {
  let waiting: Promise<T> | null = null
  return () => {
    waiting ??= immediately().then(() => {
      waiting = null
      return look()
    })
    return waiting
  }
}

/** A list that is longer than the form's own, by its field: each item is compared with those before it. */
function networkSizeProblem(definition: NetworkDefinition): string | null {
  const { error } = networkDefinition.safeParse(definition)
  const large = error?.issues.find(({ code }) => code === 'too_big')
  return large ? large.path.join('.') : null
}

function bridgeOf({ bridge }: Own): string | null {
  return bridge
}
