/** A plan of every sort, each made from what the ones before it have left. */
import type { RemoveNicIntent, When } from '../../../shared/contract/contract.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import type { TestBackend } from '../../support/backend.ts'
import type { MachineDriver } from '../../support/machines.ts'

export interface App {
  backend: TestBackend
  machines: MachineDriver
  /** The last change, for the plan that takes it back. */
  last: Change | null
}

export type Sort = [name: string, plan: (app: App) => Promise<Plan>]

const WEB = '52:54:00:51:64:01'
const SECOND = '52:54:00:51:64:b1'
const THIRD = '52:54:00:51:64:b2'

const office: NetworkDefinition = {
  ...emptyDefinition('office', 'nat'),
  ...{
    bridge: 'virbr7',
    stp: false,
    domain: { name: 'office.test', localOnly: true, register: false },
  },
  subnets: [
    {
      ...{ family: 'ipv4', address: '10.50.0.1', prefix: 24, reservations: [] },
      dhcpRanges: [{ start: '10.50.0.10', end: '10.50.0.99', leaseSeconds: 600 }],
    },
  ],
}

const imported = `<network>
  <name>files</name>
  <metadata><app:thing xmlns:app="urn:app:1">it's $HOME &amp; \`id\`
XML
</app:thing></metadata>
  <bridge name="virbr8" stp="off"/>
</network>`

const on = (network: string) => ({ type: 'network' as const, network, portGroup: null })

function uuidOf({ backend }: App, name: string): string {
  const found = backend.inventory?.networks.find((network) => network.name === name)
  if (!found) throw new Error(`no network ${name}`)
  return found.uuid
}

async function edited(
  app: App,
  name: string,
  change: (definition: NetworkDefinition) => Partial<NetworkDefinition>,
): Promise<Plan> {
  const network = uuidOf(app, name)
  const { stored } = await app.backend.api.getNetworkDetails(network)
  if (!stored) throw new Error(`${name} is not stored`)
  const definition = { ...stored.definition, ...change(stored.definition) }
  return app.backend.api.planEditNetwork({ network, definition, despiteCollision: false })
}

const create = (definition: NetworkDefinition, autostart: boolean) => ({
  ...{ definition, autostart, copyOf: null, despiteCollision: false },
})

const takeBack: Sort[1] = ({ backend, last }) => backend.api.planUndo(last?.id ?? '')

const FORWARDS: PortForward[] = [
  {
    ...{ protocol: 'tcp', address: null, device: null, except: [] },
    ranges: [{ first: 8080, last: 8080, to: 80 }],
  },
  {
    ...{ protocol: 'udp', address: '127.0.0.1', device: 'lo' },
    ranges: [{ first: 5300, last: 5310, to: 53 }],
    except: [{ first: 5305, last: 5305 }],
  },
]

const NETWORKS: Sort[] = [
  ['a network from the form', ({ backend }) => backend.api.planCreateNetwork(create(office, true))],
  [
    'a network from a file',
    ({ backend }) => {
      const asked = { autostart: false, despiteCollision: false }
      return backend.api.planImportNetwork({ xml: imported, ...asked })
    },
  ],
  [
    'an edit that is in effect at once',
    (app) =>
      edited(app, 'office', ({ subnets, dns }) => ({
        subnets: subnets.map((subnet) => ({
          ...subnet,
          reservations: [{ mac: THIRD, id: null, name: 'third', address: '10.50.0.20' }],
        })),
        dns: { ...dns, hosts: [{ address: '10.50.0.5', names: ['printer', 'printer.office'] }] },
      })),
  ],
  [
    'an address for good',
    (app) => {
      const asked = { mac: SECOND, address: '10.50.0.21', name: null }
      return app.backend.api.planReserveAddress({ network: uuidOf(app, 'office'), ...asked })
    },
  ],
  ['which is taken back', takeBack],
  [
    'a network too many',
    ({ backend }) => {
      const definition: NetworkDefinition = {
        ...{ ...office, name: 'spare', bridge: 'virbr9' },
        ...{ kind: 'very-isolated', subnets: [], domain: null },
      }
      return backend.api.planCreateNetwork(create(definition, true))
    },
  ],
  ['which goes again', takeBack],
]

