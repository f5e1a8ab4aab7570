/** What a machine may reach through a NIC, in the real window: by clicks, and by the keyboard alone. */
import { beforeAll, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { Keyboard } from '../support/keyboard.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const mac = GUESTS[0]?.mac ?? ''

beforeAll(async () => {
  await lab.guest('web').waitForAddress('192.168.122.')
  await suite.puente.openMachine('web')
})

const rules = () => suite.page.getByRole('button', { name: `Rules of NIC ${mac}` })
const badge = (text: string) => suite.page.getByTestId('nic-rules').getByText(text)
const closed = () => suite.puente.dialog.waitFor({ state: 'detached' })
const filters = async () => (await lab.virsh('nwfilter-list')).match(/puente-\S+/g)

it('are chosen in words: the plan says what passes, and then it is so', async () => {
  await rules().click()
  await suite.puente.dialog.getByRole('radio', { name: 'The internet, not the LAN' }).click()
  await suite.puente.planShown()
  await suite.puente.dialog.getByText('questions about names pass to 192.168.122.1').waitFor()
  await suite.puente.pressInDialog('Set rules')
  await closed()
  await badge('Rules: The internet, not the LAN').waitFor()
  expect(await filters()).toEqual([`puente-internet-${mac.replaceAll(':', '')}`])
  expect(await lab.guest('web').ping('192.168.122.1')).toBe(false)
})

it('say beside the field what is wrong, and are in the form again the next time', async () => {
  await rules().click()
  await suite.puente.dialog.getByRole('radio', { name: 'Only these addresses' }).click()
  const address = suite.puente.dialog.getByLabel('Address or subnet')
  await address.fill('the router')
  await address.blur()
  await suite.puente.dialog.getByText('An address like 192.0.2.7').waitFor()
  await address.fill('192.168.122.1')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Set rules')
  await closed()
  expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
  await rules().click()
  expect(await address.inputValue()).toBe('192.168.122.1')
  await suite.page.keyboard.press('Escape')
  await closed()
})

it('are taken off by the keyboard alone, and Undo puts them back', async () => {
  const keyboard = new Keyboard(suite.page)
  await keyboard.pressOn(rules())
  await suite.puente.dialog.getByRole('radio', { name: 'Everything' }).focus()
  await suite.page.keyboard.press('Space')
  await suite.puente.planShown()
  await keyboard.pressOn(suite.puente.dialog.getByRole('button', { name: 'Take rules off' }))
  await closed()
  await suite.page.getByTestId('nic-rules').waitFor({ state: 'detached' })
  expect(await filters()).toBeNull()
  const told = suite.page.getByRole('listitem').filter({ hasText: 'has no rules any more' })
  await told.getByRole('button', { name: 'Undo', exact: true }).click()
  await badge('Rules: Only these addresses').waitFor()
})
