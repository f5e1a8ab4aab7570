/** Carrying a bridge's plan out: the host's side under its checkpoint, then libvirt's. */
import type { MessageKey } from '../../../shared/locales.ts'
import { randomUUID } from 'node:crypto'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import type { HistoryOutcome, HistoryUndo } from '../../../shared/model/history.ts'
import { hasEnded } from '../../../shared/model/plan.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import {
  Reverted,
  asPuenteError,
  isOfTrunk,
  placeAfter,
  requirePermissions,
  restore,
} from '../../networkmanager/index.ts'
import type {
  BridgeEntry,
  Control,
  Journal,
  JournalEntry,
  NetworkManagerClient,
  Restored,
  Timing,
} from '../../networkmanager/index.ts'
import { hasLibvirtPart } from './bridge-libvirt.ts'
import type { BridgeLibvirt } from './bridge-libvirt.ts'
import type { HostSide } from '../../host/side.ts'
import type { Changes, RunningChange } from './changes.ts'
import type { History } from '../history/history.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { PlannedChange, Seen } from '../plans/plans.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

export interface WorkParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networkManager: NetworkManagerService
  changes: Changes
  journal: Journal
  history: History
  timing: Timing
  inLibvirt: BridgeLibvirt
  side: HostSide
  /** Who does it, for others who see it on the host. */
  by: string
  /** For a password that polkit wants at a far host. */
  ask: AskPerson
}

export interface Work {
  /** The host's side. */
  apply: (nm: NetworkManagerClient, control: Control) => Promise<void>
  /** What goes with it in libvirt. */
  network: string | null
  moveTo: string | null
  along: BridgeEntry['along']
  undo: HistoryUndo | null
}

/** How long a restarted NetworkManager may take to come back before we say that it is gone. */
const COME_BACK_MS = 60_000
/** How long a far host may be away: until it goes back by itself, and its switch lets it in again. */
const FAR_BACK_MS = 180_000
/** How long libvirt may take at the start, until it is said that its part is left undone. */
const LIBVIRT_MS = 30_000

export class BridgeWork {
  readonly #parts: WorkParts
  #recovering = false

  constructor(parts: WorkParts) {
    this.#parts = parts
  }

  /** A plan of it: it goes on after `apply`, and tells the history of its end itself. */
  planned<P>(look: PlannedChange<P>['look'], workOf: (seen: Seen<P>) => Work): PlannedChange<P> {
    const apply = (id: string, seen: Seen<P>) => this.#run(id, seen.view, workOf(seen))
    return { look, apply, endsItself: true }
  }

