/** Made-up names of machines, and plans that make them known. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import { message } from '../../shared/message.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { MachineNic } from '../../shared/model/machine.ts'
import type { NicNames } from '../../shared/model/machine-names.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { hasPart } from '../../shared/rules/networks/kinds.ts'

type NameMethods = Pick<PuenteMethods, 'getMachineNames' | 'planNames' | 'openWebPage'>

interface World {
  inventory: () => Inventory
  wait: (times?: number) => Promise<unknown>
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
  failure: (code: ErrorData['code'], params?: ErrorData['params']) => ErrorData
}

export function fakeNames({ inventory, wait, register, finish, failure }: World): NameMethods {
  /** Machines that a plan has made known. */
  const known = new Set<string>()

  function namesOf(machine: string, nic: MachineNic): NicNames {
    const { alias, mac, slot, source, addresses } = nic
    const name = inventory().machines.find(({ uuid }) => uuid === machine)?.name ?? ''
    const network = source.type === 'network' ? source.network : null
    const item = inventory().networks.find((one) => one.name === network)
    const ref = { alias, mac, slot }
    if (nic.backend) {
      const none = { name: null, why: 'user-mode' } as const
      const way = { how: null, on: false, hindrance: 'no-network' } as const
      return { nic: ref, network: null, host: none, neighbours: none, lan: none, way, web: [] }
    }
    if (!item || !hasPart(item.kind, 'subnets')) {
      const none = { name: null, why: addresses.length > 0 ? 'lan-unknown' : 'off' } as const
      const way = { how: null, on: false, hindrance: 'no-network' } as const
      return { nic: ref, network, host: none, neighbours: none, lan: none, way, web: [] }
    }
    const isOn = known.has(machine)
    const domain = `${item.name}.internal`
    if (addresses.length === 0) {
      const off = { name: null, why: 'off' } as const
      const way = { how: 'resolver', on: isOn, domain } as const
      return { nic: ref, network, host: off, neighbours: off, lan: off, way, web: [] }
    }
    return {
      ...{ nic: ref, network },
      host: isOn ? { name: `${name}.${domain}` } : { name: null, why: 'not-asked' },
      neighbours: { name },
      lan: { name: null, why: 'behind-host' },
      way: { how: 'resolver', on: isOn, domain },
      web: [
        { port: 80, scheme: 'http' },
        { port: 8443, scheme: 'https' },
      ],
    }
  }

  return {
    getMachineNames: async (uuid) => {
      await wait(0.3)
      const machine = inventory().machines.find((one) => one.uuid === uuid)
      return {
        hostName: 'workbench',
        nics: (machine?.nics ?? []).map((nic) => namesOf(uuid, nic)),
      }
    },
    planNames: async ({ machine, on, domain }) => {
      const name = inventory().machines.find(({ uuid }) => uuid === machine)?.name ?? ''
      if (domain?.endsWith('.local')) {
        throw failure('names-impossible', { why: 'names.hindrance.bad-domain' })
      }
      const said = { network: 'default', domain: domain ?? 'default.internal' }
      const texts = [
        message(on ? 'step.names-domain' : 'step.names-domain-off', said),
        message('step.store-network', said),
        message('step.stop-network', said),
        message('step.start-stored-network', said),
      ]
      const what = message('interruption.machines', { network: 'default', machines: 'web, db' })
      const plan: Plan = {
        id: `plan-${Date.now()}`,
        title: message(on ? 'plan.names' : 'plan.names-off', { machine: name }),
        steps: texts.map((text, index) => ({ id: String(index), text })),
        ...{ warnings: [], carried: [], keepOrRevert: false },
        interruption: { what, seconds: 2 },
        commands: ['virsh net-destroy default', 'virsh net-start default'],
      }
      return register(plan, async (shown) => {
        const done = await finish(shown)
        if (on) known.add(machine)
        else known.delete(machine)
        return done
      })
    },
    openWebPage: async () => {
      throw failure('web-page-failed')
    },
  }
}
