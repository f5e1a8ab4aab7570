/** What the history keeps on disk, and what of it is believed. */
import { z } from 'zod'
import type { ErrorData } from '../../../shared/errors.ts'
import { errorCodes } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import { historyOutcomes, wiringKinds } from '../../../shared/model/history.ts'
import type { HistoryEntry } from '../../../shared/model/history.ts'
import { changeBond, createBond } from '../../../shared/schemas/bond-intents.ts'
import { changeBridge, createBridge } from '../../../shared/schemas/bridge-intents.ts'
import { createTrunk, removeTrunk } from '../../../shared/schemas/trunk-intents.ts'
import { changeInterface } from '../../../shared/schemas/interface-intents.ts'

const LONGEST_NAME = 300
const MOST_ITEMS = 20_000

const params = z.record(z.string(), z.union([z.string(), z.number()]))
/** Its key is one of the texts’ for as long as the version that has written it is not newer. */
export const sentence = z
  .object({ key: z.string().regex(/^[\w.-]{1,100}$/), params: params.optional() })
  .transform((text) => text as Message)
const errorData: z.ZodType<ErrorData> = z.object({
  code: z.enum(errorCodes),
  params,
  cause: z.string().optional(),
  get outcome() {
    return errorData.optional()
  },
}) as z.ZodType<ErrorData>

const bridgeUndo = z.discriminatedUnion('do', [
  z.object({ do: z.literal('remove-bond'), bond: z.string() }),
  z.object({ do: z.literal('create-bond'), intent: createBond }),
  z.object({ do: z.literal('change-bond'), intent: changeBond }),
  z.object({ do: z.literal('create-trunk'), intent: createTrunk }),
  z.object({ do: z.literal('remove-trunk'), intent: removeTrunk }),
  z.object({ do: z.literal('remove-bridge'), bridge: z.string() }),
  z.object({ do: z.literal('create-bridge'), intent: createBridge }),
  z.object({ do: z.literal('change-bridge'), intent: changeBridge }),
  z.object({ do: z.literal('change-interface'), intent: changeInterface }),
  z.object({ do: z.literal('restore-interface'), interface: z.string() }),
])
const subject = z.object({ kind: z.enum(wiringKinds), name: z.string().max(LONGEST_NAME) })

/** One line of the list. Versions up to 0.1.0 had bridges alone, and their commands in it. */
const line = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  at: z.number(),
  title: sentence,
  outcome: z.enum(historyOutcomes),
  undo: bridgeUndo.nullable(),
  about: z.array(subject).max(MOST_ITEMS).default([]),
  isTakenBack: z.boolean().default(false),
  /** Of its details' file. */
  bytes: z.number().default(0),
  commands: z.array(z.string()).default([]),
})
export type HistoryLine = Omit<z.infer<typeof line>, 'undo'> & Pick<HistoryEntry, 'undo'>

/** Which computer it is of: a home may be that of several. Versions up to 0.1.0 did not say. */
const whose = z.object({ machine: z.string().optional() })

export const item = z.object({
  kind: z.enum(wiringKinds),
  id: z.string().max(LONGEST_NAME),
  name: z.string().max(LONGEST_NAME),
  text: z.string(),
  state: z.object({ active: z.boolean(), autostart: z.boolean(), stored: z.boolean() }).nullable(),
})
const changes = z
  .array(z.object({ before: item.nullable(), after: item.nullable() }))
  .max(MOST_ITEMS)

const details = z.object({
  steps: z.array(sentence).max(MOST_ITEMS),
  commands: z.array(z.string()).max(MOST_ITEMS),
  error: errorData.nullable(),
  changes,
  byOthers: changes,
  /** By which the wiring before it is known again; null where it was not noted down. */
  printBefore: z.string().nullable(),
  printAfter: z.string().nullable(),
  undo: z.object({ kind: z.string(), data: z.unknown() }).nullable(),
})
export type StoredDetails = z.infer<typeof details>

export const noDetails: StoredDetails = {
  ...{ steps: [], commands: [], error: null, changes: [], byOthers: [] },
  ...{ printBefore: null, printAfter: null, undo: null },
}

/** What is not one of this version's is null. */
export function readLine(stored: unknown): HistoryLine | null {
  return (line.safeParse(stored).data as HistoryLine | undefined) ?? null
}

export function machineOf(stored: unknown): string | undefined {
  return whose.safeParse(stored).data?.machine
}

export const readStored = (text: string): unknown[] => z.array(z.unknown()).parse(JSON.parse(text))
export const readDetails = (text: string): StoredDetails => details.parse(JSON.parse(text))
const state = z.object({ machine: z.string().nullable(), items: z.array(item) })
export const readState = (text: string): z.infer<typeof state> => state.parse(JSON.parse(text))
