/**
 * A NIC’s link conditions in the real window. This kernel has no netem, which is said before it is tried;
 * what it does to packets is `npm run test:machine -- netem`. Out for a while it can be.
 */
import { existsSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { Keyboard } from '../support/keyboard.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const mac = GUESTS[0]?.mac ?? ''

beforeAll(async () => {
  await lab.guest('web').waitForAddress('192.168.122.')
  await suite.puente.openMachine('web')
})

const conditions = () => suite.page.getByRole('button', { name: `Link conditions of NIC ${mac}` })
const closed = () => suite.puente.dialog.waitFor({ state: 'detached' })
const link = async () => (await lab.virsh('domif-getlink', 'web', mac)).trim().split(' ').at(-1)

it('say what is missing on a host that can’t emulate any, and let none be chosen', async () => {
  expect(existsSync('/sys/module/sch_netem')).toBe(false)
  await conditions().click()
  const said = suite.puente.dialog.getByTestId('conditions-hindrance')
  await said.getByText('This host’s kernel has no network emulation').waitFor()
  for (const name of ['Mobile', 'Satellite', 'Bad Wi-Fi', 'Own values']) {
    const choice = suite.puente.dialog.getByRole('radio', { name: new RegExp(`^${name}`) })
    expect(await choice.isDisabled(), name).toBe(true)
  }
  await suite.page.keyboard.press('Escape')
  await closed()
})

it('unplugged for a while: refused beside its field, then down, and up again by itself', async () => {
  await conditions().click()
  await suite.puente.dialog.getByRole('radio', { name: /^Unplugged for a while/ }).click()
  const seconds = suite.puente.dialog.getByLabel('Seconds')
  await seconds.fill('4000')
  await seconds.blur()
  await suite.puente.dialog.getByText('A whole number from 1 to 3600.').waitFor()
  await seconds.fill('6')
  await suite.puente.planShown()
  await suite.puente.dialog.getByText('Set it up again after 6 s').waitFor()
  await suite.puente.pressInDialog('Unplug')
  await closed()
  expect(await link()).toBe('down')
  expect(await lab.guest('web').ping('192.168.122.1')).toBe(false)
  await until('the link is up again', async () => (await link()) === 'up', { timeoutMs: 30_000 })
  await suite.page.getByRole('switch', { name: `Link of NIC ${mac}`, checked: true }).waitFor()
  expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
})

it('is up again although the app is gone, and needs no mouse', async () => {
  const keyboard = new Keyboard(suite.page)
  await keyboard.pressOn(conditions())
  await suite.puente.dialog.getByRole('radio', { name: /^Unplugged for a while/ }).focus()
  await suite.page.keyboard.press('Space')
  await suite.puente.dialog.getByLabel('Seconds').fill('8')
  await suite.puente.planShown()
  await keyboard.pressOn(suite.puente.dialog.getByRole('button', { name: 'Unplug', exact: true }))
  await closed()
  expect(await link()).toBe('down')
  await suite.window.app.close()
  await until('the link is up again', async () => (await link()) === 'up', { timeoutMs: 30_000 })
})
