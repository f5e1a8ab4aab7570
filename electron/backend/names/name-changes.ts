/** What makes a machine known by a name, as one plan: its network's settings, and the host's lookup. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { NameWay } from '../../../shared/model/machine-names.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { freeHostName, withGuestName } from '../../../shared/rules/guest-names/network-names.ts'
import { withoutRegistering, withRegisteredDomain } from '../../../shared/rules/guest-names/ways.ts'
import { isDomainName } from '../../../shared/rules/networks/dns-problems.ts'
import type { ModuleChange } from '../../host/names/standing.ts'
import { runPackageHelper } from '../../host/package-helper.ts'
import { readNameStanding } from '../../host/names/standing.ts'
import type { HostSide } from '../../host/side.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { Networks } from '../networks/networks.ts'
import { Look, proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans, Seen } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { undoRecord } from '../plans/undo-schemas.ts'
import type { UndoRecord } from '../history/history.ts'
import { objectName, uuid } from '../../../shared/schemas/fields.ts'
import { namesView } from './name-views.ts'
import type { NamesTold } from './name-views.ts'
import { hasOwnNames, nameAmongNeighbours } from './named-nic.ts'
import type { NamedNic } from './named-nic.ts'

export interface NameChangeParts {
  side: HostSide
  inventory: InventoryStore
  plans: Plans
  undos: Undos
  editing: NetworkEditing
  networks: Networks
}

export interface NameWish {
  found: NamedNic
  way: NameWay
  on: boolean
  /** Null: as the way has it. */
  domain: string | null
}

const namesBack = z.object({
  machine: objectName,
  network: uuid,
  /** Of the network's definition. */
  edit: undoRecord.nullable(),
  restarts: z.boolean(),
  /** What was done to the host's lookup. */
  module: z.enum(['add', 'remove']).nullable(),
})
type NamesBack = z.infer<typeof namesBack>

interface Part {
  planned: PlannedChange
  seen: Seen
}

interface Work {
  network: string
  edit: Part | null
  restart: Part | null
  module: ModuleChange | null
  told: NamesTold
}

export class NameChanges {
  readonly #parts: NameChangeParts
  readonly #back: (data: NamesBack) => UndoRecord

  constructor(parts: NameChangeParts) {
    this.#parts = parts
    const plan = (data: NamesBack) => this.#planBack(data)
    this.#back = parts.undos.know('names', { schema: namesBack, plan })
  }

  /** @param make looks each time */
  plan(make: () => Promise<NameWish>): Promise<Plan> {
    return this.#parts.plans.add(this.#planned(async (look) => this.#work(look, await make())))
  }

