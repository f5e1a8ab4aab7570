/** The part of the contract that is about packets, written down as they pass an interface. */
import { z } from 'zod'
import { LONGEST_FILTER, MOST_MEGABYTES, MOST_MINUTES } from '../model/capture.ts'
import type { Capture, CapturedPacket, CaptureStanding } from '../model/capture.ts'
import type { Conversations } from '../model/conversation.ts'
import { plainPattern } from '../rules/control-characters.ts'
import { interfaceNamePattern } from '../rules/names.ts'
import { id } from '../schemas/fields.ts'

export interface CaptureMethods {
  getCaptureStanding(interfaceName: string): Promise<CaptureStanding>
  /** Those of this session. */
  getCaptures(): Promise<Capture[]>
  /**
   * Writes a new file of its own, in the person's downloads, or where they choose in the desktop's own
   * dialog; what it sees is told as an event. Null: they chose nothing.
   * Rejects with `capture-filter-invalid`, `capture-not-possible`, `capture-failed`, `captures-too-many`.
   */
  startCapture(intent: StartCaptureIntent): Promise<Capture | null>
  /** Between whom its packets went so far. */
  getConversations(capture: string): Promise<Conversations>
  stopCapture(capture: string): Promise<void>
  /** Shows its file in Wireshark, which goes on by itself. */
  openCapture(capture: string): Promise<void>
}

/** What came since the last time: the latest packets, and how the capture stands. */
export interface CaptureProgress {
  capture: Capture
  packets: CapturedPacket[]
}

const startCapture = z.strictObject({
  interface: z.string().regex(interfaceNamePattern),
  filter: z
    .string()
    .max(LONGEST_FILTER)
    .regex(plainPattern)
    .refine((text) => !text.trim().startsWith('-')),
  megabytes: z.int().min(1).max(MOST_MEGABYTES),
  minutes: z.int().min(1).max(MOST_MINUTES),
  /** Is the person to be asked where? The shell does, and tells the backend: a page names no file. */
  choosePlace: z.boolean(),
})

export type StartCaptureIntent = z.infer<typeof startCapture>

export const captureMethods = {
  getCaptureStanding: z.tuple([z.string().regex(interfaceNamePattern)]),
  getCaptures: z.tuple([]),
  startCapture: z.tuple([startCapture]),
  getConversations: z.tuple([id]),
  stopCapture: z.tuple([id]),
  openCapture: z.tuple([id]),
}
