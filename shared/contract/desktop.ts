/** What the shell does on the desktop for the window, which may do nothing there itself. */
import { z } from 'zod'
import type { UploadFile } from '../model/new-machine.ts'

export interface DesktopMethods {
  /** A task has come to its end: the desktop is told, unless somebody looks at the window. */
  tellEnded(task: EndedTask): Promise<void>
  /** An icon in its tray, or none. */
  setTray(wanted: boolean): Promise<void>
  /** Asks for a file of this computer; null where none was chosen. */
  chooseFile(kind: FileKind): Promise<string | null>
  /**
   * The same for a file that is to go into a storage pool, which the page learns no path of.
   * Rejects with `upload-file-unreadable`.
   */
  chooseUpload(kind: FileKind): Promise<UploadFile | null>
}

const endedTask = z.strictObject({
  /** In the person's language. */
  title: z.string().min(1).max(200),
  failed: z.boolean(),
})
export type EndedTask = z.infer<typeof endedTask>

/** What the file is to be: an installation medium, or a disk. */
const fileKind = z.enum(['iso', 'image'])
export type FileKind = z.infer<typeof fileKind>

type ArgumentSchemas = {
  [Method in keyof DesktopMethods]: z.ZodType<Parameters<DesktopMethods[Method]>>
}

export const desktopMethods = {
  tellEnded: z.tuple([endedTask]),
  setTray: z.tuple([z.boolean()]),
  chooseFile: z.tuple([fileKind]),
  chooseUpload: z.tuple([fileKind]),
} satisfies ArgumentSchemas
