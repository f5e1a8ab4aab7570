/** What making a bond of NICs will do, computed from what was asked and what is there. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { atSwitch, bondProblems } from '../../../shared/rules/bonds/options.ts'
import { whyNoBondPort } from '../../../shared/rules/bonds/ports.ts'
import type { BondMode, CreateBondIntent } from '../../../shared/schemas/bond-intents.ts'
import { requireAddressesOnce } from '../bridge/freed-profile.ts'
import type { CreateBridgePlan, PlannedPort, Uuids } from '../bridge/plan.ts'
import { createView } from '../bridge/plan-view.ts'
import { originalUuid, portProfile } from '../bridge/profiles.ts'
import { takenNames } from '../interfaces/names.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { factsOf } from '../interfaces/nic-facts.ts'
import type { NmState } from '../client/objects.ts'
import { bondProfile } from './profiles.ts'

export type AskedBond = Pick<CreateBondIntent, 'name' | 'nics' | 'options'>

/** @throws PuenteError what stands in the way, to be shown beside the field */
export function planCreateBond(state: NmState, asked: AskedBond, uuids: Uuids): CreateBridgePlan {
  const { name: bond, nics, options } = asked
  const [problem] = bondProblems(asked, takenNames(state))
  if (problem) {
    const params = { bond, field: problem.field }
    throw new PuenteError('bond-invalid', params, { cause: problem.text.key })
  }
  const bondUuid = uuids('bond')
  const ports = nics.map((nic) => plannedPort(state, nic, { bond, bondUuid }, uuids))
  requireAddressesOnce(state, ports)
  const nic = ports[0]?.facts ?? null
  const profile = bondProfile(nic, { bond, bondUuid }, options)
  const names = { kind: 'create-bond', bridge: bond, bridgeUuid: bondUuid } as const
  const plan = { ...names, nic, bridgeProfile: profile, ports, addresses: null }
  return { ...plan, view: bondView(createView(state, plan, defaultBridgeOptions), asked) }
}

export function plannedPort(
  state: NmState,
  nic: string,
  { bond, bondUuid }: { bond: string; bondUuid: string },
  uuids: Uuids,
): PlannedPort {
  const interfaces = hostInterfaces(state)
  const item = interfaces.find(({ name }) => name === nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  const refusal = whyNoBondPort(item, interfaces)
  if (refusal) throw new PuenteError('interface-no-bond', { nic }, { cause: refusal.key })
  const facts = factsOf(state, item)
  const uuid = uuids(nic)
  const controller = { uuid: bondUuid, type: 'bond' }
  const names = { bridge: bond, bridgeUuid: bondUuid, portUuid: uuid, controller }
  return { facts, uuid, original: originalUuid(facts), profile: portProfile(facts, names) }
}

function bondView(view: PlanView, { name: bond, nics, options }: AskedBond): PlanView {
  const params = { bridge: bond, bond, nics: nics.join(', '), nic: nics[0] ?? bond }
  const stored = { id: 'store', text: message('step.store-bond', params) }
  return {
    ...view,
    title: message('plan.create-bond', params),
    steps: view.steps.map((step) => (step.id === 'store' ? stored : step)),
    warnings: [...switchWarning(options.mode, params), ...view.warnings],
  }
}

export function switchWarning(mode: BondMode, params: Message['params']): Message[] {
  const wanted = atSwitch(mode)
  return wanted === 'nothing' ? [] : [message(`warning.bond-${wanted}`, params)]
}
