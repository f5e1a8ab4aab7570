/** Made-up definitions and plans of networks, told from the definition as the backend tells them. */
import type { KeyIn } from '../../shared/locales.ts'
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import { message } from '../../shared/message.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { Network, NetworkDetails } from '../../shared/model/network.ts'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { subnetOf } from '../../shared/rules/ip.ts'
import { collisionsOf, occupiedSubnets } from '../../shared/rules/networks/subnets.ts'
import { network } from './things.ts'

type NetworkMethods = Pick<
  PuenteMethods,
  | 'getNetworkDetails'
  | 'getOccupiedSubnets'
  | 'planCreateNetwork'
  | 'planImportNetwork'
  | 'planEditNetwork'
  | 'planEditNetworkXml'
  | 'planReserveAddress'
  | 'planRestartNetwork'
  | 'planDeleteNetwork'
>

interface World {
  inventory: () => Inventory
  networkOf: (uuid: string) => Network
  set: (item: Network) => void
  remove: (uuid: string) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
  failure: (code: ErrorData['code'], params?: ErrorData['params'], cause?: string) => ErrorData
}

export function fakeNetworks(world: World): NetworkMethods {
  const { register, finish, networkOf } = world
  const occupied = () => occupiedSubnets(world.inventory().networks, world.inventory().interfaces)

  const plan = (
    key: KeyIn<'plan'>,
    name: string,
    steps: KeyIn<'step'>[],
    more: Partial<Plan> = {},
  ): Plan => ({
    id: `plan-${Date.now()}`,
    title: message(`plan.${key}`, { network: name }),
    steps: steps.map((id) => ({
      id,
      text: message(`step.${id}`, { network: name, machines: 'web, db' }),
    })),
    warnings: [],
    interruption: null,
    carried: [],
    commands: [`virsh net-define --validate /dev/stdin <<'XML'\n${more.xml?.after ?? ''}XML`],
    keepOrRevert: false,
    ...more,
  })

  function refuseCollision(definition: NetworkDefinition): void {
    for (const { address, prefix } of definition.subnets) {
      const subnet = subnetOf(address, prefix)
      const [first] = subnet ? collisionsOf(subnet, occupied()) : []
      if (!first) continue
      const { connected: _, ...params } = first
      throw world.failure('subnet-collides', { own: `${address}/${prefix}`, ...params })
    }
  }

  return {
    getNetworkDetails: async (uuid) => details(networkOf(uuid)),
    getOccupiedSubnets: async () => occupied(),
    planCreateNetwork: async ({ definition, autostart, despiteCollision }) => {
      if (!despiteCollision) refuseCollision(definition)
      const steps: KeyIn<'step'>[] = ['define-network', 'start-network', 'autostart-network']
      const xml = { before: null, after: xmlOf(definition) }
      return register(plan('create-network', definition.name, steps, { xml }), async (made) => {
        world.set(networkFrom(definition, { autostart }))
        return finish(made)
      })
    },
    planImportNetwork: async ({ xml }) => {
      screen(xml, world.failure)
      const name = /<name>(.*?)<\/name>/.exec(xml)?.[1] ?? 'imported'
      const shown = { before: null, after: xml }
      const steps: KeyIn<'step'>[] = ['define-network', 'start-network']
      return register(plan('create-network', name, steps, { xml: shown }), async (made) => {
        world.set(network({ name, kind: 'isolated', bridge: 'virbr9' }))
        return finish(made)
      })
    },
    planEditNetwork: async ({ network: uuid, definition }) => {
      const item = networkOf(uuid)
      const before = xmlOf(definitionOf(item))
      const xml = { before, after: xmlOf(definition) }
      const said = { network: item.name, machines: 'web, db' }
      const warnings = [message('warning.waits-for-restart', said)]
      const steps: KeyIn<'step'>[] = ['store-network', 'update-network']
      return register(plan('edit-network', item.name, steps, { xml, warnings }), async (made) => {
        world.set({ ...networkFrom(definition, item), pending: ['dns'] })
        return finish(made)
      })
    },
    planEditNetworkXml: async ({ network: uuid, xml }) => {
      screen(xml, world.failure)
      const item = networkOf(uuid)
      const change = { before: xmlOf(definitionOf(item)), after: xml }
      return register(plan('edit-network', item.name, ['store-network'], { xml: change }), finish)
    },
    planReserveAddress: async ({ network: uuid, mac, address, name }) => {
      const item = networkOf(uuid)
      const steps: KeyIn<'step'>[] = ['store-network', 'update-network']
      return register(plan('edit-network', item.name, steps), async (made) => {
        const subnets = item.subnets.map((subnet) => ({
          ...subnet,
          reservations: [...subnet.reservations, { mac, name, address }],
        }))
        world.set({ ...item, subnets })
        return finish(made)
      })
    },
    planRestartNetwork: async ({ network: uuid }) => {
      const item = networkOf(uuid)
      const said = { network: item.name, machines: 'web, db' }
      const interruption = { what: message('interruption.machines', said), seconds: 2 }
      const steps: KeyIn<'step'>[] = ['stop-network', 'start-stored-network', 'replug-machines']
      const { running, stored } = details(item)
      const xml = { before: running?.xml ?? '', after: stored?.xml ?? '' }
      const shown = plan('restart-network', item.name, steps, { interruption, xml })
      return register(shown, async (made) => {
        world.set({ ...item, pending: [] })
        return finish(made)
      })
    },
    planDeleteNetwork: async ({ network: uuid }) => {
      const { name } = networkOf(uuid)
      const said = { network: name, machines: 'web, db' }
      const warnings = [
        message('warning.network-cut', said),
        message('warning.network-missing-at-start', said),
      ]
      const steps: KeyIn<'step'>[] = ['stop-network', 'undefine-network']
      const commands = [`virsh net-destroy ${name}`, `virsh net-undefine ${name}`]
      return register(plan('delete-network', name, steps, { warnings, commands }), async (made) => {
        world.remove(uuid)
        return finish(made)
      })
    },
  }
}

