/** A machine's, or a NIC's, definition given as text. */
import { randomUUID } from 'node:crypto'
import { LibvirtError, constants as C } from 'node-libvirt'
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../shared/errors.ts'
import type { NicRef } from '../../shared/model/machine.ts'
import { asPuenteError } from './failures.ts'
import { gone, locate, readDefinitionXml, readLives, refOf } from './lives.ts'
import { onMachine } from './machines.ts'
import { culpritIn } from './xml/blame.ts'
import { describeNic } from './xml/domain.ts'
import { ensure, lineOf, parse, serialize } from './xml/dom.ts'
import type { Element } from './xml/dom.ts'
import { asRunning, definitionOf } from './xml/nic/create.ts'
import { replaced } from './xml/nic/restore.ts'

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
  const update = (xml: string, like: Element) =>
    domain.updateDevice(asRunning(xml, like), { live: true })
  if (wanted.live && live) await update(wanted.live, live.element)
  try {
    if (wanted.stored && stored) {
      replaced(stored.element, parse(wanted.stored))
      await connection.defineDomain(serialize(lives.storedRoot as Element))
    }
  } catch (error) {
    if (undo.live && live) await update(undo.live, live.element)
    throw error
  }
  const after = live ? nic : refOf(describeNic(parse(wanted.stored ?? '')))
  return { do: 'replace', nic: after, ...undo }
}

/** The stored definition with this text for the NIC. @throws PuenteError `xml-invalid`, `nic-gone` */
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
    await checkMachine(connection, root, domain.name, { before, part })
  })
}

/**
 * Asks libvirt whether it would store this, without storing it: under the name of a machine that
 * exists and a UUID that does not, it checks the schema and the meaning, and then refuses.
 * What is stored already and would not pass either is not the text's fault.
 * @param part what the person has written of it, and sees the lines of
 * @throws PuenteError `xml-invalid`, with libvirt's words and the line
 */
export async function checkMachine(
  connection: Connection,
  root: Element,
  existingName: string,
  { before, part = root }: { before: Element; part?: Element },
): Promise<void> {
  const refusal = await refusalUnlessBefore(connection, root, before, existingName)
  if (refusal === null) return
  const { code, cause } = asPuenteError(refusal).data
  if (code !== 'libvirt-failed' || !(refusal instanceof LibvirtError)) throw asPuenteError(refusal)
  const isAccepted = async () => (await refusalOf(connection, root, existingName)) === null
  const culprit = await culpritIn(part, isAccepted)
  throw new PuenteError(
    'xml-invalid',
    { line: lineOf(culprit) },
    { cause: refusal.message ?? cause },
  )
}

/** Why libvirt would not store this; null also where it would not store what it has, either. */
export async function refusalUnlessBefore(
  connection: Connection,
  root: Element,
  before: Element,
  existingName: string,
): Promise<unknown> {
  const refusal = await refusalOf(connection, root, existingName)
  if (refusal === null || (await refusalOf(connection, before, existingName)) !== null) return null
  return refusal
}

async function refusalOf(
  connection: Connection,
  root: Element,
  existingName: string,
): Promise<unknown> {
  const probe = root.cloneNode(true) as Element
  ensure(probe, 'uuid').textContent = randomUUID()
  ensure(probe, 'name').textContent = existingName
  try {
    const stored = await connection.defineDomain(serialize(probe), { validate: true })
    // The machine of that name has gone this very moment.
    await stored.undefine()
    return null
  } catch (error) {
    const forItsName = error instanceof LibvirtError && error.code === C.VIR_ERR_OPERATION_FAILED
    return forItsName ? null : error
  }
}
