/** Would libvirt take it, as far as can be known without asking it to? */
import type { Connection } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { schemaOf } from './schemas.ts'
import type { Schema } from './schemas.ts'
import { culpritIn } from '../xml/blame.ts'
import { lineOf, serialize } from '../xml/dom.ts'
import type { Element } from '../xml/dom.ts'

/**
 * What is stored already and would not pass either is not the text's fault. What means nothing to
 * libvirt although its schema has it, libvirt says when it is stored.
 * @param before as it is stored; null for a new one
 * @param part what the person has written of it, and sees the lines of
 * @throws PuenteError `xml-invalid`, with the checker's words and the line
 */
export async function requireValidXml(
  connection: Connection,
  root: Element,
  { before, part = root }: { before: Element | null; part?: Element },
): Promise<void> {
  const schema = await schemaFor(connection, root)
  const complaint = complaintOf(schema, root, before)
  if (!schema || complaint === null) return
  const culprit = culpritIn(part, () => schema(serialize(root)) === null)
  throw new PuenteError('xml-invalid', { line: lineOf(culprit) }, { cause: complaint })
}

/** What is wrong with a whole definition by its schema; null for nothing, or nothing new. */
export async function complaintAbout(
  connection: Connection,
  root: Element,
  before: Element,
): Promise<string | null> {
  return complaintOf(await schemaFor(connection, root), root, before)
}

function schemaFor(connection: Connection, root: Element): Promise<Schema | null> {
  return schemaOf(connection, root.nodeName === 'network' ? 'network' : 'domain')
}

function complaintOf(schema: Schema | null, root: Element, before: Element | null): string | null {
  const complaint = schema?.(serialize(root)) ?? null
  if (!schema || complaint === null) return null
  return before && schema(serialize(before)) !== null ? null : complaint
}
