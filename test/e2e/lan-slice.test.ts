/**
 * Addresses of the LAN for a machine by a NIC without a bridge, in the real window: by clicks, and by the
 * keyboard alone. A wired NIC stands for Wi-Fi, which the lab’s kernel has not.
 */
import { beforeAll, expect, it } from 'vitest'
import { answerBoxes } from '../support/desktop-boxes.ts'
import { fetchFrom } from '../support/from-lan.ts'
import { Keyboard } from '../support/keyboard.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const NEIGHBOUR = '198.51.100.213'

beforeAll(async () => {
  await installPackageHelper(lab, 'proxy-arp')
  await lab.run(['ip', 'address', 'add', `${NEIGHBOUR}/24`, 'dev', 'lanbr'], { where: 'lan' })
  await lab.guest('web').waitForAddress('192.168.122.')
  await answerBoxes(suite.window, 1)
  await suite.puente.goTo('Host network')
})

const part = () => suite.puente.dialog.getByRole('textbox', { name: 'Part of the LAN’s subnet' })

it('leads from the bridge that can’t be to the ways that can, and says what each can’t do', async () => {
  await suite.page.getByRole('button', { name: 'Create bridge' }).first().click()
  await suite.puente.pressInDialog('Ways without a bridge')
  const { dialog } = suite.puente
  await dialog.getByText('Ports below 1024').waitFor()
  await dialog.getByRole('radio', { name: /^Addresses of the LAN/ }).click()
  await dialog.getByText('IPv4 only').waitFor()
  await suite.puente.chooseMachine('web')
  await suite.puente.pressInDialog('Continue')
})

it('says beside the field what is wrong, and who on the LAN has an address of it', async () => {
  const { dialog } = suite.puente
  await suite.puente.planShown()
  expect(await part().inputValue()).toBe('198.51.100.224/28')
  await part().fill('198.51.100.240/28')
  await dialog.getByText('the first or the last address').waitFor()
  await part().fill('198.51.100.208/28')
  await dialog.getByText(`A device on the LAN has ${NEIGHBOUR}`).waitFor()
})

it('makes the network and then the machine’s NIC; the LAN reaches it by its own address', async () => {
  const { dialog } = suite.puente
  await part().fill('198.51.100.224/28')
  await suite.puente.planShown()
  await dialog.getByText('Answer on eth0 for 198.51.100.226 to 198.51.100.238').waitFor()
  await dialog.getByText('others there reach the machines on all ports').waitFor()
  await suite.puente.pressInDialog('Create network')
  await dialog.getByRole('heading', { name: 'Add NIC to web' }).waitFor()
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Add NIC')
  await dialog.waitFor({ state: 'detached' })
  const { address } = await lab.guest('web').waitForAddress('198.51.100.2')
  // As it is told to: it would answer through the NIC that it had before.
  await lab.guest('web').run('ip route del default via 192.168.122.1')
  await lab.guest('web').run('mkdir -p /www; echo hello >/www/index.html; httpd -p 80 -h /www')
  await expect
    .poll(() => fetchFrom(lab, 'lan', `http://${address}/`), { timeout: 30_000 })
    .toBe('hello')
})

it('is chosen by the keyboard alone', async () => {
  const keyboard = new Keyboard(suite.page)
  await suite.puente.goTo('Host network')
  await keyboard.pressOn(suite.page.getByRole('button', { name: 'Create bridge' }))
  const { dialog } = suite.puente
  await dialog.waitFor()
  await keyboard.pressOn(dialog.getByRole('button', { name: 'Ways without a bridge' }))
  await keyboard.goTo(dialog.getByRole('radio', { name: /^The network lan/ }))
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await keyboard.pressOn(dialog.getByRole('button', { name: 'Machine' }))
  await suite.page.getByRole('option', { name: 'web' }).waitFor()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await keyboard.pressOn(dialog.getByRole('button', { name: 'Continue' }))
  // The first part is a network's by now.
  await suite.puente.planShown()
  expect(await part().inputValue()).toBe('198.51.100.192/28')
  await keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

it('goes with the network, and the LAN finds nobody there', async () => {
  await suite.puente.goTo('Networks')
  await suite.page.getByTestId('network-lan').click()
  await suite.page.getByRole('button', { name: 'More actions' }).click()
  await suite.page.getByRole('menuitem', { name: 'Delete network' }).click()
  await suite.puente.planShown()
  await suite.puente.dialog.getByText('Answer on eth0 for').waitFor()
  await suite.puente.pressInDialog('Delete network')
  await suite.puente.dialog.waitFor({ state: 'detached' })
  expect((await lab.run(['ip', 'neigh', 'show', 'proxy'])).stdout).toBe('')
})