/** With a machine on it by now. */
const RESTART: Sort[] = [
  [
    'an edit that waits',
    (app) =>
      edited(app, 'office', () => ({
        domain: { name: 'waits.test', localOnly: false, register: false },
      })),
  ],
  [
    'a restart that plugs the machines in again',
    (app) => app.backend.api.planRestartNetwork({ network: uuidOf(app, 'office') }),
  ],
  [
    'an edit of the XML',
    async (app) => {
      const network = uuidOf(app, 'office')
      const { stored } = await app.backend.api.getNetworkDetails(network)
      const xml = (stored?.xml ?? '').replace('waits.test', 'text.test')
      const asked = { despiteCollision: false }
      return app.backend.api.planEditNetworkXml({ network, xml, ...asked })
    },
  ],
]

function add(name: string, network: string, mac: string, when: When): Sort[1] {
  return ({ backend, machines }) => {
    const machine = machines.get(name).uuid
    return backend.api.planAddNic({ machine, source: on(network), model: 'virtio', mac, when })
  }
}

function change(
  name: string,
  mac: string,
  changes: NicChanges,
  when: When,
  renew = false,
): Sort[1] {
  return ({ backend, machines }) => {
    const [machine, nic] = [machines.get(name).uuid, machines.ref(name, mac)]
    return backend.api.planChangeNic({ machine, nic, changes, when, renew } as never)
  }
}

function settle(name: string, mac: string, how: 'apply' | 'discard'): Sort[1] {
  return ({ backend, machines }) => {
    const [machine, nic] = [machines.get(name).uuid, machines.ref(name, mac)]
    return backend.api.planSettleNic({ machine, nic, how })
  }
}

function remove(name: string, mac: string, when: RemoveNicIntent['when']): Sort[1] {
  return ({ backend, machines }) => {
    const [machine, nic] = [machines.get(name).uuid, machines.ref(name, mac)]
    return backend.api.planRemoveNic({ machine, nic, when })
  }
}

const NICS: Sort[] = [
  ['a NIC, running and stored', add('web', 'office', SECOND, 'now-and-stored')],
  ...RESTART,
  ['a NIC, stored', add('old-mail', 'default', THIRD, 'stored')],
  [
    'another network, running and stored',
    change('web', SECOND, { source: on('default') }, 'now-and-stored'),
  ],
  [
    'and back, with a new lease',
    change('web', SECOND, { source: on('office') }, 'now-and-stored', true),
  ],
  ['a pulled cable', change('web', SECOND, { linkUp: false }, 'now')],
  ['what runs, as it is stored', settle('web', SECOND, 'apply')],
  ['a model from the next start', change('web', SECOND, { model: 'e1000e' }, 'stored')],
  ['what is stored, as it runs', settle('web', SECOND, 'discard')],
  [
    'settings of a machine that is off',
    change('old-mail', THIRD, { mtu: 1400, isolated: true, queues: 2 }, 'stored'),
  ],
  ['another MAC', change('old-mail', THIRD, { mac: '52:54:00:51:64:b3' }, 'stored')],
  ['a removal, running and stored', remove('web', SECOND, 'now-and-stored')],
  ['and its taking back', takeBack],
  ['a removal, running', remove('web', SECOND, 'now')],
  ['plugged in again', settle('web', SECOND, 'apply')],
  ['a removal, stored', remove('web', SECOND, 'stored')],
  ['taken out as well', settle('web', SECOND, 'apply')],
]

