/** Changing parts of a NIC, running and stored, and giving it back what it had. */
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import type { NicChanges, NicPart, NicSettings } from '../../../shared/model/nic-settings.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import { pick } from '../../../shared/rules/nic-changes.ts'
import { gone, locate, readDefinitionXml, readLives } from '../machines/lives.ts'
import type { Lives } from '../machines/lives.ts'
import { onMachine } from '../machines/machines.ts'
import { pullCable } from './pull-cable.ts'
import { stayingPlugged } from './replug.ts'
import { complaintAbout } from '../connection/validity.ts'
import { isByKind, setBootOrder } from '../xml/boot.ts'
import { canonical } from '../xml/definition/differences.ts'
import { describeNics } from '../xml/domain.ts'
import type { NicDescription } from '../xml/domain.ts'
import { format, parse, serialize } from '../xml/dom.ts'
import type { Element } from '../xml/dom.ts'
import type { LostPart } from '../xml/nic/belongings.ts'
import { forgetNetwork } from '../xml/nic/create.ts'
import { pendingParts, untakenParts } from '../xml/nic/pairs.ts'
import { restoreNic } from '../xml/nic/restore.ts'
import type { Exchange } from '../xml/nic/restore.ts'
import { applyChanges } from '../xml/nic/write.ts'

/** What changes in the running machine, and what in its definition; null for nothing. */
export interface NicChange {
  do: 'change'
  nic: NicRef
  live: NicChanges | null
  stored: NicChanges | null
  /** Where the cable leads afterwards, if that changes: what can't be there goes. */
  place: Place | null
  /** Has the guest then ask for an address anew, because it is somewhere else? */
  renew?: boolean
}

/** Takes a change back, with whatever had to go with it. */
export interface NicRestoration {
  do: 'restore'
  nic: NicRef
  live: Exchange | null
  stored: (Exchange & { definition: Exchange }) | null
  /** What becomes different by it, as a person reads it. */
  changes: NicChanges
  renew?: boolean
}

/** What a change will make of the stored definition. */
export interface NicPreview {
  lost: LostPart[]
  /** The machine's definition before and after, where more of it than the NIC changes. */
  definition: { before: string; after: string } | null
}

/** @returns what takes it back */
export async function changeNic(
  connection: Connection,
  domain: Domain,
  edit: NicChange,
): Promise<NicRestoration> {
  const lives = await readLives(domain)
  const { live, stored } = located(lives, edit.nic, edit)
  const liveUndo =
    edit.live && live ? await changeLive({ connection, domain }, live, edit.live, edit.place) : null
  const nic = refAfter(edit, live !== null)
  try {
    const storedUndo =
      edit.stored && stored
        ? await changeStored({ connection, domain, nic, lives }, stored, edit.stored, edit.place)
        : null
    if (edit.renew && live) await pullCable(domain, live.alias)
    const before = ((edit.stored && stored) || live)?.settings as NicSettings
    const changes = pick(before, partsOf({ ...edit.live, ...edit.stored }))
    const renew = edit.renew && { renew: true }
    return { do: 'restore', nic, live: liveUndo, stored: storedUndo, changes, ...renew }
  } catch (error) {
    if (liveUndo && live) await restoreLive(connection, domain, live.alias, liveUndo)
    throw error
  }
}

/** @returns what takes that back in turn */
export async function restoreChange(
  connection: Connection,
  domain: Domain,
  edit: NicRestoration,
): Promise<NicRestoration> {
  const lives = await readLives(domain)
  const { live, stored } = located(lives, edit.nic, edit)
  const before = ((edit.stored && stored) || live)?.settings as NicSettings
  const changes = pick(before, partsOf(edit.changes))
  if (edit.live && live) await restoreLive(connection, domain, live.alias, edit.live)
  try {
    if (edit.stored && stored) await restoreStored(connection, domain, lives, stored, edit.stored)
  } catch (error) {
    if (edit.live && live) await restoreLive(connection, domain, live.alias, turned(edit.live))
    throw error
  }
  if (edit.renew && live) await pullCable(domain, live.alias)
  const nic = live ? edit.nic : { ...edit.nic, mac: edit.changes.mac ?? edit.nic.mac }
  return {
    ...{ ...edit, nic, changes },
    live: edit.live && turned(edit.live),
    stored: edit.stored && {
      ...turned(edit.stored),
      definition: turned(edit.stored.definition),
    },
  }
}

/**
 * What the change makes of the stored definition; its schema says whether it could be stored.
 * @throws PuenteError `boot-order-taken`, `nic-gone`, `machine-change-refused`
 */
export function previewNic(
  connection: Connection,
  machine: string,
  { nic, live, stored: changes, place }: NicChange,
): Promise<NicPreview> {
  return onMachine(connection, machine, async (domain) => {
    const lives = await readLives(domain)
    const found = located(lives, nic, { live, stored: changes })
    const root = lives.storedRoot
    if (!changes || !found.stored || !root) {
      const copy = found.live?.element.cloneNode(true) as Element
      return { lost: live ? applyChanges(copy, live, place) : [], definition: null }
    }
    const before = root.cloneNode(true) as Element
    const byKind = isByKind(root)
    const lost = applyToDefinition(root, found.stored.element, changes, place)
    const complaint = await complaintAbout(connection, root, before)
    if (complaint !== null) {
      const params = { machine: domain.name }
      throw new PuenteError('machine-change-refused', params, { cause: complaint })
    }
    const whole = byKind && !isByKind(root)
    return { lost, definition: whole ? await shown(domain, nic, changes, place) : null }
  })
}

