/** Making and removing host bridges: the host's side through NetworkManager, then libvirt's. */
import { randomUUID } from 'node:crypto'
import { PuenteError, toErrorData } from '../../shared/errors.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { CreateBridgeIntent, RemoveBridgeIntent } from '../../shared/contract.ts'
import { message } from '../../shared/message.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { isNetworkName } from '../../shared/rules/names.ts'
import {
  Reverted,
  applyCreateBridge,
  applyRemoveBridge,
  asPuenteError,
  endsOnBridge,
  planCreateBridge,
  planRemoveBridge,
  restore,
} from '../networkmanager/index.ts'
import type {
  Control,
  Journal,
  NetworkManagerClient,
  Restored,
  Timing,
} from '../networkmanager/index.ts'
import { machinesOnBridge, networksMadeFor } from './attachments.ts'
import type { Changes, RunningChange } from './changes.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import type { NetworkManagerService } from './networkmanager-service.ts'
import type { Plans } from './plans.ts'
import { createNetworkCommands, removeNetworkCommands } from './virsh-commands.ts'

/** What the libvirt side of a bridge's life needs of the rest of the backend. */
export interface BridgeParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networkManager: NetworkManagerService
  changes: Changes
  plans: Plans
  journal: Journal
  timing: Timing
}

interface Work {
  /** The host's side, under the checkpoint. */
  apply: (nm: NetworkManagerClient, control: Control) => Promise<void>
  /** libvirt's side, once the host's is kept. */
  afterwards: () => Promise<void>
}

/** How long a restarted NetworkManager may take to come back before we say that it is gone. */
const COME_BACK_MS = 60_000

export class Bridges {
  readonly #parts: BridgeParts

  constructor(parts: BridgeParts) {
    this.#parts = parts
  }

