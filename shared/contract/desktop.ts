/** What the shell does on the desktop for the window, which may do nothing there itself. */
import { z } from 'zod'

export interface DesktopMethods {
  /** A task has come to its end: the desktop is told, unless somebody looks at the window. */
  tellEnded(task: EndedTask): Promise<void>
  /** An icon in its tray, or none. */
  setTray(wanted: boolean): Promise<void>
}

const endedTask = z.strictObject({
  /** In the person's language. */
  title: z.string().min(1).max(200),
  failed: z.boolean(),
})
export type EndedTask = z.infer<typeof endedTask>

type ArgumentSchemas = {
  [Method in keyof DesktopMethods]: z.ZodType<Parameters<DesktopMethods[Method]>>
}

export const desktopMethods = {
  tellEnded: z.tuple([endedTask]),
  setTray: z.tuple([z.boolean()]),
} satisfies ArgumentSchemas
