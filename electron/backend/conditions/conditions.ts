/**
 * Bad links on purpose: what a NIC's cable does to packets, now and at each start of its machine, and a
 * cable that is out for a while.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { SetConditionsIntent, UnplugIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type {
  ConditionHindrance,
  ConditionStanding,
  LinkConditions,
  NicConditions,
} from '../../../shared/model/link-conditions.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { areSame } from '../../../shared/rules/link-conditions.ts'
import { nicRef, uuid } from '../../../shared/schemas/fields.ts'
import { linkConditions } from '../../../shared/schemas/link-conditions.ts'
import { canBeAt } from '../../../shared/rules/nic-places.ts'
import { netemHindrance, readHook } from '../../host/netem.ts'
import { runPackageHelper } from '../../host/package-helper.ts'
import type { Desk, HostSide } from '../../host/side.ts'
import type { KeptConditions } from '../../libvirt/xml/conditions.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import { Look, proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import type { UndoRecord } from '../history/history.ts'
import {
  cableName,
  comingNic,
  conditionsOf,
  conditionsView,
  helperWords,
  unplugView,
  withTapToCome,
} from './conditions-view.ts'
import type { Work } from './conditions-view.ts'
import type { NetemWatch } from './netem-watch.ts'

export interface ConditionParts {
  side: HostSide
  desk: Desk
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  facts: NicFacts
  /** Null where taps can't be looked at. */
  netem: NetemWatch | null
}

/**
 * Takes the cable out and puts it back, whatever becomes of who has started it: from its first word on
 * one process that nobody waits for has both to do. libvirt may be started again meanwhile, so it is asked
 * for a minute. The text is constant: what it is about are its words.
 */
const UNPLUG = `virsh -q -c "$1" domif-setlink "$2" "$3" down || exit 1
sleep "$4"
for try in $(seq 60); do
  virsh -q -c "$1" domif-setlink "$2" "$3" up && exit 0
  sleep 1
done`
/** Until virsh has done it, or said that it can't. */
const REFUSED_MS = 15_000
const ASKED_MS = 250
const BACK_MS = 1_000
/** libvirt’s start, on a slow host. */
const RESTARTED_MS = 60_000

const nicConditions = z.object({
  now: linkConditions.nullable(),
  kept: linkConditions.nullable(),
})
/** What a NIC's cable did before a change, and does since. */
const conditionsBack = z.object({
  at: z.object({ machine: uuid, nic: nicRef }),
  before: nicConditions,
  left: nicConditions,
})
type ConditionsBack = z.infer<typeof conditionsBack>

/** Of a NIC that may come only with what is done before it. */
export interface LinkWish {
  machine: string
  mac: string
  conditions: LinkConditions | null
  /** What the same plan gives its machine before this one. */
  among: KeptConditions
}

export class Conditions {
  readonly #parts: ConditionParts
  readonly #back: (data: ConditionsBack) => UndoRecord

  constructor(parts: ConditionParts) {
    this.#parts = parts
    const plan = (data: ConditionsBack) => this.#planBack(data)
    this.#back = parts.undos.know('conditions', { schema: conditionsBack, plan })
  }

  async standing(machine: string, nic: NicRef): Promise<ConditionStanding> {
    const { found } = this.#find(machine, nic)
    const { side, desk } = this.#parts
    const hasVirsh = await desk.hasProgram('virsh')
    return {
      conditions: await this.#hindrance(found),
      unplugging: side.isFar || !side.isKnown ? 'elsewhere' : hasVirsh ? null : 'no-virsh',
    }
  }