function details(item: Network): NetworkDetails {
  const definition = definitionOf(item)
  const stored = { definition, xml: xmlOf(definition) }
  if (!item.active) return { running: null, stored }
  const before = item.pending.length > 0 ? { ...definition, domain: null } : definition
  return { running: { definition: before, xml: xmlOf(before) }, stored }
}

function definitionOf(item: Network): NetworkDefinition {
  return {
    ...emptyDefinition(item.name, item.kind),
    bridge: item.bridge,
    mac: item.mac,
    devices: item.kind === 'macvtap' ? item.forwardDevices : [],
    domain: item.domainName ? { name: item.domainName, localOnly: false, register: false } : null,
    subnets: item.subnets.map((subnet) => ({
      ...subnet,
      dhcpRanges: subnet.dhcpRanges.map((range) => ({ ...range, leaseSeconds: null })),
      reservations: subnet.reservations.map((one) => ({ ...one, id: null })),
    })),
  }
}

export function networkFrom(definition: NetworkDefinition, part: Partial<Network>): Network {
  const { name, kind, bridge, devices, subnets, domain } = definition
  const domainName = domain?.name ?? null
  return network({ ...part, name, kind, bridge, forwardDevices: devices, subnets, domainName })
}

function xmlOf({ name, kind, bridge, domain, subnets }: NetworkDefinition): string {
  const ips = subnets.map(({ address, prefix, dhcpRanges }) => {
    const ranges = dhcpRanges.map(
      ({ start, end }) => `      <range start="${start}" end="${end}"/>`,
    )
    const dhcp = ['    <dhcp>', ...ranges, '    </dhcp>']
    return [`  <ip address="${address}" prefix="${prefix}">`, ...dhcp, '  </ip>'].join('\n')
  })
  return [
    '<network>',
    `  <name>${name}</name>`,
    ...(kind === 'nat' ? ['  <forward mode="nat"/>'] : []),
    `  <bridge name="${bridge}" stp="on" delay="0"/>`,
    ...(domain ? [`  <domain name="${domain.name}"/>`] : []),
    ...ips,
    '</network>\n',
  ].join('\n')
}

function screen(xml: string, failure: World['failure']): void {
  const line = (at: number) => xml.slice(0, at).split('\n').length
  const doctype = xml.indexOf('<!DOCTYPE')
  if (doctype >= 0) throw failure('xml-doctype', { line: line(doctype) })
  if (!xml.includes('</network>')) {
    const params = { line: xml.split('\n').length, column: 1 }
    throw failure('xml-malformed', params, 'unclosed tag: network')
  }
}