  planCreate(intent: CreateBridgeIntent): Plan {
    const uuids = { bridge: randomUUID(), port: randomUUID() }
    const asked = { nic: intent.nic, bridge: intent.name }
    const { networkManager, plans } = this.#parts
    const plan = () => {
      if (intent.network !== null) this.#requireFreeNetworkName(intent.network)
      return planCreateBridge(networkManager.client.state, asked, uuids)
    }
    const view = () => withNetwork(plan().view, intent)
    return plans.add({
      view: view(),
      replan: view,
      apply: (id) => {
        const current = plan()
        return this.#run(id, view(), intent.network, {
          apply: (nm, control) => applyCreateBridge(nm, current, control),
          afterwards: () => this.#createNetwork(intent),
        })
      },
    })
  }

  planRemove({ bridge }: RemoveBridgeIntent): Plan {
    const { networkManager, plans } = this.#parts
    const plan = () => planRemoveBridge(networkManager.client.state, bridge)
    const view = () => this.#withAttachments(plan().view, bridge)
    return plans.add({
      view: view(),
      replan: view,
      apply: (id) => {
        const current = plan()
        const [network] = networksMadeFor(this.#parts.inventory, bridge)
        return this.#run(id, view(), network?.name ?? null, {
          apply: (nm, control) => applyRemoveBridge(nm, current, control),
          afterwards: () => this.#removeNetworks(bridge),
        })
      },
    })
  }

  /**
   * Ends what an earlier run of the app left unfinished, and says so. NetworkManager's checkpoint
   * may have ended it already; then only the saying is left.
   */
  async recover(nm: NetworkManagerClient): Promise<void> {
    const { changes, journal, inventory } = this.#parts
    if (changes.isBusy) return
    const entry = await journal.read()
    if (!entry) return
    const { outcome, addresses } = await restore(nm, entry)
    await journal.clear()
    const { bridge, nic } = entry
    const state = addresses ? outcome : `${outcome}-without-address`
    inventory.addNotice({
      id: randomUUID(),
      level: addresses ? 'info' : 'warning',
      text: message(`notice.${entry.kind}-${state}`, { bridge, nic }),
      at: Date.now(),
    })
  }

  async #run(
    id: string,
    view: Omit<Plan, 'id'>,
    network: string | null,
    work: Work,
  ): Promise<Change> {
    const { changes, networkManager } = this.#parts
    const nm = networkManager.client
    const running = changes.begin(id, view)
    void this.#carryOut(running, nm, network, work)
    return running.settled
  }

  async #carryOut(
    running: RunningChange,
    nm: NetworkManagerClient,
    network: string | null,
    work: Work,
  ): Promise<void> {
    try {
      await work.apply(nm, this.#control(running, network))
    } catch (error) {
      // Once the person has said Keep, what can still be finished is finished.
      if ((await this.#goBack(running, error)) !== 'finished') return
    }
    await this.#parts.journal.clear()
    await this.#inLibvirt(running, network, work.afterwards)
    running.end('done')
  }

  #control(running: RunningChange, network: string | null): Control {
    const { journal, timing } = this.#parts
    return {
      journal,
      timing,
      network,
      step: (id, state) => running.step(id, state),
      check: (id, state) => running.check(id, state),
      answer: (seconds, givenUp) => running.ask(seconds, givenUp),
      keeping: () => running.setPhase('keeping'),
    }
  }

  /** Brings the old state back, whoever began to, and tells how it ended, unless `finished`. */
  async #goBack(running: RunningChange, reason: unknown): Promise<'undone' | 'finished'> {
    if (running.change.phase !== 'keeping') running.setPhase('reverting')
    const { outcome, failure } = await this.#restore()
    if (outcome === 'finished' && !failure) return 'finished'
    if (reason instanceof Reverted && reason.answered && !failure) {
      running.end('reverted')
      return 'undone'
    }
    const error =
      reason instanceof Reverted ? new PuenteError('not-answered') : asPuenteError(reason)
    const reached = failure ?? { code: 'rolled-back', params: {} }
    running.fail(failure ? 'failed' : 'reverted', { ...error.data, outcome: reached })
    return 'undone'
  }

  /** `failure` is null when the host is as it was (or, finished, as it was to be). */
  async #restore(): Promise<{ outcome: Restored['outcome']; failure: ErrorData | null }> {
    const { journal, networkManager } = this.#parts
    const entry = await journal.read()
    if (!entry) return { outcome: 'undone', failure: null }
    try {
      const nm = await networkManager.nextClient(COME_BACK_MS)
      if (!nm) throw new PuenteError('networkmanager-missing')
      const { outcome, addresses } = await restore(nm, entry)
      await journal.clear()
      const nic = endsOnBridge(entry, outcome) ? entry.bridge : entry.nic
      return { outcome, failure: addresses ? null : { code: 'not-restored', params: { nic } } }
    } catch (error) {
      // The journal stays: the next start, or NetworkManager's return, tries again.
      const { cause = 'unknown' } = toErrorData(error)
      const params = { nic: entry.nic }
      return { outcome: 'undone', failure: { code: 'not-restored', params, cause } }
    }
  }

  /** The host's side is kept by now: a failure here is told, and takes nothing back. */
  async #inLibvirt(
    running: RunningChange,
    network: string | null,
    work: () => Promise<void>,
  ): Promise<void> {
    if (network === null) return
    running.step('network', 'running')
    try {
      await work()
      running.step('network', 'done')
    } catch (error) {
      running.step('network', 'failed')
      const { code, cause } = toErrorData(error)
      this.#parts.inventory.addNotice({
        id: randomUUID(),
        level: 'error',
        text: message('notice.network-failed', { network, cause: cause ?? code }),
        at: Date.now(),
      })
    }
  }

  async #createNetwork({ network, name }: CreateBridgeIntent): Promise<void> {
    const { libvirt, connection } = this.#parts.libvirt.managing
    if (network !== null) await libvirt.createHostBridgeNetwork(connection, network, name)
  }

  async #removeNetworks(bridge: string): Promise<void> {
    const { libvirt, connection } = this.#parts.libvirt.managing
    for (const { uuid } of networksMadeFor(this.#parts.inventory, bridge)) {
      await libvirt.removeNetwork(connection, uuid)
    }
  }

  #requireFreeNetworkName(network: string): void {
    if (!isNetworkName(network)) throw new PuenteError('network-name-invalid', { network })
    void this.#parts.libvirt.managing
    const names = [...this.#parts.inventory.networks.items.values()].map(({ name }) => name)
    if (names.includes(network)) throw new PuenteError('network-name-taken', { network })
  }

  #withAttachments(view: Omit<Plan, 'id'>, bridge: string): Omit<Plan, 'id'> {
    const { inventory } = this.#parts
    const machines = machinesOnBridge(inventory, bridge)
    const networks = networksMadeFor(inventory, bridge).map(({ name }) => name)
    const cut = message('warning.machines-cut', { bridge, machines: machines.join(', ') })
    return {
      ...view,
      warnings: machines.length > 0 ? [cut, ...view.warnings] : view.warnings,
      steps: [
        ...view.steps,
        ...networks.map((network) => ({
          id: 'network',
          text: message('step.remove-network', { network }),
        })),
      ],
      commands: [...view.commands, ...networks.flatMap(removeNetworkCommands)],
    }
  }
}

function withNetwork(view: Omit<Plan, 'id'>, intent: CreateBridgeIntent): Omit<Plan, 'id'> {
  const { network, name: bridge } = intent
  if (network === null) return view
  const step = { id: 'network', text: message('step.create-network', { network, bridge }) }
  return {
    ...view,
    steps: [...view.steps, step],
    commands: [...view.commands, ...createNetworkCommands(network, bridge)],
  }
}
