/** What others do to the host's network, or have left half done there: it is seen, and can be ended. */
import { PuenteError } from '../../../shared/errors.ts'
import type { TakeOverIntent } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { OthersChange, Plan, PlanView } from '../../../shared/model/plan.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { checkpointsIn, keptEntry, notesIn, secondsSince } from '../../networkmanager/index.ts'
import type { Journal, NetworkManagerClient, Note } from '../../networkmanager/index.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { planView } from '../plans/view.ts'
import { liveClient, readyClient } from './asked.ts'
import type { BridgeWork } from './bridge-work.ts'

export interface OthersParts {
  inventory: InventoryStore
  networkManager: NetworkManagerService
  plans: Plans
  journal: Journal
  work: BridgeWork
}

export class Others {
  readonly #parts: OthersParts

  constructor(parts: OthersParts) {
    this.#parts = parts
  }

  /** Looked at each time that anything of NetworkManager's has changed. */
  async read(nm: NetworkManagerClient): Promise<void> {
    const { others } = this.#parts.inventory
    const notes = notesIn(nm.state)
    const checkpoints = checkpointsIn(nm.state)
    if (notes.length + checkpoints.length === 0) return others.replace([])
    const own = await this.#parts.journal.read()
    const foreign = notes.filter(({ entry }) => !isOf(own, entry.bridgeUuid))
    const held = new Set(checkpoints.map(({ path }) => path))
    const unnamed = checkpoints.filter(({ path }) => {
      return own === null && !foreign.some(({ entry }) => entry.checkpoint === path)
    })
    const silent = unnamed.map(async ({ path, devices }): Promise<OthersChange> => {
      const since = await this.#since(nm, path)
      return { ...{ id: path, by: null, since, isHeld: true }, what: trialOn(devices) }
    })
    others.replace([
      ...foreign.map((note) => shown(note, held.has(note.entry.checkpoint ?? ''))),
      ...(await Promise.all(silent)),
    ])
  }

  /** @throws PuenteError `others-ended`, and why nothing can be changed */
  async planTakeOver({ id, how }: TakeOverIntent): Promise<Plan> {
    const { networkManager, plans, work } = this.#parts
    const nm = await readyClient(networkManager)
    return plans.propose<Note>(
      (look) => {
        const { state } = liveClient(networkManager, nm)
        const note = notesIn(state).find(({ entry }) => entry.bridgeUuid === id)
        if (!note) throw new PuenteError('others-ended')
        const isHeld = checkpointsIn(state).some(({ path }) => path === note.entry.checkpoint)
        return look.saw(viewOf(note, how, isHeld), note, note)
      },
      ({ work: note }) => {
        const { state } = networkManager.client
        const entry = how === 'keep' ? keptEntry(state, note) : note.entry
        return work.takeOver(entry, how)
      },
    )
  }

  /** The first time that it is seen: each look would else be another moment. */
  async #since(nm: NetworkManagerClient, path: string): Promise<number> {
    const known = this.#parts.inventory.others.items.get(path)
    return known?.since ?? Math.round(Date.now() - (await secondsSince(nm, path)) * 1000)
  }
}

function isOf(own: Awaited<ReturnType<Journal['read']>>, bridgeUuid: string): boolean {
  return own !== null && 'bridgeUuid' in own && own.bridgeUuid === bridgeUuid
}

function trialOn(devices: string[]): OthersChange['what'] {
  return message('plan.others-trial', { devices: fewNames(devices) })
}

function shown({ by, since, entry }: Note, isHeld: boolean): OthersChange {
  const { bridgeUuid: id, bridge, kind, added } = entry
  const nics = fewNames(added.map(({ nic }) => nic))
  return {
    ...{ id, by, since, isHeld },
    what: message(`plan.${kind}`, { bridge, nic: nics, nics }),
  }
}

/** Pure. */
function viewOf({ by, entry }: Note, how: TakeOverIntent['how'], isHeld: boolean): PlanView {
  const { bridge, network, added, bridgeUuid } = entry
  const nic = fewNames(added.map((port) => port.nic))
  const params = { bridge, by, nic }
  const steps =
    how === 'keep'
      ? [
          { id: 'store', text: message('step.keep-others', params) },
          ...(network === null
            ? []
            : [{ id: 'network', text: message('step.create-network', { network, bridge }) }]),
        ]
      : [{ id: 'revert', text: message('step.revert-others', params) }]
  const gone = [...added.map(({ uuid }) => uuid), bridgeUuid]
  const back = added.flatMap(({ nic: name, original }) =>
    original === null ? [] : [`nmcli connection up uuid ${original} ifname ${name}`],
  )
  const commands = gone.map((uuid) => `nmcli connection delete uuid ${uuid}`)
  return planView({
    title: message(`plan.${how}-others`, params),
    steps,
    warnings: isHeld ? [message('warning.others-at-it', params)] : [],
    interruption:
      how === 'revert' && entry.before !== null
        ? { what: message('interruption.host', params), seconds: 1 }
        : null,
    commands: how === 'keep' ? [] : [...commands, ...back],
  })
}
