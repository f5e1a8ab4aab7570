/** A port of the host that leads to a machine, in the real window: by clicks, and by the keyboard alone. */
import { beforeAll, expect, it } from 'vitest'
import { answerBoxes } from '../support/desktop-boxes.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { addressOfHost, fetchFrom } from '../support/from-lan.ts'
import { Keyboard } from '../support/keyboard.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
let host: string

beforeAll(async () => {
  await installPackageHelper(lab, 'forwards')
  host = await addressOfHost(lab)
  const guest = lab.guest('web')
  await guest.waitForAddress('192.168.122.')
  await guest.run('mkdir -p /www; echo hello >/www/index.html; httpd -p 80 -h /www')
  await answerBoxes(suite.window, 1)
  await suite.puente.openMachine('web')
})

const ofLan = () => fetchFrom(lab, 'lan', `http://${host}/`)
const row = (port: number) => suite.page.getByTestId(`forward-${port}`)
const port = () => suite.puente.dialog.getByRole('spinbutton', { name: 'Port of this host' })
const closed = () => suite.puente.dialog.waitFor({ state: 'detached' })

it('says what is wrong beside the field, and what it asks about; then the LAN reaches the machine', async () => {
  await suite.page.getByTestId('forwards-none').waitFor()
  await suite.puente.press('Forward a port')
  await port().fill('70000')
  await suite.puente.dialog.getByText('A port from 1 to 65535').waitFor()
  await port().fill('80')
  await suite.puente.planShown()
  await suite.puente.dialog.getByText('By the kernel').waitFor()
  await suite.puente.dialog.getByText('others can connect to this port of the host').waitFor()
  await suite.puente.pressInDialog('Forward a port')
  await closed()
  await row(80).waitFor()
  expect(await ofLan()).toBe('hello')
})

it('is on the network’s page, too, with the machine’s name', async () => {
  await suite.puente.goTo('Networks')
  await suite.page.getByTestId('network-default').click()
  await row(80).getByText('web').waitFor()
  await suite.puente.openMachine('web')
})

it('is switched off by the keyboard alone', async () => {
  const keyboard = new Keyboard(suite.page)
  await keyboard.pressOn(row(80).getByRole('switch'), 'Space')
  await suite.puente.planShown()
  await keyboard.pressOn(suite.puente.dialog.getByRole('button', { name: 'Switch off' }))
  await closed()
  await row(80).getByText('switched off').waitFor()
  expect(await ofLan()).toBe('closed')
})

it('is removed, and comes back at a press of Undo as it was: off', async () => {
  await row(80)
    .getByRole('button', { name: /^Remove/ })
    .click()
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Remove forward')
  await closed()
  await suite.page.getByTestId('forwards-none').waitFor()
  // Those of the tests before may still be there.
  const told = suite.page.getByRole('listitem').filter({ hasText: 'tcp 80 → 80 removed' })
  await told.getByRole('button', { name: 'Undo', exact: true }).click()
  await row(80).getByText('switched off').waitFor()
})
