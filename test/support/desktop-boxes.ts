/** The boxes of the desktop that the app asks in, answered as a person would. */
import type { AppWindow } from './window.ts'

interface Answering {
  said?: string[]
  answer?: number
  waiting?: ((button: number) => void)[]
}

/** From now on each gets this answer, by the number of its button, and what it said is remembered. */
export async function answerBoxes({ app }: AppWindow, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const own = globalThis as unknown as Answering
    Object.assign(own, { said: [], answer: response })
    dialog.showMessageBox = (_: unknown, options?: { detail?: string }) => {
      own.said?.push(options?.detail ?? '')
      return Promise.resolve({ response: own.answer ?? 0, checkboxChecked: false })
    }
  }, button)
}

/** From now on each waits; what it said is remembered. @returns what answers those that wait */
export async function holdBoxes({ app }: AppWindow): Promise<(button: number) => Promise<void>> {
  await app.evaluate(({ dialog }) => {
    const own = globalThis as unknown as Answering
    Object.assign(own, { said: [], waiting: [] })
    dialog.showMessageBox = (_: unknown, options?: { detail?: string }) => {
      own.said?.push(options?.detail ?? '')
      return new Promise((resolve) => {
        own.waiting?.push((response) => resolve({ response, checkboxChecked: false }))
      })
    }
  })
  return (button) =>
    app.evaluate((_, response) => {
      const own = globalThis as unknown as Answering
      for (const answer of own.waiting?.splice(0) ?? []) answer(response)
    }, button)
}

/** What those said that have been answered. */
export function saidInBoxes({ app }: AppWindow): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as Answering).said ?? [])
}

/** From now on the desktop's own box for files gives this one. */
export async function chooseInBox({ app }: AppWindow, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}

/** As `chooseInBox`, of where something is to be saved; null: nowhere. */
export async function saveInBox({ app }: AppWindow, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)
}
