/** Plans of names, as a person reads them. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import type { ModuleChange } from '../../host/names/standing.ts'
import { helperCommand } from '../../host/package-helper.ts'
import { numbered, planView } from '../plans/view.ts'

export interface NamesTold {
  title: Message
  steps: Message[]
  warnings: Message[]
}

export interface NamesPlan {
  told: NamesTold
  module: ModuleChange | null
  /** Of the network's definition, and of its restart. */
  edit: PlanView | undefined
  restart: PlanView | undefined
}

export function namesView({ told, module, edit, restart }: NamesPlan): PlanView {
  const steps = [...(edit?.steps ?? []), ...(restart?.steps ?? [])].map(({ text }) => text)
  // It is restarted right away.
  const waits = (one: Message) => restart && one.key.startsWith('warning.waits-for-restart')
  return planView({
    title: told.title,
    steps: numbered([
      ...told.steps,
      ...steps,
      ...(module ? [message(`step.names-module-${module}`)] : []),
    ]),
    warnings: [
      ...told.warnings,
      ...(edit?.warnings ?? []).filter((one) => !waits(one)),
      ...(module === 'add' ? [message('warning.names-module')] : []),
    ],
    asks: edit?.asks ?? [],
    interruption: restart?.interruption ?? null,
    commands: [
      ...(edit?.commands ?? []),
      ...(restart?.commands ?? []),
      ...(module ? [helperCommand('names', [module])] : []),
    ],
    ...(edit?.xml && { xml: edit.xml }),
  })
}
