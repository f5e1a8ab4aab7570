/** A machine's, or a NIC's, definition given as text. */
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import { stayingPlugged } from './replug.ts'
import { gone, locate, readDefinitionXml, readLives, refOf } from '../machines/lives.ts'
import { onMachine } from '../machines/machines.ts'
import { requireValidXml } from '../connection/validity.ts'
import { describeNic } from '../xml/domain.ts'
import type { NicDescription } from '../xml/domain.ts'
import { parse, serialize } from '../xml/dom.ts'
import type { Element } from '../xml/dom.ts'
import { asRunning, definitionOf } from '../xml/nic/create.ts'
import { replaced } from '../xml/nic/restore.ts'

/** The whole of a NIC, in each life that is to have it; null leaves that life alone. */
export interface NicReplacement {
  do: 'replace'
  nic: NicRef
  live: string | null
  stored: string | null
}

/** The whole stored definition of a machine. */
export interface Redefinition {
  do: 'redefine'
  xml: string
}

/** The stored definition, passwords and all. @throws PuenteError `machine-not-stored` */
export function readDefinition(connection: Connection, machine: string): Promise<string> {
  return onMachine(connection, machine, async (domain) => {
    if (!(await domain.isPersistent())) {
      throw new PuenteError('machine-not-stored', { machine: domain.name })
    }
    return readDefinitionXml(domain)
  })
}

/** @returns what takes it back */
export async function redefine(
  connection: Connection,
  domain: Domain,
  { xml }: Redefinition,
): Promise<Redefinition> {
  const before = await readDefinitionXml(domain)
  await connection.defineDomain(xml)
  return { do: 'redefine', xml: before }
}

/** The running one first, which the hypervisor may refuse. @returns what takes it back */
export async function replace(
  connection: Connection,
  domain: Domain,
  { nic, ...wanted }: NicReplacement,
): Promise<NicReplacement> {
  const lives = await readLives(domain)
  const { live, stored } = locate(lives, nic)
  if ((wanted.live && !live) || (wanted.stored && !stored)) throw gone(nic)
  const undo = {
    live: wanted.live && live && serialize(live.element),
    stored: wanted.stored && stored && definitionOf(stored.element),
  }
  const update = (xml: string, { element, tap }: NicDescription) =>
    stayingPlugged(connection, domain, tap, () =>
      domain.updateDevice(asRunning(xml, element), { live: true }),
    )
  if (wanted.live && live) await update(wanted.live, live)
  try {
    if (wanted.stored && stored) {
      replaced(stored.element, parse(wanted.stored))
      await connection.defineDomain(serialize(lives.storedRoot as Element))
    }
  } catch (error) {
    if (undo.live && live) await update(undo.live, live)
    throw error
  }
  const after = live ? nic : refOf(describeNic(parse(wanted.stored ?? '')))
  return { do: 'replace', nic: after, ...undo }
}

/**
 * The stored definition with this text for the NIC, by libvirt's schema.
 * @throws PuenteError `xml-invalid`, `nic-gone`
 */
export function checkNic(
  connection: Connection,
  machine: string,
  nic: NicRef,
  wanted: Element,
): Promise<void> {
  return onMachine(connection, machine, async (domain) => {
    const { storedRoot: root, ...lives } = await readLives(domain)
    const { stored } = locate({ ...lives, storedRoot: root }, nic)
    if (!stored || !root) throw gone(nic)
    const before = root.cloneNode(true) as Element
    const part = replaced(stored.element, wanted)
    await requireValidXml(connection, root, { before, part })
  })
}