  #planned(work: (look: Look) => Promise<Work>): PlannedChange<Work> {
    return proposal(
      async (look) => {
        const made = await work(look)
        const { edit, restart, module, told } = made
        const read = [edit?.seen.print ?? null, restart?.seen.print ?? null, module, told]
        return look.saw(viewOf(made), read, made)
      },
      ({ work: made }, id) => this.#carryOut(id, made),
    )
  }

  /** @throws PuenteError `names-impossible` */
  async #work(look: Look, { found, way, on, domain }: NameWish): Promise<Work> {
    const { network, stored } = found
    const { networks, editing } = this.#parts
    if (!network || !stored || !hasOwnNames(found)) throw impossible('no-network')
    if (on && way.how === null) throw impossible(way.hindrance)
    const after = on ? named(found, stored, way, domain) : { definition: unnamed(stored, way) }
    const isEdited = JSON.stringify(after.definition) !== JSON.stringify(stored)
    const restarts = isEdited && network.active && !isSameDomain(stored, after.definition)
    const edit = isEdited ? editing.plannedDefinition(network.uuid, () => after.definition) : null
    const restart = restarts ? networks.plannedRestart(network.uuid) : null
    const module = way.how === 'module' && way.on !== on ? (on ? 'add' : 'remove') : null
    if (!edit && !module) throw impossible('already')
    const { machine } = found
    return {
      ...{ network: network.uuid, module },
      edit: edit && { planned: edit, seen: await edit.look(look) },
      restart: restart && { planned: restart, seen: await restart.look(look) },
      told: {
        title: message(on ? 'plan.names' : 'plan.names-off', { machine: machine.name }),
        steps: [
          ...('guestName' in after && after.guestName !== null
            ? [message('step.names-guest', { name: after.guestName, network: network.name })]
            : []),
          ...domainSteps(network.name, stored, after.definition),
        ],
        warnings: hidesOthers(stored, after.definition)
          ? [message('warning.names-domain', { domain: after.definition.domain?.name ?? '' })]
          : [],
      },
    }
  }

  async #carryOut(id: string, work: Work): Promise<void> {
    const { edit, module } = work
    const edited = edit && (await edit.planned.apply(randomUUID(), edit.seen))
    try {
      if (work.restart) await this.#restart(work.network)
      if (module) await this.#changeModule(module)
    } catch (error) {
      if (edited) await this.#takeBack(edited.id, work).catch(() => undefined)
      throw error
    }
    const { undos } = this.#parts
    const taken = edited ? undos.take(edited.id) : null
    if (edited && !taken) return
    const { network, restart, told } = work
    const machine = String(told.title.params?.machine ?? '')
    const back = { machine, network, edit: taken, restarts: restart !== null, module }
    undos.remember(id, this.#back(back))
  }

  /** As it is stored by now. */
  async #restart(network: string): Promise<void> {
    const planned = this.#parts.networks.plannedRestart(network)
    await planned.apply(randomUUID(), await planned.look(new Look()))
  }

  async #changeModule(change: ModuleChange): Promise<void> {
    const { command, error } = await runPackageHelper(this.#parts.side, 'names', [change])
    if (error !== null) throw new PuenteError('administrator-failed', { command }, { cause: error })
  }

  async #takeBack(edited: string, { restart, network }: Work): Promise<void> {
    const planned = await this.#parts.undos.planned(edited)
    await planned.apply(randomUUID(), await planned.look(new Look()))
    if (restart) await this.#restart(network)
  }

  async #planBack(back: NamesBack): Promise<PlannedChange> {
    const { undos, networks, side } = this.#parts
    const { machine, network, restarts, module } = back
    const edit = back.edit && (await undos.plannedOf(back.edit))
    const again = restarts && edit ? networks.plannedRestart(network) : null
    return this.#planned(async (look) => {
      const isUsed = (await readNameStanding(side)).module === 'used'
      // Taken out, or put in, by somebody else meanwhile: nothing is left to do.
      const opposed = module && isUsed === (module === 'add') ? opposite[module] : null
      return {
        ...{ network, module: opposed },
        edit: edit && { planned: edit, seen: await edit.look(look) },
        restart: again && { planned: again, seen: await again.look(look) },
        told: { title: message('plan.undo-names', { machine }), steps: [], warnings: [] },
      }
    })
  }
}

const opposite: Record<ModuleChange, ModuleChange> = { add: 'remove', remove: 'add' }

function viewOf({ edit, restart, module, told }: Work) {
  return namesView({ told, module, edit: edit?.seen.view, restart: restart?.seen.view })
}

function named(
  found: NamedNic,
  stored: NetworkDefinition,
  way: NameWay,
  domain: string | null,
): { definition: NetworkDefinition; guestName: string | null } {
  const own = nameAmongNeighbours({ ...found, running: stored })
  if (own?.name === null && own.why === 'off') throw impossible('off')
  const isNameless = own?.name === null && ['not-told', 'shared'].includes(own.why)
  const guestName = isNameless ? freeHostName(found.machine.name, stored, found.named.leases) : null
  const told = guestName === null ? stored : withGuestName(stored, found.named, guestName)
  if (way.how !== 'resolver') return { definition: told, guestName }
  const wanted = domain ?? way.domain
  // Multicast DNS has that one.
  if (!isDomainName(wanted) || /(^|\.)local\.?$/i.test(wanted)) throw impossible('bad-domain')
  if (way.on && wanted === stored.domain?.name) return { definition: told, guestName }
  return { definition: withRegisteredDomain(told, wanted), guestName }
}

function unnamed(stored: NetworkDefinition, way: NameWay): NetworkDefinition {
  return way.how === 'resolver' ? withoutRegistering(stored) : stored
}

function domainSteps(network: string, before: NetworkDefinition, after: NetworkDefinition) {
  if (isSameDomain(before, after)) return []
  const domain = after.domain?.name ?? ''
  const key = after.domain?.register ? 'step.names-domain' : 'step.names-domain-off'
  return [message(key, { network, domain })]
}

/** Names of a domain that this network did not have for itself alone are asked of nobody else now. */
function hidesOthers(before: NetworkDefinition, after: NetworkDefinition): boolean {
  const isOwn = before.domain?.localOnly === true && before.domain.name === after.domain?.name
  return after.domain?.register === true && before.domain !== null && !isOwn
}

function isSameDomain(a: NetworkDefinition, b: NetworkDefinition): boolean {
  return JSON.stringify(a.domain) === JSON.stringify(b.domain)
}

function impossible(why: Extract<NameWay, { how: null }>['hindrance']): PuenteError {
  return new PuenteError('names-impossible', { why: `names.hindrance.${why}` })
}