  planSet({ machine, nic, conditions, keep }: SetConditionsIntent): Promise<Plan> {
    return this.#parts.plans.add(
      this.#planned({ machine, nic }, (owner, found) => {
        const isThere = isActive(owner) && found.plugged
        if (conditions && !keep && !isThere) {
          throw new PuenteError('machine-state', { machine: owner.name })
        }
        if (conditions && keep) requireKeeping(owner, found)
        const now = isThere ? conditions : null
        const params = { machine: owner.name, mac: found.mac }
        return {
          target: { now, kept: keep ? conditions : null },
          title: message('conditions.plan', params),
        }
      }),
    )
  }

  /**
   * What a NIC's cable does from now on and from each start on, as a part of a larger plan: carried out
   * once what comes before it is, which may be what brings the NIC.
   */
  plannedFor({ machine, mac, conditions, among }: LinkWish): PlannedChange {
    const params = (owner: Machine) => ({ machine: owner.name, mac })
    const ask = (owner: Machine, found: MachineNic) => {
      if (conditions) requireKeeping(owner, found)
      const now = isActive(owner) && found.plugged ? conditions : null
      return { target: { now, kept: conditions }, title: message('conditions.plan', params(owner)) }
    }
    return {
      look: async (look) => {
        const owner = this.#parts.facts.machine(machine)
        const found = owner.nics.find((nic) => nic.mac === mac)
        const stored = await this.#parts.libvirt.managing.readKeptConditions(machine)
        const nic = found ?? comingNic(owner, mac)
        const { target, title } = ask(owner, nic)
        const work = await this.#work(owner, nic, {
          target,
          stored: new Map([...stored, ...among]),
        })
        const before = { ...work.before, kept: stored.get(mac) ?? null }
        // Of several the first has brought the hook.
        const hook = among.size > 0 ? 'known' : work.hook
        const view = conditionsView({ ...work, before, hook }, title)
        const shown = found ? view : withTapToCome(view, owner, mac)
        return look.saw(shown, [before, [...stored], hook, found?.tap ?? null], null)
      },
      apply: async (id) => {
        const { facts } = this.#parts
        const found = facts.machine(machine).nics.find((nic) => nic.mac === mac)
        if (!found) throw new PuenteError('nic-gone', { mac })
        const { alias, slot } = found
        const planned = this.#planned({ machine, nic: { alias, mac, slot } }, ask)
        return planned.apply(id, await planned.look(new Look()))
      },
    }
  }

  /** What a cable did before; null where it does that. */
  plannedBack(
    { machine, mac }: Pick<LinkWish, 'machine' | 'mac'>,
    before: NicConditions,
  ): PlannedChange<Work> | null {
    const owner = this.#parts.facts.machine(machine)
    const found = owner.nics.find((nic) => nic.mac === mac)
    if (!found) return null
    const { now, kept } = conditionsOf(found)
    if (areSame(now, before.now) && areSame(kept, before.kept)) return null
    const { alias, slot } = found
    return this.#planned({ machine, nic: { alias, mac, slot } }, () => ({
      target: found.tap === null ? { now: null, kept: before.kept } : before,
      title: message('conditions.plan-back', { machine: owner.name, mac }),
    }))
  }

  planUnplug({ machine, nic, seconds }: UnplugIntent): Promise<Plan> {
    return this.#parts.plans.propose(
      async (look) => {
        void this.#parts.libvirt.managing
        const { unplugging } = await this.standing(machine, nic)
        if (unplugging) {
          throw new PuenteError('unplugging-not-possible', {
            why: `conditions.hindrance.${unplugging}`,
          })
        }
        const { owner, found } = this.#find(machine, nic)
        if (!isActive(owner) || !found.plugged || !found.linkUp) {
          throw new PuenteError('machine-state', { machine: owner.name })
        }
        return look.saw(unplugView(owner, found, seconds), null, cableName(found))
      },
      ({ work: cable }) => this.#unplug({ machine, nic, cable, seconds }),
    )
  }

  /** @param ask what the NIC is to have, of what there is */
  #planned(
    at: { machine: string; nic: NicRef },
    ask: (owner: Machine, found: MachineNic) => { target: NicConditions; title: Message },
  ): PlannedChange<Work> {
    return proposal<Work>(
      async (look) => {
        const { libvirt, netem } = this.#parts
        await netem?.look()
        const stored = await libvirt.managing.readKeptConditions(at.machine)
        const { owner, found } = this.#find(at.machine, at.nic)
        const { target, title } = ask(owner, found)
        const why = target.now || target.kept ? await this.#hindrance(found) : null
        if (why) throw notPossible(why)
        const work = await this.#work(owner, found, { target, stored })
        const read = [work.before, [...work.kept], work.hook, work.isLast, found.tap]
        return look.saw(conditionsView(work, title), read, work)
      },
      ({ work }, id) => this.#carryOut(id, work),
    )
  }

  async #work(
    machine: Machine,
    nic: MachineNic,
    { target, stored }: { target: NicConditions; stored: KeptConditions },
  ): Promise<Work> {
    const { facts, side } = this.#parts
    const kept = new Map(stored)
    if (target.kept) kept.set(nic.mac, target.kept)
    else kept.delete(nic.mac)
    const others = facts.machines.flatMap(({ nics }) => nics).filter((one) => one !== nic)
    return {
      ...{ machine, nic, target, kept },
      before: { now: conditionsOf(nic).now, kept: stored.get(nic.mac) ?? null },
      hook: await readHook(side),
      isLast: others.every(({ conditions }) => conditions === undefined),
    }
  }

  async #carryOut(id: string, work: Work): Promise<void> {
    const { libvirt, netem, side, undos } = this.#parts
    const { machine, nic, before } = work
    const words = helperWords(work)
    await this.#keep(work, work.target)
    try {
      const { command, error } = words
        ? await runPackageHelper(side, 'netem', words)
        : { command: '', error: null }
      if (error !== null)
        throw new PuenteError('administrator-failed', { command }, { cause: error })
    } catch (error) {
      await this.#keep(work, before).catch(() => undefined)
      await this.#putBack(work)
      throw error
    } finally {
      await netem?.look().catch(() => undefined)
      // It may have been started again, for its hooks.
      await libvirt.whenConnected(RESTARTED_MS).catch(() => undefined)
      await libvirt.refreshMachine(machine.uuid).catch(() => undefined)
    }
    const at = { machine: machine.uuid, nic: { alias: nic.alias, mac: nic.mac, slot: nic.slot } }
    undos.remember(id, this.#back({ at, before, left: work.target }))
  }

  /** The helper does all or nothing: after a failure nothing is left of what there was. */
  async #putBack(work: Work): Promise<void> {
    const words = helperWords({ ...work, before: { now: null, kept: null }, target: work.before })
    if (work.before.now && words) await runPackageHelper(this.#parts.side, 'netem', words)
  }

  async #keep({ machine, nic, before, target }: Work, { kept }: NicConditions): Promise<void> {
    if (JSON.stringify(before.kept) === JSON.stringify(target.kept)) return
    const macs = machine.nics.map(({ mac }) => mac)
    const change = { mac: nic.mac, conditions: kept, macs }
    await this.#parts.libvirt.managing.setKeptConditions(machine.uuid, change)
  }

  #planBack({ at, before, left }: ConditionsBack): PlannedChange {
    return this.#planned(at, ({ name }, found) => {
      requireLeft(name, conditionsOf(found), left)
      return {
        // What it did as it ran, it does not do once it is off.
        target: found.tap === null ? { now: null, kept: before.kept } : before,
        title: message('conditions.plan-back', { machine: name, mac: found.mac }),
      }
    })
  }

  async #unplug({ machine, nic, cable, seconds }: UnplugIntent & { cable: string }): Promise<void> {
    const { desk, libvirt } = this.#parts
    const words = ['-c', UNPLUG, 'unplug', libvirt.uri, machine, cable, String(seconds)]
    const ended = desk.launch('sh', words, REFUSED_MS)
    const isOut = await Promise.race([ended.then((code) => code === 0), this.#isDown(machine, nic)])
    if (!isOut) throw new PuenteError('unplugging-failed')
    const refresh = () => libvirt.refreshMachine(machine).catch(() => undefined)
    void sleep(seconds * 1_000 + BACK_MS, undefined, { ref: false }).then(refresh)
  }

  /** Of a link libvirt tells nobody: it is asked. */
  async #isDown(machine: string, nic: NicRef): Promise<boolean> {
    const { libvirt } = this.#parts
    for (let asked = 0; asked * ASKED_MS < REFUSED_MS; asked++) {
      await sleep(ASKED_MS)
      await libvirt.refreshMachine(machine).catch(() => undefined)
      if (!this.#find(machine, nic).found.linkUp) return true
    }
    return false
  }

  /** Why it can't be had on this host, whichever NIC it is for. */
  async hindranceHere(): Promise<ConditionHindrance | null> {
    const { side, libvirt } = this.#parts
    if (side.isFar || !side.isKnown) return 'elsewhere'
    return isSession(libvirt.uri) ? 'session' : netemHindrance(side)
  }

  async #hindrance(nic: MachineNic): Promise<ConditionHindrance | null> {
    const why = await this.hindranceHere()
    if (why === 'elsewhere' || why === 'session') return why
    return (await this.#hasTap(nic)) ? why : 'no-tap'
  }

  /** A network, too, may lead to macvtap. */
  async #hasTap({ source }: MachineNic): Promise<boolean> {
    if (source.type === 'bridge') return true
    if (source.type !== 'network') return false
    return canBeAt('filter', await this.#parts.facts.place(toNetwork(source.network)))
  }

  #find(machine: string, nic: NicRef): { owner: Machine; found: MachineNic } {
    const { facts } = this.#parts
    const owner = facts.machine(machine)
    return { owner, found: facts.nic(owner, nic) }
  }
}

/** What only ran is gone with the machine's end. @throws PuenteError `undo-machine-changed` */
function requireLeft(machine: string, { now, kept }: NicConditions, left: NicConditions): void {
  if (areSame(kept, left.kept) && (now === null || areSame(now, left.now))) return
  throw new PuenteError('undo-machine-changed', { machine })
}

/** Only what is stored has a next start, and by its MAC alone the NIC is known then. */
function requireKeeping(machine: Machine, { mac }: MachineNic): void {
  if (!machine.persistent) throw new PuenteError('machine-state', { machine: machine.name })
  if (machine.nics.filter((nic) => nic.mac === mac).length > 1) throw notPossible('twins')
}

function notPossible(why: ConditionHindrance | 'twins'): PuenteError {
  return new PuenteError('conditions-not-possible', { why: `conditions.hindrance.${why}` })
}
