/** Editing the NICs of machines, running and stored. Each edit gives the one that undoes it. */
import { LibvirtError, constants as C } from 'node-libvirt'
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { Affects } from './affects.ts'
import { detachLive } from './detach.ts'
import { onMachine } from '../machines/machines.ts'
import { gone, locate, readLives, refOf } from '../machines/lives.ts'
import { changeNic, restoreChange } from './change.ts'
import type { NicChange, NicRestoration } from './change.ts'
import { redefine, replace } from './redefine.ts'
import type { NicReplacement, Redefinition } from './redefine.ts'
import type { NicDescription } from '../xml/domain.ts'
import { serialize } from '../xml/dom.ts'
import type { Element } from '../xml/dom.ts'
import { definitionOf } from '../xml/nic/create.ts'

export type NicEdit = PartEdit | NicReplacement | Redefinition

/** What takes another one back. */
export type NicUndoEdit = Exclude<NicEdit, NicChange>

/** Of a NIC only what a person has chosen. */
export type PartEdit =
  | { do: 'attach'; xml: string; affects: Affects }
  | { do: 'detach'; nic: NicRef; affects: Affects }
  | NicChange
  | NicRestoration

/**
 * @returns the edit that undoes it
 * @throws PuenteError `nic-gone`, `machine-state`, `detach-not-confirmed`
 */
export function editNic(
  connection: Connection,
  machine: string,
  edit: NicEdit,
): Promise<NicUndoEdit> {
  return onMachine(connection, machine, async (domain) => {
    try {
      if (edit.do === 'attach') return await attach(domain, edit)
      if (edit.do === 'detach') return await detach(connection, domain, edit)
      if (edit.do === 'replace') return await replace(connection, domain, edit)
      if (edit.do === 'redefine') return await redefine(connection, domain, edit)
      if (edit.do === 'restore') return await restoreChange(connection, domain, edit)
      return await changeNic(connection, domain, edit)
    } catch (error) {
      throw await whenStopped(domain, edit, error)
    }
  })
}

/** One NIC in full. @throws PuenteError `nic-gone` */
export function readNic(connection: Connection, machine: string, nic: NicRef): Promise<NicDetails> {
  return onMachine(connection, machine, async (domain) => {
    const { live, stored } = locate(await readLives(domain), nic)
    return {
      running: live?.settings ?? null,
      stored: stored?.settings ?? null,
      xml: {
        running: live && serialize(live.element),
        stored: stored && serialize(stored.element),
      },
    }
  })
}

/** The definitions of all its stored NICs, or of the running ones of a machine that is not stored. */
export function readNicDefinitions(connection: Connection, machine: string): Promise<string[]> {
  return onMachine(connection, machine, async (domain) => {
    const { live, stored, storedRoot } = await readLives(domain)
    return (storedRoot ? stored : live).map(({ element }) => definitionOf(element))
  })
}

/** Each of its NICs, as it runs and as it is stored. */
export function readNicTexts(
  connection: Connection,
  machine: string,
): Promise<{ running: string[]; stored: string[] }> {
  return onMachine(connection, machine, async (domain) => {
    const { live, stored } = await readLives(domain)
    const texts = (nics: NicDescription[]) => nics.map(({ element }) => serialize(element))
    return { running: texts(live), stored: texts(stored) }
  })
}

async function attach(
  domain: Domain,
  { xml, affects }: Extract<NicEdit, { do: 'attach' }>,
): Promise<NicUndoEdit> {
  const before = await readLives(domain)
  await domain.attachDevice(xml, affects)
  const after = await readLives(domain)
  const added =
    newcomer(before.live, after.live, ({ alias }) => alias) ??
    newcomer(before.stored, after.stored, ({ slot }) => slot)
  if (!added) throw new PuenteError('nic-gone', { mac: '' })
  return { do: 'detach', nic: refOf(added), affects }
}

/**
 * From a running machine first, and only when its guest has let go also from the stored
 * definition: libvirt answers "done" to a detach that the guest ignores, and removes the stored
 * copy all the same.
 */
async function detach(
  connection: Connection,
  domain: Domain,
  { nic, affects }: Extract<NicEdit, { do: 'detach' }>,
): Promise<NicUndoEdit> {
  const { live, stored } = locate(await readLives(domain), nic)
  if ((affects.live && !live) || (affects.config && !stored)) throw gone(nic)
  const xml = definitionOf(((affects.config && stored) || live || stored)?.element as Element)
  if (affects.live && live) await detachLive(connection, domain, live)
  if (affects.config && stored) {
    await domain.detachDevice(serialize(stored.element), { config: true })
  }
  return { do: 'attach', xml, affects }
}

function newcomer<K>(
  before: NicDescription[],
  after: NicDescription[],
  key: (nic: NicDescription) => K,
): NicDescription | undefined {
  const known = before.map(key)
  return after.find((nic) => !known.includes(key(nic)))
}

/** libvirt's "not running" is ours, when the machine has stopped a moment ago. */
async function whenStopped(domain: Domain, edit: NicEdit, error: unknown): Promise<unknown> {
  const live = reachesLive(edit)
  const invalid = error instanceof LibvirtError && error.code === C.VIR_ERR_OPERATION_INVALID
  if (!live || !invalid || (await domain.isActive())) return error
  return new PuenteError('machine-state', { machine: domain.name }, { cause: error })
}

function reachesLive(edit: NicEdit): boolean {
  if (edit.do === 'attach' || edit.do === 'detach') return edit.affects.live
  return edit.do !== 'redefine' && edit.live !== null
}
