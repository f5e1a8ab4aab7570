/** Each sort of plan, and each thing that it reads, changed by somebody else meanwhile. */
import { writeFile } from 'node:fs/promises'
import type { Plan } from '../../shared/model/plan.ts'
import { GUESTS } from '../lab/guest.ts'
import type { Lab } from '../lab/lab.ts'
import type { TestBackend } from '../support/backend.ts'
import type { MachineDriver } from '../support/machines.ts'

export interface Others {
  lab: Lab
  backend: TestBackend
  machines: MachineDriver
}

export type Planner = (others: Others) => Promise<Plan>
/** @returns what takes it back */
export type Change = (others: Others) => Promise<() => Promise<unknown>>

export const [WEB, , MAIL] = GUESTS.map(({ mac }) => mac) as [string, string, string]
const on = { type: 'network', network: 'default', portGroup: null } as const

export const uuidOf = ({ backend }: Others, name: string) =>
  backend.inventory?.networks.find((item) => item.name === name)?.uuid ?? ''

/** Of what is only stored libvirt tells nobody: that is just what a plan must not rely on. */
export function redefined(
  kind: 'net-' | '',
  name: string,
  change: (xml: string) => string,
): Change {
  return async ({ lab }) => {
    const before = await lab.virsh(`${kind}dumpxml`, name, '--inactive')
    const define = async (xml: string) => {
      await writeFile(lab.path('/tmp/other.xml'), xml)
      await lab.virsh(`${kind}define`, '/tmp/other.xml')
    }
    await define(change(before))
    return () => define(before)
  }
}

export const described = (xml: string) =>
  xml.replace('</uuid>', '</uuid><description>another</description>')
export const linked = (xml: string) =>
  xml.replace('</interface>', "<link state='down'/></interface>")
/** What no form has a field for, and so a copy takes along. */
export const named = (xml: string) => xml.replace('<ip ', "<ip localPtr='yes' ")

const machineXml: Planner = async (others) => {
  const machine = others.machines.get('old-mail').uuid
  const xml = (await others.backend.api.getMachineDefinition(machine)).replace(
    '>1</vcpu>',
    '>2</vcpu>',
  )
  return others.backend.api.planEditMachineXml({ machine, xml })
}
const nicXml: Planner = async ({ backend, machines }) => {
  const [machine, nic] = [machines.get('old-mail').uuid, machines.ref('old-mail', MAIL)]
  const { xml } = await backend.api.getNicDetails(machine, nic)
  const text = (xml.stored ?? '').replace('</interface>', "<mtu size='1400'/></interface>")
  return backend.api.planEditNicXml({ machine, nic, xml: text, when: 'stored' })
}
const nic = (ask: (others: Others, machine: string) => Promise<Plan>): Planner => {
  return (others) => ask(others, others.machines.get('old-mail').uuid)
}

const NICS: [string, Planner][] = [
  [
    'a new NIC',
    nic(({ backend }, machine) =>
      backend.api.planAddNic({ machine, source: on, model: 'virtio', mac: null, when: 'stored' }),
    ),
  ],
  [
    'a NIC that goes',
    nic(({ backend, machines }, machine) =>
      backend.api.planRemoveNic({ machine, nic: machines.ref('old-mail', MAIL), when: 'stored' }),
    ),
  ],
  [
    'a NIC that changes',
    nic(({ backend, machines }, machine) => {
      const ref = machines.ref('old-mail', MAIL)
      return backend.api.planChangeNic({
        machine,
        nic: ref,
        changes: { mtu: 1400 },
        when: 'stored',
      })
    }),
  ],
  [
    'machines that get a NIC',
    nic(({ backend }, machine) =>
      backend.api.planAttachMachines({
        ...{ machines: [machine], network: 'default', model: 'virtio', when: 'stored' },
      }),
    ),
  ],
  [
    'cloned NICs',
    nic(({ backend, machines }, to) =>
      backend.api.planCloneNics({ from: machines.get('web').uuid, to, when: 'stored' }),
    ),
  ],
  ['a NIC as text', nicXml],
]

const NETWORKS: [string, Planner][] = [
  [
    'an edited network',
    async (others) => {
      const network = uuidOf(others, 'default')
      const { stored } = await others.backend.api.getNetworkDetails(network)
      if (!stored) throw new Error('it is stored')
      const definition = { ...stored.definition, mtu: 1400 }
      return others.backend.api.planEditNetwork({ network, definition, despiteCollision: true })
    },
  ],
  [
    'a network as text',
    async (others) => {
      const network = uuidOf(others, 'default')
      const { stored } = await others.backend.api.getNetworkDetails(network)
      const xml = (stored?.xml ?? '').replace('<ip ', "<domain name='x.test'/><ip ")
      return others.backend.api.planEditNetworkXml({ network, xml, despiteCollision: true })
    },
  ],
  [
    'an address for good',
    (others) =>
      others.backend.api.planReserveAddress({
        ...{ network: uuidOf(others, 'default'), mac: WEB, address: '192.168.122.9', name: null },
      }),
  ],
  [
    'a restarted network',
    (others) => others.backend.api.planRestartNetwork({ network: uuidOf(others, 'default') }),
  ],
  [
    'a deleted network',
    (others) => others.backend.api.planDeleteNetwork({ network: uuidOf(others, 'default') }),
  ],
  [
    'a copied network',
    async (others) => {
      const copyOf = uuidOf(others, 'default')
      const { stored } = await others.backend.api.getNetworkDetails(copyOf)
      if (!stored) throw new Error('it is stored')
      const definition = { ...stored.definition, name: 'copy', bridge: 'virbr9', mac: null }
      const intent = { definition, copyOf, autostart: false, despiteCollision: true }
      return others.backend.api.planCreateNetwork(intent)
    },
  ],
]

/** @param to a setting of NetworkManager's, and what it is otherwise */
export function modified(
  name: string,
  to: [key: string, value: string, usual: string] = ['ipv4.dns', '198.51.100.9', ''],
): Change {
  const [key, value, usual] = to
  return async ({ lab, backend }) => {
    await lab.nmcli('connection', 'modify', name, key, value)
    // NetworkManager tells of it by itself.
    await backend.api.getInventory()
    await new Promise((resolve) => setTimeout(resolve, 500))
    return () => lab.nmcli('connection', 'modify', name, key, usual)
  }
}

export type Stale = [sort: string, what: string, plan: Planner, change: Change]

const network = redefined('net-', 'default', named)

function planOf(sort: string): Planner {
  const [, plan] = NICS.find(([name]) => name === sort) ?? []
  if (!plan) throw new Error(`no ${sort}`)
  return plan
}

export const STALE: Stale[] = [
  ['the XML of a machine', 'its description', machineXml, redefined('', 'old-mail', described)],
  ['the XML of a machine', 'its NIC', machineXml, redefined('', 'old-mail', linked)],
  ...NICS.map(([name, plan]): Stale => {
    return [name, 'its NIC', plan, redefined('', 'old-mail', linked)]
  }),
  ['a new NIC', 'the network that it is led to', planOf('a new NIC'), network],
  ['machines that get a NIC', 'the network', planOf('machines that get a NIC'), network],
  ['cloned NICs', 'the one that is cloned', planOf('cloned NICs'), redefined('', 'web', linked)],
  ...NETWORKS.map(([name, plan]): Stale => {
    return [name, 'its definition', plan, network]
  }),
  [
    'a bridge',
    'the profile of its NIC',
    ({ backend }) => backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null }),
    modified('Office LAN'),
  ],
]
