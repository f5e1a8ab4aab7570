/** A change under a checkpoint: taken first, verified, and kept only when the person says so. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { StepState } from '../../../shared/model/plan.ts'
import { Checkpoint } from '../client/checkpoint.ts'
import { ClientLostError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { firstSeconds, holdOf } from './hold.ts'
import type { Hold } from './hold.ts'
import { verify } from './connectivity.ts'
import type { Baseline, ReportCheck } from './connectivity.ts'
import { checkLease } from './lease-check.ts'
import type { BridgeEntry, Journal, JournalEntry } from './journal.ts'
import { devicePath } from '../client/objects.ts'
import { whoseIn } from './note.ts'
import { requirePermissions } from '../client/permissions.ts'
import type { Lease } from '../bridge/addressing/lease.ts'
import type { BridgeStepId } from '../bridge/plan.ts'

/** How the one who asked follows the work and answers "Keep?". */
export interface Control {
  journal: Journal
  timing: Timing
  /** Who does it, for others who see it on the host: `bea@laptop`. */
  by: string
  /** The libvirt network that goes with the bridge, and where its machines go; for the journal. */
  network: string | null
  moveTo: string | null
  /** What is tied to a NIC or to the bridge by name, and follows; for the journal. */
  along: BridgeEntry['along']
  step(id: BridgeStepId, state: StepState): void
  check: ReportCheck
  /**
   * Asks the person; null when no answer came in time, or `given up`. `prolong` makes
   * NetworkManager wait as long again, when the person wants more time.
   */
  answer(
    question: Question,
    givenUp: AbortSignal,
    prolong: () => Promise<void>,
  ): Promise<'keep' | 'revert' | null>
  /** From here on there is no way back, only forward. */
  keeping(): void
  /** Is the host being looked for, which does not answer any more? */
  seeking(isSeeking: boolean): void
}

/** "Keep?" */
export interface Question {
  /** What speaks against going back: the way back may not lead to a host that is reached. */
  doubt: Message | null
  /** After so long without an answer it goes back; null: what works is not left without being told to. */
  seconds: number | null
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
    const asked = { seconds: firstSeconds(nm.side), whose: whoseIn(nm.state) }
    return await Checkpoint.create(nm, devices, asked)
  } catch (error) {
    if (!nm.isLost) await journal.clear()
    throw error
  }
}

/**
 * Checks that the host is as well connected as before.
 * @param leases what is written beside DHCP meanwhile
 * @returns what is to be known of a server that has not given the same again
 */
export async function verifyWith(
  nm: NetworkManagerClient,
  device: string,
  wanted: Baseline,
  hold: Hold,
  control: Control,
  leases: Lease[] = [],
): Promise<Message | null> {
  const { addressMs } = control.timing
  return during('verify', control, async () => {
    await hold.verifying(addressMs)
    const beside = { ...wanted, areBesideDhcp: leases.length > 0 }
    const verified = verify(nm, device, beside, addressMs, control.check).then(() =>
      checkLease(nm, device, leases, addressMs, control.check),
    )
    // What nobody could be asked about says nothing: first it is known whether the host is there.
    const judged = verified.catch((error: unknown) =>
      hold.heard().then(() => Promise.reject(error)),
    )
    return Promise.race([judged, untilLost(hold)])
  })
}

function untilLost(hold: Hold): Promise<never> {
  return new Promise<never>((_, reject) => {
    hold.lost.addEventListener('abort', () => void hold.heard().catch(reject), { once: true })
  })
}

/** @throws Reverted, ClientLostError, PuenteError `host-cut-off`, unless the person keeps it */
export async function askToKeep(
  nm: NetworkManagerClient,
  hold: Hold,
  control: Control,
  doubt: Message | null = null,
): Promise<void> {
  const { answerSeconds } = control.timing
  const prolong = () => hold.asking(answerSeconds)
  await prolong()
  const lost = new AbortController()
  if (nm.isLost) lost.abort()
  else nm.once('lost', () => lost.abort())
  const givenUp = AbortSignal.any([lost.signal, hold.lost])
  const question = doubt ? { doubt, seconds: null } : { doubt, seconds: answerSeconds }
  const answer = await control.answer(question, givenUp, prolong)
  // A NetworkManager that was restarted has forgotten the checkpoint, and rolls nothing back.
  if (nm.isLost) throw new ClientLostError()
  await hold.heard()
  if (answer !== 'keep') throw new Reverted(answer === 'revert')
  control.keeping()
}

export async function during<Result>(
  id: BridgeStepId,
  control: Control,
  work: () => Promise<Result>,
): Promise<Result> {
  control.step(id, 'running')
  try {
    const result = await work()
    control.step(id, 'done')
    return result
  } catch (error) {
    control.step(id, 'failed')
    throw error
  }
}

function requireDevice(nm: NetworkManagerClient, name: string): string {
  const path = devicePath(nm.state, name)
  if (!path) throw new PuenteError('interface-gone', { interface: name })
  return path
}
