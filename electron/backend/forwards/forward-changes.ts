/** What a forward becomes of another, as a plan: with the guest's address reserved, and taken back whole. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import { message } from '../../../shared/message.ts'
import type { Forward, ForwardStanding } from '../../../shared/model/forward.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { Reason } from '../../../shared/rules/forward-engines.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import { lingeringWith, lingeringWords, setLingering } from '../../host/forwards/lingering.ts'
import { readForwards } from '../../host/forwards/standing.ts'
import type { HostSide } from '../../host/side.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import { Look, proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans, Seen } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { undoRecord } from '../plans/undo-schemas.ts'
import type { UndoRecord } from '../history/history.ts'
import { forwardEngines } from '../../../shared/model/forward.ts'
import { forwardSchema } from '../../../shared/schemas/forward.ts'
import { numbered, planView } from '../plans/view.ts'
import { removalCommands, removeForward, setCommands, setForward } from './engines.ts'
import { removalSteps, setAsks, setSteps, setWarnings, textOf } from './forward-views.ts'
import type { GuestPlace } from './guest-place.ts'

export interface ChangeParts {
  side: HostSide
  inventory: InventoryStore
  plans: Plans
  undos: Undos
  editing: NetworkEditing
  refresh: () => Promise<void>
}

/** Null: there is none. */
export interface ForwardChange {
  title: Message
  before: Forward | null
  forward: Forward | null
  because?: Reason
  place?: GuestPlace
  standing?: ForwardStanding
}

const forward = z
  .strictObject({ ...forwardSchema.shape, engine: z.enum(forwardEngines), on: z.boolean() })
  .nullable()
/** What a forward was, and what it has become; with the address that was reserved for it. */
const forwardBack = z.object({ before: forward, forward, reserved: undoRecord.nullable() })
type ForwardBack = z.infer<typeof forwardBack>

interface Work {
  change: ForwardChange
  reservation: { planned: PlannedChange; seen: Seen } | null
  /** Does it begin, or end, that the person's systemd runs while they are logged out? */
  linger: boolean | null
}

export class ForwardChanges {
  readonly #parts: ChangeParts
  readonly #back: (data: ForwardBack) => UndoRecord

  constructor(parts: ChangeParts) {
    this.#parts = parts
    const plan = (data: ForwardBack) => this.#planBack(data)
    this.#back = parts.undos.know('forward', { schema: forwardBack, plan })
  }

  /** @param make looks each time */
  plan(make: () => Promise<ForwardChange>): Promise<Plan> {
    return this.#parts.plans.add(this.planned(make))
  }

  planned(make: () => Promise<ForwardChange>): PlannedChange<Work> {
    return proposal(
      async (look) => {
        const change = await make()
        const reservation = await this.#reservation(look, change)
        const linger = await this.#lingering(change)
        const work = { change, reservation, linger }
        const read = [change.before, change.forward, reservation?.seen.print ?? null, linger]
        return look.saw(viewOf(work), read, work)
      },
      ({ work }, id) => this.#carryOut(id, work),
    )
  }

  async #carryOut(id: string, { change, reservation, linger }: Work): Promise<void> {
    const { before, forward } = change
    const reserved =
      reservation && (await reservation.planned.apply(randomUUID(), reservation.seen))
    try {
      await replace(this.#parts.side, before, forward)
      await this.#linger(linger)
    } catch (error) {
      if (reserved) await this.#takeBack(reserved.id).catch(() => undefined)
      throw error
    } finally {
      await this.#parts.refresh()
    }
    const taken = reserved ? this.#parts.undos.take(reserved.id) : null
    this.#parts.undos.remember(id, this.#back({ before, forward, reserved: taken }))
  }

