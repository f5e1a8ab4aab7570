/** Pictures of the doctor. */
import type { Page } from 'playwright-core'
import type { Look } from './looking.ts'

async function open(page: Page): Promise<void> {
  await page.getByTestId('findings').waitFor()
  await page.getByTestId('evidence').locator('summary').first().click()
}

export const doctorLooks: Record<string, Look> = {
  doctor: { at: '?scene=sick&pace=20#/doctor', height: 1100, act: open },
  'doctor-dark': { at: '?scene=sick&pace=20#/doctor', dark: true, act: open },
  'doctor-narrow': { at: '?scene=sick&pace=20#/doctor', width: 640, height: 1000, act: open },
  'doctor-es': { at: '?scene=sick&pace=20#/doctor', language: 'es', height: 1100, act: open },
  'doctor-partly': {
    at: '?scene=lab&pace=20#/doctor',
    act: (page) => page.getByTestId('partly').waitFor(),
  },
  'doctor-healthy': {
    at: '?scene=lab&pace=20#/doctor',
    act: async (page) => {
      await page.getByRole('button', { name: 'Check as administrator' }).click()
      await page.getByTestId('healthy').waitFor()
    },
  },
  'doctor-no-services': {
    at: '?scene=no-services&pace=20#/doctor',
    act: (page) => page.getByTestId('finding-libvirt-down').waitFor(),
  },
  'doctor-no-services-dark-es': {
    at: '?scene=no-services&pace=20#/doctor',
    dark: true,
    language: 'es',
    act: (page) => page.getByTestId('finding-networkmanager-down').waitFor(),
  },
  'doctor-loading': {
    at: '?scene=sick&pace=100000#/doctor',
    act: (page) => page.getByTestId('diagnosing').waitFor(),
  },
  'doctor-fix': {
    at: '?scene=sick&pace=20#/doctor',
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Fix…' }).first().click()
      await page.getByTestId('plan').waitFor()
    },
  },
  'doctor-target': {
    at: '?scene=sick&pace=20#/doctor',
    act: async (page) => {
      await open(page)
      await page.getByLabel('Scope').click()
    },
  },
  'doctor-machines': { at: '?scene=sick#/machines' },
  'doctor-machines-narrow': {
    at: '?scene=sick#/machines',
    width: 640,
    act: (page) => page.getByTestId('machine-web').click(),
  },
  'doctor-networks': { at: '?scene=sick#/networks' },
  'doctor-host': { at: '?scene=bridged#/host' },
  'doctor-button': {
    at: '?scene=sick&pace=20#/machines',
    act: (page) =>
      page.getByRole('link', { name: 'Diagnose db: why does it have no network?' }).click(),
  },
}
