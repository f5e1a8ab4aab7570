/** Made-up link conditions: any can be set, kept and taken off. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import { message } from '../../shared/message.ts'
import type { Message } from '../../shared/message.ts'
import type { ConditionStanding, NicConditions } from '../../shared/model/link-conditions.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import { isActive, isNicOf } from '../../shared/model/machine.ts'
import type { Machine, NicRef } from '../../shared/model/machine.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { conditionWords, netemWords } from '../../shared/rules/netem.ts'

interface World {
  inventory: () => Inventory
  setMachine: (machine: Machine) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
}

type ConditionCalls = Pick<
  PuenteMethods,
  'getConditionStanding' | 'planSetConditions' | 'planUnplug'
>

/** This machine's kernel has none. */
const WITHOUT = 'db'

export function fakeConditions(world: World): ConditionCalls {
  const { inventory, setMachine, register, finish } = world
  const found = (uuid: string, ref: NicRef) => {
    const machine = inventory().machines.find((one) => one.uuid === uuid)
    const nic = machine?.nics.find((one) => isNicOf(one, ref))
    if (!machine || !nic) throw new Error('it is not there')
    return { machine, nic }
  }

  function become(uuid: string, ref: NicRef, { now, kept }: NicConditions): void {
    const { machine } = found(uuid, ref)
    const nics = machine.nics.map(({ conditions: _, ...one }) => {
      if (!isNicOf(one, ref)) return { ...one, ...(_ && { conditions: _ }) }
      return now || kept ? { ...one, conditions: { now, kept } } : one
    })
    setMachine({ ...machine, nics })
  }

  return {
    getConditionStanding: async (uuid, ref): Promise<ConditionStanding> => {
      const { machine, nic } = found(uuid, ref)
      const no = nic.source.type === 'network' || nic.source.type === 'bridge' ? null : 'no-tap'
      return { conditions: machine.name === WITHOUT ? 'no-netem' : no, unplugging: null }
    },
    planSetConditions: ({ machine: uuid, nic: ref, conditions, keep }) => {
      const { machine, nic } = found(uuid, ref)
      const tap = nic.tap ?? 'vnet0'
      const step = (key: 'to' | 'from', words: string[]) =>
        words.length > 0 ? [message(`conditions.step.${key}`, { tap, words: words.join(' ') })] : []
      const steps = conditions
        ? [
            ...step('to', netemWords(conditions.toMachine)),
            ...step('from', netemWords(conditions.fromMachine)),
            ...(keep ? [message('conditions.step.keep'), message('conditions.step.hook')] : []),
          ]
        : [message('conditions.step.off', { tap })]
      const words = conditions
        ? ['set', 'now', tap, ...conditionWords(conditions)]
        : ['remove', tap]
      const plan = planOf(
        message('conditions.plan', { machine: machine.name, mac: nic.mac }),
        steps,
        [`sudo /usr/lib/puente/netem ${words.join(' ')}`],
      )
      const warnings = conditions
        ? [
            message('conditions.warning.all', { machine: machine.name }),
            message('conditions.warning.limits'),
          ]
        : []
      return register({ ...plan, warnings }, async (shown) => {
        const done = await finish(shown)
        become(uuid, ref, {
          now: isActive(machine) ? conditions : null,
          kept: keep ? conditions : null,
        })
        return done
      })
    },
    planUnplug: ({ machine: uuid, nic: ref, seconds }) => {
      const { machine, nic } = found(uuid, ref)
      const params = { machine: machine.name, mac: nic.mac, seconds }
      const steps = [
        message('conditions.step.unplug', params),
        message('conditions.step.plug', params),
      ]
      const plan = planOf(message('conditions.unplug-plan', params), steps, [
        `virsh domif-setlink ${machine.name} ${nic.tap} down`,
        `sleep ${seconds}`,
        `virsh domif-setlink ${machine.name} ${nic.tap} up`,
      ])
      return register(plan, (shown) => finish(shown))
    },
  }
}

function planOf(title: Message, steps: Message[], commands: string[]): Plan {
  return {
    ...{ id: `plan-${Date.now()}`, title, commands, warnings: [], carried: [] },
    ...{ interruption: null, keepOrRevert: false },
    steps: steps.map((text, index) => ({ id: String(index), text })),
  }
}
