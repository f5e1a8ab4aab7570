/** A change under a checkpoint: taken first, verified, and kept only when the person says so. */
import { PuenteError } from '../../../shared/errors.ts'
import type { StepState } from '../../../shared/model/plan.ts'
import { Checkpoint } from '../client/checkpoint.ts'
import { ClientLostError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { firstSeconds, holdOf } from './hold.ts'
import type { Hold } from './hold.ts'
import { verify } from './connectivity.ts'
import type { Baseline, ReportCheck } from './connectivity.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { devicePath } from '../client/objects.ts'
import { requirePermissions } from '../client/permissions.ts'
import type { BridgeStepId } from '../bridge/plan.ts'

/** How the one who asked follows the work and answers "Keep?". */
export interface Control {
  journal: Journal
  timing: Timing
  /** The libvirt network that goes with the bridge, and where its machines go; for the journal. */
  network: string | null
  moveTo: string | null
  /** What is tied to a NIC or to the bridge by name, and follows; for the journal. */
  along: JournalEntry['along']
  step(id: BridgeStepId, state: StepState): void
  check: ReportCheck
  /**
   * Asks the person; null when no answer came in time, or `given up`. `prolong` makes
   * NetworkManager wait as long again, when the person wants more time.
   */
  answer(
    seconds: number,
    givenUp: AbortSignal,
    prolong: () => Promise<void>,
  ): Promise<'keep' | 'revert' | null>
  /** From here on there is no way back, only forward. */
  keeping(): void
  /** Is the host being looked for, which does not answer any more? */
  seeking(isSeeking: boolean): void
}

export interface Timing {
  /** How long a DHCP server may take, as long as NetworkManager itself waits for it. */
  addressMs: number
  /** How long the person may think. */
  answerSeconds: number
}

export const defaultTiming: Timing = { addressMs: 45_000, answerSeconds: 60 }

/** Thrown through the checkpoint when the person wants the old state back, or did not answer. */
export class Reverted extends Error {
  readonly answered: boolean

  constructor(answered: boolean) {
    super('reverted')
    this.answered = answered
  }
}

export async function openCheckpoint(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  deviceNames: string[],
  control: Control,
): Promise<Hold> {
  let checkpoint: Checkpoint | null = null
  await during('checkpoint', control, async () => {
    await requirePermissions(nm)
    await control.journal.write(entry)
    const devices = deviceNames.map((name) => requireDevice(nm, name))
    checkpoint = await createCheckpoint(nm, devices, control.journal)
    await control.journal.write({ ...entry, checkpoint: checkpoint.path })
  })
  return holdOf(checkpoint as unknown as Checkpoint, nm.side, (isSilent) =>
    control.seeking(isSilent),
  )
}

/** Without a checkpoint nothing was begun, and the one that is there may be somebody else's. */
async function createCheckpoint(
  nm: NetworkManagerClient,
  devices: string[],
  journal: Journal,
): Promise<Checkpoint> {
  try {
    return await Checkpoint.create(nm, devices, firstSeconds(nm.side))
  } catch (error) {
    if (!nm.isLost) await journal.clear()
    throw error
  }
}

export async function verifyWith(
  nm: NetworkManagerClient,
  device: string,
  wanted: Baseline,
  hold: Hold,
  control: Control,
): Promise<void> {
  const { addressMs } = control.timing
  await during('verify', control, async () => {
    await hold.verifying(addressMs)
    const verified = verify(nm, device, wanted, addressMs, control.check)
    // What nobody could be asked about says nothing: first it is known whether the host is there.
    const judged = verified.catch((error: unknown) =>
      hold.heard().then(() => Promise.reject(error)),
    )
    await Promise.race([judged, untilLost(hold)])
  })
}

function untilLost(hold: Hold): Promise<void> {
  return new Promise((_, reject) => {
    hold.lost.addEventListener('abort', () => void hold.heard().catch(reject), { once: true })
  })
}

/** @throws Reverted, ClientLostError, PuenteError `host-cut-off`, unless the person keeps it */
export async function askToKeep(
  nm: NetworkManagerClient,
  hold: Hold,
  control: Control,
): Promise<void> {
  const { answerSeconds } = control.timing
  const prolong = () => hold.asking(answerSeconds)
  await prolong()
  const lost = new AbortController()
  if (nm.isLost) lost.abort()
  else nm.once('lost', () => lost.abort())
  const givenUp = AbortSignal.any([lost.signal, hold.lost])
  const answer = await control.answer(answerSeconds, givenUp, prolong)
  // A NetworkManager that was restarted has forgotten the checkpoint, and rolls nothing back.
  if (nm.isLost) throw new ClientLostError()
  await hold.heard()
  if (answer !== 'keep') throw new Reverted(answer === 'revert')
  control.keeping()
}

export async function during(
  id: BridgeStepId,
  control: Control,
  work: () => Promise<void>,
): Promise<void> {
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