  /** The way back, and with it the reservation that was made for it. */
  async #planBack({ reserved, ...change }: ForwardBack): Promise<PlannedChange> {
    const { undos, side, refresh } = this.#parts
    const reservation = reserved && (await undos.plannedOf(reserved))
    const title = message('plan.undo-forward')
    const back = { title, before: change.forward, forward: change.before }
    return proposal(
      async (look) => {
        const now = (await readForwards(side)).find(({ id }) => id === idOf(change)) ?? null
        if (!isDeepStrictEqual(now, back.before)) throw new PuenteError('forward-changed')
        const seen = reservation && (await reservation.look(look))
        const work = {
          change: back,
          reservation: reservation && seen ? { planned: reservation, seen } : null,
          linger: await this.#lingering(back),
        }
        return look.saw(viewOf(work), [now, seen?.print ?? null, work.linger], work)
      },
      async ({ work }, id) => {
        await replace(side, work.change.before, work.change.forward).finally(refresh)
        await this.#linger(work.linger)
        if (work.reservation) {
          await work.reservation.planned.apply(randomUUID(), work.reservation.seen)
        }
        const { before, forward } = work.change
        undos.remember(id, this.#back({ before, forward, reserved: null }))
      },
    )
  }

  async #reservation(look: Look, { place, forward }: ForwardChange): Promise<Work['reservation']> {
    if (!forward?.on || place?.standing !== 'lent' || !place.network.persistent) return null
    const { network, address, hostname: name } = place
    const intent = { network: network.uuid, mac: forward.mac, address, name }
    const planned = this.#parts.editing.plannedReservation(intent)
    return { planned, seen: await planned.look(look) }
  }

  #lingering({ before, forward }: Omit<ForwardChange, 'title'>): Promise<boolean | null> {
    return lingeringWith(this.#parts.side, before, forward)
  }

  /** Where logind refuses, the forward is there all the same, while the person is logged in. */
  async #linger(on: boolean | null): Promise<void> {
    if (on !== null) await setLingering(this.#parts.side, on).catch(() => undefined)
  }

  async #takeBack(change: string): Promise<void> {
    const planned = await this.#parts.undos.planned(change)
    await planned.apply(randomUUID(), await planned.look(new Look()))
  }
}

function viewOf({ change, reservation, linger }: Work): PlanView {
  const { title, before, forward, because, standing, place } = change
  const isMoved = before !== null && forward !== null && before.engine !== forward.engine
  const ended = forward === null || isMoved ? before : null
  const reserving = reservation?.seen.view
  return planView({
    title,
    steps: numbered([
      ...(reserving && forward ? [message('step.forward-reserve', { address: forward.to })] : []),
      ...(ended ? removalSteps(ended) : []),
      ...(forward ? setSteps(forward, because ?? null) : []),
      ...(linger === null
        ? []
        : [message(linger ? 'step.forward-linger' : 'step.forward-linger-no-more')]),
    ]),
    warnings: [
      ...(reserving?.warnings ?? []),
      ...(forward && standing
        ? setWarnings(forward, before, standing, place?.standing === 'own')
        : []),
    ],
    asks: [...(reserving?.asks ?? []), ...(forward ? setAsks(forward, before) : [])],
    commands: [
      ...(reserving?.commands ?? []),
      ...(ended ? removalCommands(ended) : []),
      ...(forward ? setCommands(forward) : []),
      ...(linger === null ? [] : [commandLine(['loginctl', ...lingeringWords(linger)])]),
    ],
    lost: before && !forward ? [message('lost.forward', { forward: textOf(before) })] : [],
  })
}

/** All or nothing: what was there before comes back. */
async function replace(
  side: HostSide,
  before: Forward | null,
  after: Forward | null,
): Promise<void> {
  const isGone = before !== null && after?.engine !== before.engine
  if (isGone) await removeForward(side, before)
  if (!after) return
  try {
    await setForward(side, after)
  } catch (error) {
    if (before) await setForward(side, before).catch(() => undefined)
    throw error
  }
}

function idOf({ before, forward }: Pick<ForwardChange, 'before' | 'forward'>): string {
  return (forward ?? before)?.id ?? ''
}