const MANY: Sort[] = [
  [
    'a network for several machines',
    ({ backend, machines }) =>
      backend.api.planAttachMachines({
        machines: ['web', 'old-mail'].map((name) => machines.get(name).uuid),
        ...{ network: 'office', model: 'virtio', when: 'now-and-stored' },
      }),
  ],
  [
    'all machines of a network to another',
    ({ backend }) =>
      backend.api.planMoveMachines({ from: 'office', to: 'default', when: 'now-and-stored' }),
  ],
  ['and back', takeBack],
  [
    'the same NICs for another machine',
    ({ backend, machines }) =>
      backend.api.planCloneNics({
        ...{ from: machines.get('web').uuid, to: machines.get('old-mail').uuid, when: 'stored' },
      }),
  ],
  ['and their taking back', takeBack],
  [
    'a NIC in user mode, to which ports lead',
    async ({ backend, machines }) => {
      const machine = machines.get('old-mail').uuid
      const { noForwards } = await backend.api.getUserMode(machine, null)
      return backend.api.planAddNic({
        ...{ machine, source: { type: 'user' }, model: 'virtio', mac: '52:54:00:51:64:f1' },
        ...{ forwards: noForwards === null ? FORWARDS : [], when: 'stored' },
      })
    },
  ],
  ['and its taking back', takeBack],
  [
    'all machines of a network to user mode',
    ({ backend }) =>
      backend.api.planMoveMachines({ from: 'office', to: { type: 'user' }, when: 'stored' }),
  ],
  ['and their way back', takeBack],
]

const TEXTS: Sort[] = [
  [
    'the XML of a NIC',
    async ({ backend, machines }) => {
      const [machine, nic] = [machines.get('web').uuid, machines.ref('web', WEB)]
      const { xml } = await backend.api.getNicDetails(machine, nic)
      const text = (xml.stored ?? '').replace('</interface>', "<link state='down'/></interface>")
      const asked = { xml: text, when: 'now-and-stored' } as const
      return backend.api.planEditNicXml({ machine, nic, ...asked })
    },
  ],
  ['and its taking back', takeBack],
  [
    'the XML of a machine',
    async ({ backend, machines }) => {
      const machine = machines.get('old-mail').uuid
      const definition = await backend.api.getMachineDefinition(machine)
      const xml = definition.replace('<memory ', "<description>it's\nXML\n</description><memory ")
      return backend.api.planEditMachineXml({ machine, xml })
    },
  ],
  ['and its taking back', takeBack],
]

const nothing = { bridge: 'br0', options: null, addresses: null, add: [], remove: [] }

const BRIDGES: Sort[] = [
  [
    'a bridge with its network',
    ({ backend }) =>
      backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'host-bridge' }),
  ],
  ['a NIC on it', add('web', 'host-bridge', SECOND, 'now-and-stored')],
  [
    'other options',
    ({ backend }) => {
      const options = {
        ...defaultBridgeOptions,
        ageingTime: 60,
        multicastSnooping: false,
        mtu: 1400,
      }
      return backend.api.planChangeBridge({ ...nothing, options })
    },
  ],
  ['a second port', ({ backend }) => backend.api.planChangeBridge({ ...nothing, add: ['eth1'] })],
  [
    'which leaves again',
    ({ backend }) => backend.api.planChangeBridge({ ...nothing, remove: ['eth1'] }),
  ],
  [
    'addresses of its own',
    ({ backend }) => {
      const given = {
        addresses: ['198.51.100.30/24'],
        gateway: '198.51.100.1',
        dns: ['198.51.100.1'],
      }
      return backend.api.planChangeBridge({ ...nothing, addresses: { method: 'static', ...given } })
    },
  ],
  [
    'a second network on it',
    ({ backend }) => backend.api.planUseBridge({ bridge: 'br0', network: 'also' }),
  ],
  [
    'its removal, the machines moved',
    ({ backend }) => backend.api.planRemoveBridge({ bridge: 'br0', moveTo: 'default' }),
  ],
]

const ENDS: Sort[] = [
  [
    'a new machine',
    ({ backend }) =>
      backend.api.planNewMachine({
        ...{ name: 'fresh', memoryMiB: 64, vcpus: 1, os: null, emulated: true },
        ...{ install: { from: 'network' }, disk: { type: 'none' } },
        nics: [
          { source: on('default'), model: 'virtio', mac: null },
          {
            source: { type: 'direct', device: 'eth1', mode: 'bridge' },
            model: 'e1000e',
            mac: null,
          },
        ],
      }),
  ],
  [
    'a network that is deleted',
    (app) => app.backend.api.planDeleteNetwork({ network: uuidOf(app, 'office') }),
  ],
  ['and that comes back', takeBack],
]

export const SORTS: Sort[] = [...NETWORKS, ...NICS, ...MANY, ...TEXTS, ...BRIDGES, ...ENDS]
