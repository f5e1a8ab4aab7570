/** Pictures of a file on its way into a storage pool. */
import type { Page } from 'playwright-core'
import { press } from './looking.ts'
import type { Look } from './looking.ts'

/** In its own language: what is pressed has other words there. */
const begin = (machine: string, choose: string, upload: string) => async (page: Page) => {
  await press(machine)(page)
  await press(choose)(page)
  await page.getByTestId('upload').getByRole('button', { name: upload, exact: true }).click()
}
const inEnglish = begin('New machine', 'Upload…', 'Upload')
const isRunning = (page: Page) => page.getByTestId('upload').getByRole('progressbar').waitFor()

async function refused(page: Page): Promise<void> {
  await press('New machine')(page)
  await page.getByRole('dialog').getByLabel('Start from').click()
  await page.getByRole('option', { name: 'Existing disk image' }).click()
  await press('Upload…')(page)
  await page.getByText(/only \d+\sMiB are free/).waitFor()
}

/** It stands in the field. */
async function uploaded(page: Page): Promise<void> {
  await inEnglish(page)
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLInputElement>('[role="dialog"] input')].some(({ value }) =>
      value.endsWith('/Fedora-Server-41.iso'),
    ),
  )
}

/** So slow that it stands still. */
const AT = '?scene=bridged&pace=600000#/machines'

export const uploadLooks: Record<string, Look> = {
  upload: {
    at: AT,
    act: async (page) => {
      await inEnglish(page)
      await isRunning(page)
    },
  },
  'upload-dark-narrow-es': {
    ...{ at: AT, dark: true, width: 560, language: 'es' },
    act: async (page) => {
      await begin('Máquina nueva', 'Subir…', 'Subir')(page)
      await isRunning(page)
    },
  },
  'upload-task': {
    at: AT,
    act: async (page) => {
      await inEnglish(page)
      await isRunning(page)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByTestId('tasks').click()
      await page.getByTestId('task-list').getByRole('progressbar').waitFor()
    },
  },
  'upload-refused': { at: '?scene=bridged#/machines', act: refused },
  'upload-done': { at: '?scene=bridged&pace=20#/machines', act: uploaded },
}
