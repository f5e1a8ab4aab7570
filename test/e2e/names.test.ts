/** A machine by its name, in the real window: by clicks, by the keyboard alone, and back by Undo. */
import { beforeAll, expect, it } from 'vitest'
import { Keyboard } from '../support/keyboard.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

beforeAll(async () => {
  await installPackageHelper(lab, 'names')
  await lab.guest('web').waitForAddress('192.168.122.')
  await suite.puente.openMachine('web')
})

const section = () => suite.page.getByTestId('machine-names')
const closed = () => suite.puente.dialog.waitFor({ state: 'detached' })
async function isKnown(): Promise<boolean> {
  return (await lab.run(['getent', 'hosts', 'web'], { user: 'alex', check: false })).code === 0
}

it('says from where it has a name, and why from elsewhere not', async () => {
  await section().getByText('The host does not ask its network for names.').waitFor()
  await section().getByText('The LAN does not know the names of this network.').waitFor()
  await section().getByRole('button', { name: 'Copy web', exact: true }).waitFor()
  expect(await section().locator('pre').textContent()).toMatch(/^ssh 192\.168\.122\.\d+$/)
})

it('is made known to the host by a plan, and ssh then goes to that name', async () => {
  await suite.puente.press('Reach it by name')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Reach it by name')
  await closed()
  await section().getByText('ssh web', { exact: true }).waitFor()
  expect(await isKnown()).toBe(true)
  await section().getByRole('textbox', { name: 'User in the guest' }).fill('debian')
  await section().getByText('ssh debian@web', { exact: true }).waitFor()
  // What a shell would take for more is not put in.
  await section().getByRole('textbox', { name: 'User in the guest' }).fill('a;id ')
  await section().getByText('ssh web', { exact: true }).waitFor()
})

it('is no longer looked up by the keyboard alone, and again at a press of Undo', async () => {
  const keyboard = new Keyboard(suite.page)
  await keyboard.pressOn(section().getByRole('button', { name: 'Stop looking it up' }))
  await suite.puente.planShown()
  await keyboard.pressOn(suite.puente.dialog.getByRole('button', { name: 'Stop looking it up' }))
  await closed()
  await section().getByText('The host does not ask its network for names.').waitFor()
  expect(await isKnown()).toBe(false)
  const told = suite.page.getByRole('listitem').filter({ hasText: 'web is no longer looked up' })
  await told.getByRole('button', { name: 'Undo', exact: true }).click()
  // It has something to say first.
  await suite.puente.pressInDialog('Undo')
  await section().getByText('ssh web', { exact: true }).waitFor()
  expect(await isKnown()).toBe(true)
})
