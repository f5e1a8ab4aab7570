/** Every state of the window, on made-up data: pictures are taken of them, and axe looks at them. */
import type { Page } from 'playwright-core'
import { aboutLooks } from './about.ts'
import { bondLooks } from './bond.ts'
import { bridgeLooks } from './bridge.ts'
import { captureLooks } from './capture.ts'
import { conditionLooks } from './condition.ts'
import { draftLooks } from './draft.ts'
import { doctorLooks } from './doctor.ts'
import { forwardLooks } from './forward.ts'
import { interfaceLooks } from './interface.ts'
import { historyLooks } from './history.ts'
import { labLooks } from './lab.ts'
import { lanLooks } from './lan.ts'
import { press, pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'
import { nameLooks } from './name.ts'
import { machineLooks } from './machine.ts'
import { networkLooks } from './network.ts'
import { nicLooks } from './nic.ts'
import { rulesLooks } from './rules.ts'
import { trunkLooks } from './trunk.ts'
import { uploadLooks } from './upload.ts'
import { pictureLooks } from './picture.ts'

async function closeQuestion(page: Page): Promise<void> {
  await page.getByTestId('countdown').waitFor()
  await page.keyboard.press('Escape')
}

async function closeDoubt(page: Page): Promise<void> {
  await page.getByRole('dialog').getByTestId('keep-text').waitFor()
  await page.keyboard.press('Escape')
}

export const looks: Record<string, Look> = {
  ...aboutLooks,
  overview: { at: '#/' },
  'overview-dark': { at: '#/', dark: true },
  'overview-bridged': { at: '?scene=bridged#/' },
  'overview-bridged-dark': { at: '?scene=bridged#/', dark: true },
  'overview-bridged-es': { at: '?scene=bridged#/', language: 'es' },
  'overview-narrow': { at: '?scene=bridged#/', width: 720 },
  'overview-many': { at: '?scene=many#/' },
  ...pictureLooks,
  ...draftLooks,
  ...networkLooks,
  ...machineLooks,
  ...forwardLooks,
  ...labLooks,
  ...lanLooks,
  ...nameLooks,
  ...rulesLooks,
  ...captureLooks,
  ...conditionLooks,
  ...bridgeLooks,
  ...historyLooks,
  ...trunkLooks,
  ...bondLooks,
  ...interfaceLooks,
  'overview-empty': { at: '?scene=empty#/' },
  'overview-no-services': { at: '?scene=no-services#/' },
  'overview-notices': { at: '?scene=notices#/' },
  'overview-loading': { at: '?reading=hangs#/' },
  'overview-failed': { at: '?reading=fails#/' },
  ...nicLooks,
  ...uploadLooks,
  ...doctorLooks,
  reconnecting: {
    at: '?scene=bridged#/machines',
    act: (page) => page.evaluate("window.puente.emit('backend', { ready: false })"),
  },
  'palette-many': {
    at: '?scene=many#/',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('agent-77')
    },
  },
  service: {
    at: '?scene=no-services#/networks',
    act: (page) => page.getByTestId('service-libvirt').click(),
  },
  'service-view-only': {
    at: '?scene=view-only#/machines',
    act: (page) => page.getByTestId('service-libvirt').click(),
  },
  palette: { at: '?scene=bridged#/', act: (page) => page.keyboard.press('Control+k') },
  settings: { at: '#/', act: pressForDialog('Settings') },
  'settings-dark-es': { at: '#/', dark: true, language: 'es', act: pressForDialog('Ajustes') },
  'host-menu': {
    at: '?scene=bridged#/host',
    act: async (page) => {
      await page.getByTestId('interface-br0').focus()
      await page.keyboard.press('Shift+F10')
    },
  },
  host: { at: '#/host' },
  'host-bridged': { at: '?scene=bridged#/host' },
  'host-bridged-dark': { at: '?scene=bridged#/host', dark: true },
  'host-bridged-es': { at: '?scene=bridged#/host', language: 'es' },
  'host-wifi': { at: '#/host/wlan0' },
  'host-narrow': { at: '?scene=bridged#/host', width: 720 },
  'host-no-services': { at: '?scene=no-services#/host' },
  'change-applying': { at: '?scene=applying#/' },
  'change-verifying': { at: '?scene=verifying#/' },
  'change-awaiting-dark': { at: '?scene=awaiting-answer#/', dark: true },
  'change-awaiting-es': { at: '?scene=awaiting-answer#/', language: 'es' },
  'change-doubt': { at: '?scene=in-doubt#/' },
  'change-doubt-dark': { at: '?scene=in-doubt#/', dark: true },
  'change-doubt-es': { at: '?scene=in-doubt#/', language: 'es' },
  'change-doubt-banner': { at: '?scene=in-doubt#/', width: 720, act: closeDoubt },
  'change-banner': {
    at: '?scene=awaiting-answer#/',
    act: closeQuestion,
  },
  'change-banner-narrow': {
    at: '?scene=awaiting-answer#/',
    width: 720,
    act: closeQuestion,
  },
  'change-reverted': { at: '?scene=reverted#/', act: press('Show') },
  'change-failed': { at: '?scene=failed#/', act: press('Show') },
}
