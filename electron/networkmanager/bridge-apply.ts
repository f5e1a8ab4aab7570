/**
 * Executes a bridge plan: nothing is decided here that the plan has not decided, except to go
 * back. Whatever ends it early, the host is brought back to what it was, and that is verified.
 */
import { PuenteError } from '../../shared/errors.ts'
import type { StepState } from '../../shared/model/plan.ts'
import { ClientLostError } from './client.ts'
import type { NetworkManagerClient } from './client.ts'
import type { CreateBridgePlan, RemoveBridgePlan } from './bridge-plan.ts'
import { originalUuid } from './bridge-profiles.ts'
import { Checkpoint } from './checkpoint.ts'
import { takeBaseline, verify } from './connectivity.ts'
import type { Baseline, ReportCheck } from './connectivity.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { devicePath } from './objects.ts'
import { keepMetrics, metricsOf } from './route-metric.ts'
import { requirePermissions } from './permissions.ts'
import {
  activate,
  activateBridge,
  addTemporaryProfile,
  deactivate,
  deleteProfile,
  storeProfile,
} from './profiles.ts'

/** How the one who asked follows the work and answers "Keep?". */
export interface Control {
  journal: Journal
  timing: Timing
  /** The libvirt network that goes with the bridge, for the journal. */
  network: string | null
  step(id: string, state: StepState): void
  check: ReportCheck
  /** Asks the person; null when no answer came in time, or `given up`. */
  answer(seconds: number, givenUp: AbortSignal): Promise<'keep' | 'revert' | null>
  /** From here on there is no way back, only forward. */
  keeping(): void
}

export interface Timing {
  /** How long a DHCP server may take, as long as NetworkManager itself waits for it. */
  addressMs: number
  /** How long the person may think. */
  answerSeconds: number
}

export const defaultTiming: Timing = { addressMs: 45_000, answerSeconds: 60 }

/** From a checkpoint's creation to the end of activation; far more than it needs. */
const ACTIVATION_SECONDS = 60
/** What NetworkManager's own timer gives on top of ours, so that ours is the one to end first. */
const MARGIN_SECONDS = 15
const PORT_ACTIVATION_MS = 20_000

/** Thrown through the checkpoint when the person wants the old state back, or did not answer. */
export class Reverted extends Error {
  readonly answered: boolean

  constructor(answered: boolean) {
    super('reverted')
    this.answered = answered
  }
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyCreateBridge(
  nm: NetworkManagerClient,
  plan: CreateBridgePlan,
  control: Control,
): Promise<void> {
  const { nic, names } = plan
  const baseline = await takeBaseline(nm, nic.name)
  const entry: JournalEntry = {
    kind: 'create-bridge',
    stage: 'applying',
    nic: nic.name,
    originalUuid: originalUuid(nic),
    ...names,
    addresses: baseline.addresses,
    gateway: baseline.gateway,
    metrics: metricsOf(nm.state, nic.name),
    checkpoint: null,
    network: control.network,
  }
  const checkpoint = await openCheckpoint(nm, entry, [nic.name], control)
  await during('profiles', control, async () => {
    await addTemporaryProfile(nm, plan.bridgeProfile)
    const port = await addTemporaryProfile(nm, plan.portProfile)
    await nm.until((state) => state.profiles.has(port), PORT_ACTIVATION_MS)
  })
  await during('activate', control, () => {
    const port = { uuid: names.portUuid, device: nic.name }
    return activateBridge(nm, names.bridgeUuid, port, PORT_ACTIVATION_MS)
  })
  await verifyAndAsk(nm, names.bridge, baseline, checkpoint, control)
  await during('store', control, async () => {
    await control.journal.write({ ...entry, stage: 'keeping', checkpoint: checkpoint.path })
    await storeProfile(nm, names.bridgeUuid)
    await storeProfile(nm, names.portUuid)
    await checkpoint.destroy()
  })
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyRemoveBridge(
  nm: NetworkManagerClient,
  plan: RemoveBridgePlan,
  control: Control,
): Promise<void> {
  const { view: _view, ...names } = plan
  const baseline = await takeBaseline(nm, plan.bridge)
  const entry: JournalEntry = {
    kind: 'remove-bridge',
    stage: 'applying',
    ...names,
    addresses: baseline.addresses,
    gateway: baseline.gateway,
    metrics: metricsOf(nm.state, plan.bridge),
    checkpoint: null,
    network: control.network,
  }
  const checkpoint = await openCheckpoint(nm, entry, [plan.nic, plan.bridge], control)
  await during('activate', control, async () => {
    await activate(nm, plan.originalUuid, plan.nic, control.timing.addressMs)
    await keepMetrics(nm, plan.nic, entry.metrics)
    await deactivate(nm, plan.bridge)
  })
  await verifyAndAsk(nm, plan.nic, baseline, checkpoint, control)
  await during('store', control, async () => {
    // Destroyed first: a rollback would bring a deleted profile back.
    await control.journal.write({ ...entry, stage: 'keeping', checkpoint: checkpoint.path })
    await checkpoint.destroy()
    await deleteProfile(nm, plan.portUuid)
    await deleteProfile(nm, plan.bridgeUuid)
  })
}

async function openCheckpoint(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  deviceNames: string[],
  control: Control,
): Promise<Checkpoint> {
  let checkpoint: Checkpoint | null = null
  await during('checkpoint', control, async () => {
    await requirePermissions(nm)
    await control.journal.write(entry)
    const devices = deviceNames.map((name) => requireDevice(nm, name))
    checkpoint = await createCheckpoint(nm, devices, control.journal)
    await control.journal.write({ ...entry, checkpoint: checkpoint.path })
  })
  return checkpoint as unknown as Checkpoint
}

/** Without a checkpoint nothing was begun, and the one that is there may be somebody else's. */
async function createCheckpoint(
  nm: NetworkManagerClient,
  devices: string[],
  journal: Journal,
): Promise<Checkpoint> {
  try {
    return await Checkpoint.create(nm, devices, ACTIVATION_SECONDS)
  } catch (error) {
    if (!nm.isLost) await journal.clear()
    throw error
  }
}

async function verifyAndAsk(
  nm: NetworkManagerClient,
  device: string,
  baseline: Baseline,
  checkpoint: Checkpoint,
  control: Control,
): Promise<void> {
  const { addressMs, answerSeconds } = control.timing
  await during('verify', control, async () => {
    await checkpoint.extend(addressMs / 1000 + ACTIVATION_SECONDS)
    await verify(nm, device, baseline, addressMs, control.check)
  })
  await checkpoint.extend(answerSeconds + MARGIN_SECONDS)
  const lost = new AbortController()
  if (nm.isLost) lost.abort()
  else nm.once('lost', () => lost.abort())
  const answer = await control.answer(answerSeconds, lost.signal)
  // A NetworkManager that was restarted has forgotten the checkpoint, and rolls nothing back.
  if (nm.isLost) throw new ClientLostError()
  if (answer !== 'keep') throw new Reverted(answer === 'revert')
  control.keeping()
}

async function during(id: string, control: Control, work: () => Promise<void>): Promise<void> {
  control.step(id, 'running')
  try {
    await work()
  } catch (error) {
    control.step(id, 'failed')
    throw error
  }
  control.step(id, 'done')
}

function requireDevice(nm: NetworkManagerClient, name: string): string {
  const path = devicePath(nm.state, name)
  if (!path) throw new PuenteError('interface-gone', { interface: name })
  return path
}
