/** What takes edits of NICs back, as it is kept on disk, and what of that is believed. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { nicParts } from '../../../shared/model/nic-settings.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'
import { pick } from '../../../shared/rules/nic-changes.ts'
import { nicRef, objectName, uuid } from '../../../shared/schemas/fields.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'
import { parse, text } from '../../libvirt/xml/dom.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import type { NicUndoEdit } from '../../libvirt/index.ts'
import { withPasswordsOf, withoutPasswords } from '../history/secrets.ts'
import { sentence } from '../history/entries.ts'

const LONGEST = 400_000

const isXmlOf = (root: 'interface' | 'domain' | 'filter') => (xml: string) => {
  try {
    if (root === 'filter') return parse(xml).nodeName === root
    return screenXml(xml, root, parse(xml)) !== null
  } catch {
    return false
  }
}
export const nicText = z.string().max(LONGEST).refine(isXmlOf('interface'))
const definition = z.string().max(LONGEST).refine(isXmlOf('domain'))
export const filterText = z.string().max(LONGEST).refine(isXmlOf('filter'))

const affects = z.object({ live: z.boolean(), config: z.boolean() })
const exchange = z.object({ former: nicText, left: nicText })
const whole = z.object({ former: definition, left: definition })
const edit = z.discriminatedUnion('do', [
  z.object({ do: z.literal('attach'), xml: nicText, affects }),
  z.object({ do: z.literal('detach'), nic: nicRef, affects }),
  z.object({
    do: z.literal('replace'),
    nic: nicRef,
    ...{ live: nicText.nullable(), stored: nicText.nullable() },
  }),
  z.object({ do: z.literal('redefine'), xml: definition }),
  z
    .object({
      ...{ do: z.literal('restore'), nic: nicRef, live: exchange.nullable() },
      stored: z.object({ ...exchange.shape, definition: whole }).nullable(),
      changes: z.record(z.string(), z.unknown()),
      renew: z.boolean().optional(),
    })
    .transform(({ renew, ...edit }) => ({
      ...edit,
      changes: changesOf(edit),
      ...(renew !== undefined && { renew }),
    })),
])

/** Those of one machine are of no other. */
const machineEdit = z
  .object({ machine: uuid, edit })
  .refine(({ machine, edit }) => definitionsOf(edit).every((xml) => uuidOf(xml) === machine))

export const nicUndo = z.object({
  /** Of the change that is taken back. */
  title: sentence,
  edits: z.array(machineEdit).max(2000),
  /** How each of them is known to be still as it was left; null where that can't be told. */
  left: z.array(z.string().nullable()).max(2000),
  filters: z
    .array(
      z.object({
        name: objectName,
        ...{ before: filterText.nullable(), after: filterText.nullable() },
      }),
    )
    .max(4000),
  /** Are the passwords of the machines left out? */
  withoutPasswords: z.boolean(),
})
export type NicUndo = z.infer<typeof nicUndo>

/** As it may be kept: without passwords; null where something secret would be lost. */
export function keptUndo(undo: NicUndo): NicUndo | null {
  const edits = undo.edits.map(({ machine, edit }) => {
    const kept = withDefinitions(edit, withoutPasswords)
    return kept && { machine, edit: kept }
  })
  const all = edits.filter((one) => one !== null)
  return all.length < edits.length ? null : { ...undo, edits: all, withoutPasswords: true }
}

/** @param now the machine's definition, passwords and all */
export function withItsPasswords(edit: NicUndoEdit, now: string): NicUndoEdit {
  return withDefinitions(edit, (xml) => withPasswordsOf(xml, now)) ?? edit
}

/** The machine's whole definition is in it. */
export function hasDefinition(edit: NicUndoEdit): boolean {
  return definitionsOf(edit).length > 0
}

/** The same for what means the same. */
export function printOfXml(xml: string, isDefinition: boolean): string | null {
  const plain = isDefinition ? withoutPasswords(xml) : xml
  if (plain === null) return null
  return createHash('sha256')
    .update(canonical(parse(plain)))
    .digest('hex')
}

function withDefinitions(
  edit: NicUndoEdit,
  changed: (definition: string) => string | null,
): NicUndoEdit | null {
  if (edit.do === 'redefine') {
    const xml = changed(edit.xml)
    return xml === null ? null : { ...edit, xml }
  }
  if (edit.do !== 'restore' || !edit.stored) return edit
  const [former, left] = [edit.stored.definition.former, edit.stored.definition.left].map(changed)
  if (!former || !left) return null
  return { ...edit, stored: { ...edit.stored, definition: { former, left } } }
}

function definitionsOf(edit: NicUndoEdit): string[] {
  if (edit.do === 'redefine') return [edit.xml]
  if (edit.do !== 'restore' || !edit.stored) return []
  return [edit.stored.definition.former, edit.stored.definition.left]
}

/** Null of what is no XML, too. */
function uuidOf(xml: string): string | null {
  try {
    return text(parse(xml), 'uuid')
  } catch {
    return null
  }
}

/** What becomes different is read from the definition that comes back, not believed. */
function changesOf({
  live,
  stored,
  changes,
}: {
  live: { former: string } | null
  stored: { former: string } | null
  changes: Record<string, unknown>
}): NicChanges {
  const former = (stored ?? live)?.former
  if (former === undefined) return {}
  const parts = nicParts.filter((part) => part in changes)
  return pick(describeNic(parse(former)).settings, parts)
}