  /** @throws PuenteError `change-in-progress` */
  async #run(id: string, view: PlanView, work: Work): Promise<Change> {
    const { changes, networkManager } = this.#parts
    const [nm, running] = await this.#told(id, async () => {
      if (this.#recovering) throw new PuenteError('change-in-progress')
      return [networkManager.client, changes.begin(id, view)] as const
    })
    void this.#carryOut(running, nm, work).then(() => this.#remember(running.change, work))
    return running.settled
  }

  /**
   * Ends what an earlier run of the app left unfinished, and says so. NetworkManager's checkpoint
   * may have ended it already; then only the saying is left.
   */
  async recover(nm: NetworkManagerClient): Promise<void> {
    const { changes, journal } = this.#parts
    if (changes.isBusy || this.#recovering) return
    this.#recovering = true
    try {
      const entry = await journal.read()
      if (entry) await this.#recoverFrom(nm, entry)
    } finally {
      this.#recovering = false
    }
  }

  async #recoverFrom(nm: NetworkManagerClient, entry: JournalEntry): Promise<void> {
    const { journal, history } = this.#parts
    const { outcome, addresses } = await restore(nm, entry)
    const { kind } = entry
    const names = namesOf(entry)
    const state = addresses ? outcome : (`${outcome}-without-address` as const)
    if (outcome === 'finished' && entry.stage === 'applying') {
      this.#say('info', 'notice.kept-elsewhere', names)
    } else this.#say(addresses ? 'info' : 'warning', `notice.${kind}-${state}`, names)
    if (outcome === 'finished') {
      await this.#finishInLibvirt(entry)
      await journal.clear()
    } else await this.#undone(entry)
    const title = message(`plan.${kind}`, names)
    await history.recovered(outcome, title)
  }

  /** Machines lost their bridge with its removal, and get the one that is back. */
  async #undone(entry: JournalEntry): Promise<void> {
    const { journal, libvirt } = this.#parts
    await journal.clear()
    for (const { bridge, network } of bridgesBack(entry)) {
      if (libvirt.isConnected || network !== null) await this.#replug(bridge)
    }
  }

  async #replug(bridge: string): Promise<void> {
    const { libvirt, inLibvirt } = this.#parts
    try {
      await libvirt.whenConnected(LIBVIRT_MS)
      await inLibvirt.replug(bridge)
    } catch (error) {
      const { machines = '' } = toErrorData(error).params
      this.#say('warning', 'notice.machines-unplugged', { bridge, machines: String(machines) })
    }
  }

  async #finishInLibvirt(entry: JournalEntry): Promise<void> {
    if (!hasLibvirtPart(entry)) return
    await this.#parts.journal.write({ ...entry, stage: 'kept' })
    try {
      await this.#parts.libvirt.whenConnected(LIBVIRT_MS)
      await this.#parts.inLibvirt.carryOut(entry)
    } catch (error) {
      this.#tellLibvirtFailure(libvirtNameOf(entry), error)
    }
  }

  /**
   * Ends what another has begun, as if it were ours: an end that is cut off is ended by the next start.
   * @throws PuenteError
   */
  async takeOver(entry: BridgeEntry, how: 'keep' | 'revert'): Promise<void> {
    const { changes, journal, networkManager, side, ask } = this.#parts
    if (changes.isBusy || this.#recovering) throw new PuenteError('change-in-progress')
    this.#recovering = true
    using _asked = side.authenticating(ask)
    try {
      const nm = networkManager.client
      await requirePermissions(nm)
      const { noted: _, ...own } = entry
      const begun: BridgeEntry = { ...own, stage: how === 'keep' ? 'keeping' : 'applying' }
      await journal.write(begun)
      const { outcome, addresses } = await restore(nm, begun)
      if (outcome === 'finished') await this.#finishInLibvirt(begun)
      await journal.clear()
      if (how === 'keep' && outcome === 'undone') throw new PuenteError('others-not-kept')
      if (!addresses) throw new PuenteError('not-restored', { nic: nicOf(begun) })
    } finally {
      this.#recovering = false
    }
  }

  async #carryOut(running: RunningChange, nm: NetworkManagerClient, work: Work): Promise<void> {
    using _asked = this.#parts.side.authenticating(this.#parts.ask)
    try {
      await work.apply(nm, this.#control(running, work))
    } catch (error) {
      // Once the person has said Keep, what can still be finished is finished.
      if ((await this.#goBack(running, error)) !== 'finished') return
    }
    await this.#inLibvirt(running)
    await this.#parts.journal.clear()
    running.end('done')
  }

  #control(running: RunningChange, { network, moveTo, along }: Work): Control {
    const { journal, timing, by } = this.#parts
    return {
      ...{ journal, timing, by },
      network,
      moveTo,
      along,
      step: (id, state) => running.step(id, state),
      check: (id, state) => running.check(id, state),
      answer: (question, givenUp, prolong) => running.ask(question, givenUp, prolong),
      keeping: () => running.setPhase('keeping'),
      seeking: (isSeeking) => running.seek(isSeeking),
    }
  }

  /** Brings the old state back, whoever began to, and tells how it ended, unless `finished`. */
  async #goBack(running: RunningChange, reason: unknown): Promise<'undone' | 'finished'> {
    const isKept = running.phase === 'keeping'
    if (!isKept) running.setPhase('reverting')
    const { outcome, failure } = await this.#restore(running)
    if (outcome === 'finished' && !failure) {
      if (!isKept) this.#tellKeptElsewhere(running)
      return 'finished'
    }
    if (reason instanceof Reverted && reason.answered && !failure) {
      running.end('reverted')
      return 'undone'
    }
    const error = this.#failureOf(reason)
    const reached = failure ?? { code: 'rolled-back', params: {} }
    running.fail(failure ? 'failed' : 'reverted', { ...error.data, outcome: reached })
    return 'undone'
  }

  #tellKeptElsewhere({ change }: RunningChange): void {
    const bridge = String(change.title.params?.bridge ?? '')
    this.#say('info', 'notice.kept-elsewhere', { bridge })
  }

  #failureOf(reason: unknown): PuenteError {
    if (reason instanceof Reverted) return new PuenteError('not-answered')
    const error = asPuenteError(reason)
    // Its NetworkManager is where it was: it is the way there that has gone.
    const isCutOff = this.#parts.side.isFar && error.data.code === 'checkpoint-lost'
    return isCutOff ? new PuenteError('host-cut-off', {}, { cause: error.data.cause }) : error
  }

  /** `failure` is null when the host is as it was (or, finished, as it was to be). */
  async #restore(
    running: RunningChange,
  ): Promise<{ outcome: Restored['outcome']; failure: ErrorData | null }> {
    const { journal } = this.#parts
    const entry = await journal.read()
    if (!entry) return { outcome: 'undone', failure: null }
    try {
      const { outcome, addresses } = await this.#restoreFrom(running, entry)
      if (outcome === 'finished') await journal.write({ ...entry, stage: 'kept' })
      else await this.#undone(entry)
      const nic = placeAfter(entry, outcome)?.device ?? nicOf(entry)
      return { outcome, failure: addresses ? null : { code: 'not-restored', params: { nic } } }
    } catch (error) {
      // The journal stays: the next start, or NetworkManager's return, tries again.
      const { cause = 'unknown' } = toErrorData(error)
      const params = { nic: nicOf(entry) }
      return { outcome: 'undone', failure: { code: 'not-restored', params, cause } }
    }
  }

  /** A far host may be cut off once more in the middle of it. */
  async #restoreFrom(running: RunningChange, entry: JournalEntry): Promise<Restored> {
    const { networkManager, side } = this.#parts
    const deadline = Date.now() + (side.isFar ? FAR_BACK_MS : COME_BACK_MS)
    for (;;) {
      running.seek(side.isFar && !networkManager.isThere)
      const nm = await networkManager.nextClient(deadline - Date.now())
      running.seek(false)
      if (!nm) throw new PuenteError('networkmanager-missing')
      try {
        return await restore(nm, entry)
      } catch (error) {
        if (!side.isFar || !nm.isLost) throw error
      }
    }
  }

  /** The host's side is kept by now: a failure here is told, and takes nothing back. */
  async #inLibvirt(running: RunningChange): Promise<void> {
    const { journal, inLibvirt } = this.#parts
    const entry = await journal.read()
    if (!entry || !hasLibvirtPart(entry)) return
    const ids = running.change.steps.map(({ id }) => id).filter(isLibvirtStep)
    const mark = (state: 'running' | 'done' | 'failed') =>
      ids.forEach((id) => running.step(id, state))
    mark('running')
    try {
      await journal.write({ ...entry, stage: 'kept' })
      await inLibvirt.carryOut(entry)
      mark('done')
    } catch (error) {
      mark('failed')
      this.#tellLibvirtFailure(libvirtNameOf(entry), error)
    }
  }

  #tellLibvirtFailure(network: string, error: unknown): void {
    const { code, cause } = toErrorData(error)
    this.#say('error', 'notice.network-failed', { network, cause: cause ?? code })
  }

  #say(level: 'info' | 'warning' | 'error', key: MessageKey, params: Record<string, string>): void {
    const text = message(key, params)
    this.#parts.inventory.addNotice({ id: randomUUID(), level, text, at: Date.now() })
  }

  /** What can't even begin has ended, too. */
  async #told<T>(id: string, begin: () => Promise<T>): Promise<T> {
    try {
      return await begin()
    } catch (error) {
      await this.#parts.history.end(id, { outcome: 'failed', error: toErrorData(error) })
      throw error
    }
  }

  async #remember(change: Change, { undo }: Work): Promise<void> {
    if (!hasEnded(change)) return
    const { id, phase, error } = change
    const outcome: HistoryOutcome =
      phase === 'done' ? 'kept' : phase === 'failed' ? 'failed' : 'reverted'
    await this.#parts.history.end(id, { outcome, error, undo: outcome === 'kept' ? undo : null })
  }
}

function isLibvirtStep(id: string): boolean {
  return id.startsWith('network') || id.startsWith('move-') || id.startsWith('along-')
}

/** That were on their way out. */
function bridgesBack(entry: JournalEntry): { bridge: string; network: string | null }[] {
  if (entry.kind === 'remove-trunk') return entry.vlans
  return entry.kind === 'remove-bridge' ? [entry] : []
}

/** The NIC that the notices speak of. */
function nicOf(entry: JournalEntry): string {
  if (isOfTrunk(entry)) return entry.nic
  const { added, removed, bridge } = entry
  return added[0]?.nic ?? removed[0]?.nic ?? bridge
}

/** What the titles and notices are filled in with. */
function namesOf(entry: JournalEntry): Record<string, string> {
  const nic = nicOf(entry)
  if (!isOfTrunk(entry)) return { bridge: entry.bridge, nic, nics: nic }
  return { nic, vlans: fewNames(entry.vlans.map(({ id }) => String(id))) }
}

/** What libvirt's part is called where it fails. */
function libvirtNameOf(entry: JournalEntry): string {
  if (!isOfTrunk(entry)) return entry.network ?? entry.moveTo ?? entry.bridge
  return fewNames(entry.vlans.flatMap(({ network }) => network ?? []))
}
