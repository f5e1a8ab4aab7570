/** The plan for a NIC's rules, as a person reads it. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Machine, MachineNic, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import type { NicFilter } from '../../../shared/model/nic-settings.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { parseSubnet } from '../../../shared/rules/ip.ts'
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { defineFilterCommand, removeFilterCommand } from '../../libvirt/commands/filters.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { editCommands } from '../../libvirt/commands/nics.ts'
import type { Affects, NicChange } from '../../libvirt/index.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'
import { changeKeys } from '../machines/nic-plans.ts'
import { lifeSteps } from '../machines/nic-views.ts'
import { numbered, planView } from '../plans/view.ts'

/** What a NIC is to have, in each of its lives, and the filter that has to be there for it. */
export interface Wanted {
  running: NicFilter | null
  stored: NicFilter | null
  filter: { name: string; xml: string } | null
}

export interface Work {
  machine: string
  nic: NicRef
  wanted: Wanted
  before: Wanted
  /** The NIC's own edit; null where it has the filter already. */
  edit: NicChange | null
  /** Ours, which no NIC has any more. */
  leftOver: string | null
}

/** The machine and its NIC, as they are now. */
export interface World {
  machine: string
  nic: NicRef
  owner: Machine
  found: MachineNic
  details: NicDetails
  before: Wanted
}

/** What may pass from now on, each a sentence. */
export function rulesSteps(rules: NicRules | null, around: Around): Message[] {
  if (!rules) return [message('rules.step.none')]
  switch (rules.allow) {
    case 'internet':
      return [
        message('rules.step.internet'),
        ...around.nameServers.map((address) => message('rules.step.names', { address })),
      ]
    case 'lan':
      return [message('rules.step.lan')]
    case 'addresses':
      return rules.addresses.map((address) => message('rules.step.address', { address }))
    case 'services':
      return rules.services.map(({ address, protocol, port }) =>
        message('rules.step.service', { address, port, protocol: protocol.toUpperCase() }),
      )
  }
}

/** @param ends what is cut off, too: of one machine or of several */
export function rulesWarnings(rules: NicRules | null, around: Around, ends: Message): Message[] {
  if (!rules) return []
  const isAround = rules.allow === 'internet' || rules.allow === 'lan'
  const global = around.subnets.filter((text) => parseSubnet(text)?.family === 'ipv6')
  return [
    ...(rules.allow === 'lan' ? [] : [ends]),
    ...(rules.allow === 'addresses' || rules.allow === 'services'
      ? [message('rules.warning.names')]
      : []),
    ...(isAround ? global.map((subnet) => message('rules.warning.prefix', { subnet })) : []),
  ]
}

/** Each life that it reaches, and what is stored and removed in libvirt for it. */
export function rulesView(
  work: Work,
  { owner, details, nic }: World,
  said: { title: Message; steps: Message[]; warnings: Message[] },
): PlanView {
  const { edit, wanted, before, leftOver } = work
  const params = { machine: owner.name, mac: nic.mac }
  const { filter } = wanted
  return planView({
    title: said.title,
    steps: numbered([
      ...said.steps,
      ...(filter ? [message('rules.step.define', { filter: filter.name })] : []),
      ...lifeSteps(changedLives(edit), params, changeKeys),
      ...(leftOver === null ? [] : [message('rules.step.remove', { filter: leftOver })]),
    ]),
    warnings: said.warnings,
    lost: replacedBy(work),
    commands: [
      ...(filter ? [defineFilterCommand(filter.xml)] : []),
      ...(edit ? editCommands(virshName(owner), edit, details) : []),
      ...(leftOver === null ? [] : [removeFilterCommand(leftOver)]),
    ],
    ...(filter && {
      xml: {
        before: filter.name === before.filter?.name ? before.filter.xml : null,
        after: filter.xml,
      },
    }),
  })
}

/** Somebody else's filters, in whose place ours are. */
export function replacedBy({ edit, before }: Work): Message[] {
  const names = [before.running, before.stored].flatMap((one) => one?.name ?? [])
  const others = [...new Set(names)].filter((name) => ruleKindOf(name) === null)
  return edit ? others.map((filter) => message('rules.lost', { filter })) : []
}

/** In which of its lives the NIC itself changes. */
export function changedLives(edit: Work['edit']): Affects {
  return { live: Boolean(edit?.live), config: Boolean(edit?.stored) }
}
