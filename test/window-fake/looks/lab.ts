/** Pictures of a lab that is opened: what becomes of each thing in it. */
import type { Page } from 'playwright-core'
import { pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'

function openLab(open: string, choose: string) {
  return async (page: Page): Promise<void> => {
    await pressForDialog(open)(page)
    await page.getByRole('button', { name: choose }).click()
    await page.getByTestId('lab-difference').waitFor()
  }
}

/** What is missing is made from an image of a storage pool. */
export async function fromImage(page: Page, pools: string): Promise<void> {
  await page.getByLabel(pools).click()
  await page.getByRole('option', { name: 'debian-13-cloud.qcow2' }).click()
  const made = page.getByTestId('lab-difference').getByText('debian-13-cloud.qcow2')
  await made.scrollIntoViewIfNeeded()
}

const inEnglish = openLab('Open lab…', 'Choose file…')

export const labLooks: Record<string, Look> = {
  lab: { at: '#/networks', act: inEnglish },
  'lab-dark': { at: '#/networks', dark: true, act: inEnglish },
  'lab-es': {
    at: '#/networks',
    language: 'es',
    act: openLab('Abrir un laboratorio…', 'Elegir archivo…'),
  },
  'lab-narrow': { at: '#/networks', width: 720, act: inEnglish },
  'lab-made': {
    at: '#/networks',
    act: async (page) => {
      await inEnglish(page)
      await fromImage(page, 'Pools…')
    },
  },
  'lab-made-es': {
    at: '#/networks',
    language: 'es',
    act: async (page) => {
      await openLab('Abrir un laboratorio…', 'Elegir archivo…')(page)
      await fromImage(page, 'Almacén…')
    },
  },
  'lab-nothing': {
    at: '#/networks',
    act: async (page) => {
      await inEnglish(page)
      await page.getByRole('spinbutton').fill('2')
      await page.getByTestId('open-lab').getByText('Nothing to do').waitFor()
    },
  },
}
