/** The plan for a NIC's link conditions, and for a cable that is out for a while, as a person reads it. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { NicConditions } from '../../../shared/model/link-conditions.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { areSame } from '../../../shared/rules/link-conditions.ts'
import { conditionWords, netemWords } from '../../../shared/rules/netem.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import { helperCommand } from '../../host/package-helper.ts'
import type { HookState } from '../../host/netem.ts'
import { virshLine, virshName } from '../../libvirt/commands/line.ts'
import { CONDITIONS, linksXml } from '../../libvirt/xml/conditions.ts'
import type { KeptConditions } from '../../libvirt/xml/conditions.ts'
import { numbered, planView } from '../plans/view.ts'

/** What a NIC has and is to have, and what of the rest that depends on. */
export interface Work {
  machine: Machine
  nic: MachineNic
  before: NicConditions
  target: NicConditions
  /** All that the machine keeps afterwards. */
  kept: KeptConditions
  hook: HookState
  /** No other NIC of this host has any. */
  isLast: boolean
}

const nothing: NicConditions = { now: null, kept: null }

export function conditionsOf(nic: Pick<MachineNic, 'conditions'>): NicConditions {
  return nic.conditions ?? nothing
}

/** What the package's helper is asked for; null: nothing of its own. */
export function helperWords({ nic, before, target, hook, isLast }: Work): string[] | null {
  const { now, kept } = target
  const isEnd = isLast && !now && !kept && hook !== 'none'
  if (nic.tap !== null && !areSame(before.now, now)) {
    if (now) return ['set', kept ? 'kept' : 'now', nic.tap, ...conditionWords(now)]
    return ['remove', nic.tap, ...(isEnd ? ['forget'] : [])]
  }
  if (kept && hook !== 'known') return ['keep']
  return isEnd ? ['forget'] : null
}

/** Does libvirt have to look for its hooks anew? */
function isRestarting({ target, hook }: Work): boolean {
  return target.kept !== null && hook !== 'known'
}

function isKeptAnew({ before, target }: Work): boolean {
  return !areSame(before.kept, target.kept)
}

function steps(work: Work): Message[] {
  const { nic, before, target } = work
  const tap = nic.tap ?? ''
  const isSet = !areSame(before.now, target.now)
  const to = netemWords((target.now ?? target.kept)?.toMachine ?? NONE).join(' ')
  const from = netemWords((target.now ?? target.kept)?.fromMachine ?? NONE).join(' ')
  return [
    ...(target.now && isSet && to !== ''
      ? [message('conditions.step.to', { tap, words: to })]
      : []),
    ...(target.now && isSet && from !== ''
      ? [message('conditions.step.from', { tap, words: from })]
      : []),
    ...(!target.now && isSet ? [message('conditions.step.off', { tap })] : []),
    ...(isKeptAnew(work)
      ? [message(target.kept ? 'conditions.step.keep' : 'conditions.step.keep-no-more')]
      : []),
    ...(isRestarting(work) ? [message('conditions.step.hook')] : []),
    ...(helperWords(work)?.includes('forget') ? [message('conditions.step.unhook')] : []),
  ]
}

const NONE = { delay: 0, jitter: 0, loss: 0, duplicates: 0, rate: null }

function warnings({ machine, target, nic }: Work): Message[] {
  const { now, kept } = target
  if (!now && !kept) return []
  const all = [now, kept].flatMap((one) => (one ? [one.toMachine, one.fromMachine] : []))
  const name = machine.name
  return [
    message('conditions.warning.all', { machine: name }),
    ...(all.some(({ loss }) => loss === 100) ? [message('conditions.warning.nothing')] : []),
    ...(all.some(({ jitter }) => jitter > 0) ? [message('conditions.warning.order')] : []),
    ...(now && nic.plugged ? [message('conditions.warning.limits')] : []),
  ]
}

export function conditionsView(work: Work, title: Message): PlanView {
  const words = helperWords(work)
  return planView({
    title,
    steps: numbered(steps(work)),
    warnings: warnings(work),
    commands: [
      ...(isKeptAnew(work) ? [metadataCommand(work)] : []),
      ...(words ? [helperCommand('netem', words)] : []),
    ],
  })
}

/** One that the same plan plugs in before; its tap has no name until then. */
export function comingNic(machine: Machine, mac: string): MachineNic {
  return {
    ...{ alias: null, mac, slot: null, model: null, bridge: null },
    ...{ source: { type: 'other', description: '' }, addresses: [], pending: [] },
    ...{ tap: isActive(machine) ? mac : null, plugged: isActive(machine), stored: true },
    ...{ linkUp: true, leaving: false },
  }
}

/** Its commands ask virsh for the name. */
export function withTapToCome(view: PlanView, machine: Machine, mac: string): PlanView {
  const list = virshLine(['domiflist'], virshName(machine))
  const tap = `"$(${list} | awk '/${mac}/ { print $1 }')"`
  return { ...view, commands: view.commands.map((line) => line.replace(` ${mac} `, ` ${tap} `)) }
}

/** What `setKeptConditions` does. */
function metadataCommand({ machine, kept, nic }: Work): string {
  const { uri, key } = CONDITIONS
  const xml = linksXml(kept)
  const what = xml === null ? ['--remove'] : ['--key', key, '--set', xml]
  const lives = [...(nic.plugged ? ['--live'] : []), ...(machine.persistent ? ['--config'] : [])]
  return virshLine(['metadata', '--uri', uri, ...what, ...lives], virshName(machine))
}

/** As virsh knows it: a tap is one machine's alone, twins have one MAC. */
export function cableName({ tap, mac }: Pick<MachineNic, 'tap' | 'mac'>): string {
  return tap ?? mac
}

export function unplugView(machine: Machine, nic: MachineNic, seconds: number): PlanView {
  const params = { machine: machine.name, mac: nic.mac, seconds }
  const link = (state: string) =>
    virshLine(['domif-setlink'], virshName(machine), cableName(nic), state)
  return planView({
    title: message('conditions.unplug-plan', params),
    steps: numbered([
      message('conditions.step.unplug', params),
      message('conditions.step.plug', params),
    ]),
    warnings: [message('conditions.warning.all', { machine: machine.name })],
    commands: [link('down'), commandLine(['sleep', String(seconds)]), link('up')],
  })
}
