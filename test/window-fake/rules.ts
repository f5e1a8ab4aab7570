/** Made-up rules of NICs: any can be set and taken off. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import { message } from '../../shared/message.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import { isNicOf } from '../../shared/model/machine.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { NicRules } from '../../shared/model/nic-rules.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { filterNameFor, nicsOn } from '../../shared/rules/nic-rules.ts'

interface World {
  inventory: () => Inventory
  setMachine: (machine: Machine) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
}

export function fakeRules({
  inventory,
  setMachine,
  register,
  finish,
}: World): Pick<
  PuenteMethods,
  'getNicRules' | 'planSetNicRules' | 'getNetworkRules' | 'planSetNetworkRules' | 'getRuleTrials'
> {
  const known = new Map<string, NicRules>()

  /** All but the last, as after a machine has come later. */
  function setMost(network: string, rules: NicRules | null): void {
    const members = inventory().machines.filter((one) => nicsOn(network, one).length > 0)
    for (const machine of members.slice(0, -1)) {
      const nics = machine.nics.map(({ filters: _, ...nic }) =>
        rules ? { ...nic, filters: [filterNameFor(rules.allow, nic.mac, [])] } : nic,
      )
      setMachine({ ...machine, nics })
    }
  }

  return {
    getRuleTrials: async () => [
      { machine: 'web', address: '192.168.122.45', wanted: false, before: true, now: false },
    ],
    getNetworkRules: async () => {
      const [rules = null] = known.values()
      return { rules, isOfAll: rules === null }
    },
    planSetNetworkRules: ({ network: uuid, rules }) => {
      const network = inventory().networks.find((one) => one.uuid === uuid)?.name ?? ''
      const members = inventory().machines.flatMap((machine) =>
        nicsOn(network, machine).map(({ mac }) => ({ machine: machine.name, mac })),
      )
      const steps = [
        message('rules.step.internet'),
        ...members.map((said) => message('rules.step.nic', said)),
      ]
      const plan: Plan = {
        id: `plan-${Date.now()}`,
        title: message('rules.planNetwork', { network }),
        steps: steps.map((text, index) => ({ id: String(index), text })),
        warnings: [message('rules.warning.hosts'), message('rules.warning.later', { network })],
        ...{ interruption: null, carried: [], keepOrRevert: false },
        commands: ['virsh nwfilter-define /dev/stdin'],
      }
      return register(plan, async (shown) => {
        const done = await finish(shown)
        setMost(network, rules)
        return done
      })
    },
    getNicRules: async (_, { mac }) => ({ rules: known.get(mac) ?? null, otherFilter: null }),
    planSetNicRules: ({ machine: uuid, nic, rules }) => {
      const machine = inventory().machines.find((one) => one.uuid === uuid)
      const name = machine?.name ?? ''
      const filter = rules ? filterNameFor(rules.allow, nic.mac, []) : null
      const said = { machine: name, mac: nic.mac }
      const steps = filter
        ? [
            message('rules.step.internet'),
            message('rules.step.names', { address: '192.168.122.1' }),
            message('rules.step.define', { filter }),
            message('step.change-nic', said),
            message('step.store-nic-change', said),
          ]
        : [message('rules.step.none'), message('step.change-nic', said)]
      const plan: Plan = {
        id: `plan-${Date.now()}`,
        title: message('rules.plan', said),
        steps: steps.map((text, index) => ({ id: String(index), text })),
        warnings: filter
          ? [
              message('rules.warning.host', { machine: name }),
              message('rules.warning.prefix', { subnet: '2001:db8:7::/64' }),
            ]
          : [],
        ...{ interruption: null, carried: [], keepOrRevert: false },
        commands: ['virsh nwfilter-define /dev/stdin'],
        ...(filter && { xml: { before: null, after: `<filter name="${filter}"/>\n` } }),
      }
      return register(plan, async (shown) => {
        const done = await finish(shown)
        if (rules) known.set(nic.mac, rules)
        else known.delete(nic.mac)
        if (machine) {
          const nics = machine.nics.map(({ filters: _, ...one }) =>
            isNicOf(one, nic) && filter ? { ...one, filters: [filter] } : one,
          )
          setMachine({ ...machine, nics })
        }
        return done
      })
    },
  }
}
