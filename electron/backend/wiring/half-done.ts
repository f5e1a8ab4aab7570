/** Takes back what an earlier start has left half-way: all of a lab or nothing of it is there. */
import { randomUUID } from 'node:crypto'
import { toErrorData } from '../../../shared/errors.ts'
import type { ErrorCode, ErrorData } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { MessageKey } from '../../../shared/locales.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { definitionOf } from '../../libvirt/xml/nic/create.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { madeMachine } from '../machines/made-machine.ts'
import type { MadeMachine } from '../machines/made-machine.ts'
import type { MadeMachines } from '../machines/made-machines.ts'
import type { Conditions } from '../conditions/conditions.ts'
import type { Forwards } from '../forwards/forwards.ts'
import type { History } from '../history/history.ts'
import { wiringThen } from '../history/unfinished.ts'
import type { Half, Unfinished } from '../history/unfinished.ts'
import { changesBetween, wiringOf } from '../history/wiring.ts'
import type { Wiring, WiringChange } from '../history/wiring.ts'
import type { WiringReader } from '../history/wiring-reader.ts'
import { Look } from '../plans/plans.ts'
import type { Part } from '../plans/together.ts'
import { MachineParts } from './machine-parts.ts'
import type { MachineBackParts } from './machine-parts.ts'
import { NetworkParts } from './network-parts.ts'
import type { NetworkBackParts } from './network-parts.ts'

export interface HalfDoneParts extends NetworkBackParts, MachineBackParts {
  unfinished: Unfinished
  reader: WiringReader
  history: History
  conditions: Conditions
  forwards: Forwards
  madeMachines: MadeMachines
}

/** After these it is tried again at the next start; after any other there is no more to try. */
const FOR_NOW: ErrorCode[] = [
  'libvirt-lost',
  'libvirt-unavailable',
  'libvirt-read-only',
  'undo-machine-runs',
]

export class HalfDone {
  readonly #parts: HalfDoneParts
  readonly #networks: NetworkParts
  readonly #machines: MachineParts

  constructor(parts: HalfDoneParts) {
    this.#parts = parts
    this.#networks = new NetworkParts(parts)
    this.#machines = new MachineParts(parts)
  }

  /** Waits for libvirt, where there is something to take back. Never throws. */
  async recover(): Promise<void> {
    const { unfinished, libvirt, history } = this.#parts
    if (!unfinished.mayBeThere()) return
    try {
      await libvirt.whenConnected(Infinity)
      const half = unfinished.left()
      if (!half) return
      await this.#takeBack(half)
      unfinished.end()
      await history.recovered('undone', half.title)
      this.#say('info', 'notice.half-undone')
    } catch (error) {
      const { code, params, cause } = toErrorData(error)
      if (!FOR_NOW.includes(code)) unfinished.end()
      // Nothing has been taken back yet: what its guest has written would go.
      if (code === 'undo-machine-runs') return this.#say('error', 'notice.half-runs', params)
      this.#say('error', 'notice.half-left', { cause: cause ?? code })
    }
  }

  /** Each look is at what the ones before have left. */
  async #takeBack(half: Half): Promise<void> {
    const made = madeIn(half)
    made.coming.forEach((machine) => this.#parts.madeMachines.requireOff(machine))
    await this.#lead(half)
    await this.#carryOut(half, (look, changes) => this.#networks.before(look, changes))
    await this.#relink(half)
    await this.#returnFilters(half)
    await this.#replug(half)
    for (const machine of made.coming) await this.#parts.madeMachines.takeAway(machine)
    for (const machine of made.going) await this.#parts.madeMachines.bringBack(machine)
    await this.#carryOut(half, (look, changes) => this.#machines.parts(look, changes))
    await this.#carryOut(half, (look, changes, then) => this.#networks.after(look, changes, then))
  }