/** As it is shown: without the passwords that are stored along. */
async function shown(
  domain: Domain,
  nic: NicRef,
  changes: NicChanges,
  place: Place | null,
): Promise<NicPreview['definition']> {
  const root = parse(await domain.getXml({ inactive: true }))
  const before = format(root)
  const lives = { ...(await readLives(domain)), storedRoot: root, stored: describeNics(root) }
  const { stored } = locate(lives, nic)
  if (stored) applyToDefinition(root, stored.element, changes, place)
  return { before, after: format(root) }
}

function applyToDefinition(
  root: Element,
  nic: Element,
  changes: NicChanges,
  place: Place | null,
): LostPart[] {
  const { bootOrder, ...rest } = changes
  const lost = applyChanges(nic, rest, place)
  if (bootOrder !== undefined) setBootOrder(root, nic, bootOrder)
  return lost
}

interface Storing {
  connection: Connection
  domain: Domain
  /** As it is called afterwards. */
  nic: NicRef
  lives: Lives
}

async function changeStored(
  { connection, domain, nic, lives }: Storing,
  { element }: NicDescription,
  changes: NicChanges,
  place: Place | null,
): Promise<NonNullable<NicRestoration['stored']>> {
  const root = lives.storedRoot as Element
  const former = serialize(element)
  const before = await readDefinitionXml(domain)
  applyToDefinition(root, element, changes, place)
  // Stored NICs are changed by their MAC otherwise, which may be what changes.
  await connection.defineDomain(serialize(root))
  const now = await readLives(domain)
  const after = locate(now, nic).stored
  const untaken = after ? untakenParts(changes, after.settings) : partsOf(changes)
  if (!after || untaken.length > 0) {
    await connection.defineDomain(before)
    throw notTaken(nic.mac, untaken)
  }
  const left = await readDefinitionXml(domain)
  return {
    ...{ former, left: serialize(after.element) },
    definition: { former: before, left },
  }
}

/** The cable is plugged over on the host's side; the guest keeps its card. */
async function changeLive(
  { connection, domain }: Pick<Storing, 'connection' | 'domain'>,
  { element, alias, tap, settings }: NicDescription,
  changes: NicChanges,
  place: Place | null,
): Promise<Exchange> {
  const former = serialize(element)
  const wanted = parse(former)
  applyChanges(wanted, changes, place)
  await update(connection, domain, wanted, tap)
  const after = (await readLives(domain)).live.find((nic) => nic.alias === alias)
  const exchange = { former, left: after ? serialize(after.element) : serialize(wanted) }
  const untaken = after ? untakenParts(changes, after.settings, pendingParts) : []
  if (untaken.length > 0) {
    await restoreLive(connection, domain, alias, exchange)
    throw notTaken(settings.mac, untaken)
  }
  return exchange
}

async function restoreLive(
  connection: Connection,
  domain: Domain,
  alias: string | null,
  exchange: Exchange,
): Promise<void> {
  const nic = (await readLives(domain)).live.find((one) => one.alias === alias)
  if (!nic) return
  await update(connection, domain, restoreNic(parse(serialize(nic.element)), exchange), nic.tap)
}

async function update(
  connection: Connection,
  domain: Domain,
  nic: Element,
  tap: string | null,
): Promise<void> {
  forgetNetwork(nic)
  await stayingPlugged(connection, domain, tap, () =>
    domain.updateDevice(serialize(nic), { live: true }),
  )
}

/** Letter by letter where nobody has changed anything of the machine since. */
async function restoreStored(
  connection: Connection,
  domain: Domain,
  lives: Lives,
  { element }: NicDescription,
  exchange: NonNullable<NicRestoration['stored']>,
): Promise<void> {
  const { former, left } = exchange.definition
  if (isSame(await readDefinitionXml(domain), left)) {
    await connection.defineDomain(former)
    return
  }
  restoreNic(element, exchange)
  await connection.defineDomain(serialize(lives.storedRoot as Element))
}

/** @throws PuenteError `nic-gone` where it is not in a life that is to be changed */
function located(lives: Lives, nic: NicRef, edit: { live: unknown; stored: unknown }) {
  const { live, stored } = locate(lives, nic)
  if ((edit.live && !live) || (edit.stored && !stored)) throw gone(nic)
  return { live, stored }
}

/** A running NIC keeps its name; one that is only stored goes by the MAC that it got. */
function refAfter({ nic, stored }: NicChange, plugged: boolean): NicRef {
  return plugged ? nic : { ...nic, mac: stored?.mac ?? nic.mac }
}

/** Passwords that were filled in again may stand at another place among the others. */
function isSame(now: string, left: string): boolean {
  return now === left || canonical(parse(now)) === canonical(parse(left))
}

function turned({ former, left }: Exchange): Exchange {
  return { former: left, left: former }
}

function partsOf(changes: NicChanges): NicPart[] {
  return Object.keys(changes) as NicPart[]
}

function notTaken(mac: string, [part]: NicPart[]): PuenteError {
  return new PuenteError('nic-part-not-taken', { mac, part: `nic.part.${part ?? 'source'}` })
}