  async #carryOut(
    half: Half,
    partsOf: (look: Look, changes: WiringChange[], then: Wiring) => Promise<Part[]>,
  ): Promise<void> {
    const now = await this.#parts.reader.readStored({ filters: half.touched.filters.length > 0 })
    const then = wiringOf(wiringThen(half, now))
    const parts = await partsOf(new Look(), changesBetween(now, then), then)
    for (const { planned, seen } of parts) await planned.apply(randomUUID(), seen)
  }

  async #lead({ touched, forwards }: Half): Promise<void> {
    for (const id of touched.forwards) {
      const before = forwards.find((one) => one.id === id) ?? null
      const planned = await this.#parts.forwards.plannedBack(id, before)
      if (planned) await planned.apply(randomUUID(), await planned.look(new Look()))
    }
  }

  /** While their NICs are there: what is kept of a NIC that goes would stay behind. */
  async #relink({ links }: Half): Promise<void> {
    const { facts, conditions } = this.#parts
    for (const { machine, mac, ...before } of links) {
      const owner = facts.machines.find(({ uuid }) => uuid === machine)
      if (!owner?.nics.some((nic) => nic.mac === mac)) continue
      const planned = conditions.plannedBack({ machine, mac }, before)
      if (planned) await planned.apply(randomUUID(), await planned.look(new Look()))
    }
  }

  /** Before any NIC that had one goes back to it. */
  async #returnFilters({ before }: Half): Promise<void> {
    const { managing } = this.#parts.libvirt
    for (const { kind, name, text } of before) {
      if (kind !== 'filter' || ruleKindOf(name) === null) continue
      if ((await managing.readFilter(name)) !== text) await managing.defineFilter(text)
    }
  }

  /** Running NICs, of machines that have run on since. */
  async #replug({ touched, running }: Half): Promise<void> {
    const { libvirt, facts } = this.#parts
    for (const { uuid, macs } of touched.machines) {
      if (!facts.machines.some((one) => one.uuid === uuid)) continue
      const now = (await libvirt.managing.readNicTexts(uuid)).running
      if (now.length + (running[uuid] ?? []).length === 0) continue
      for (const edit of liveEdits(running[uuid] ?? [], now, macs)) {
        await libvirt.managing.editNic(uuid, edit)
      }
      await libvirt.refreshMachine(uuid)
    }
  }

  #say(level: 'info' | 'error', key: MessageKey, params: ErrorData['params'] = {}): void {
    const text = message(key, params)
    this.#parts.inventory.addNotice({ id: randomUUID(), level, text, at: Date.now() })
  }
}

/** Machines that it was making, and those that it was taking away. @throws of what is none */
function madeIn({ touched, before }: Half): { coming: MadeMachine[]; going: MadeMachine[] } {
  const was = ({ uuid }: MadeMachine) =>
    before.some(({ kind, id }) => kind === 'machine' && id === uuid)
  const all = touched.made.map((made) => madeMachine.parse(made.as))
  return { coming: all.filter((one) => !was(one)), going: all.filter(was) }
}

/** What leads from how NICs run now to how they ran. Pure. */
export function liveEdits(before: string[], now: string[], macs: string[]): NicEdit[] {
  const of = (texts: string[], mac: string) => {
    return texts.find((text) => describeNic(parse(text)).settings.mac === mac)
  }
  return macs.flatMap((mac): NicEdit[] => {
    const [was, is] = [of(before, mac), of(now, mac)]
    const affects = { live: true, config: false }
    if (is === undefined) return was === undefined ? [] : [attached(was, affects)]
    const { alias, slot } = describeNic(parse(is))
    const nic = { alias, mac, slot }
    if (was === undefined) return [{ do: 'detach', nic, affects }]
    if (plain(was) === plain(is)) return []
    return [{ do: 'replace', nic, live: definitionOf(parse(was)), stored: null }]
  })
}

function attached(text: string, affects: { live: boolean; config: boolean }): NicEdit {
  return { do: 'attach', xml: definitionOf(parse(text)), affects }
}

function plain(text: string): string {
  return canonical(parse(definitionOf(parse(text))))
}
