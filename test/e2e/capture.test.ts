/** Packets of a machine's NIC, in the real window: by clicks, and by the keyboard alone. */
import { beforeAll, expect, it } from 'vitest'
import { saveInBox } from '../support/desktop-boxes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
let address: string

beforeAll(async () => {
  // As in somebody's group wireshark: alex may capture.
  await lab.run(['setcap', 'cap_net_raw,cap_net_admin=eip', '/usr/bin/dumpcap'])
  address = (await lab.guest('web').waitForAddress('192.168.122.')).address
  await suite.puente.openMachine('web')
})

const start = () => suite.puente.pressInDialog('Start capture')

it('says beside the field what is no filter; then packets come as they pass', async () => {
  await suite.page.getByRole('button', { name: /^Capture packets on vnet/ }).click()
  await suite.puente.dialog.getByText('as you may capture here').waitFor()
  const filter = suite.puente.dialog.getByLabel('Capture filter')
  await filter.fill('host and nonsense')
  await start()
  await suite.puente.dialog.getByText('This is no capture filter.').waitFor()
  await filter.fill('icmp')
  await start()
  await suite.puente.dialog.getByText('Waiting for the first packet').waitFor()
  await lab.run(['ping', '-c', '3', '-i', '0.2', address])
  const packets = suite.page.getByTestId('packets')
  await packets.getByText('Echo (ping) request').first().waitFor()
  await packets.getByText(address).first().waitFor()
})

it('tells who talks to whom, by their names, and shows one conversation alone', async () => {
  await suite.puente.dialog.getByRole('tab', { name: 'Conversations' }).click()
  const table = suite.page.getByTestId('conversations')
  const row = table.getByRole('row').filter({ hasText: address })
  await row.getByText('web', { exact: true }).waitFor()
  await row.getByText('this host', { exact: true }).waitFor()
  await expect.poll(() => row.getByRole('cell').nth(3).textContent()).toContain('6')
  await row.getByRole('button', { name: /^Only packets between/ }).click()
  await suite.page.getByTestId('capture-chosen').getByText(address).waitFor()
  expect(await suite.page.getByTestId('packets').locator('tbody tr').count()).toBe(6)
  await suite.puente.dialog.getByRole('button', { name: 'Show all' }).click()
  await suite.page.getByTestId('capture-chosen').waitFor({ state: 'detached' })
})

it('is stopped by the keyboard alone, and its file has what was seen', async () => {
  await suite.puente.dialog.getByRole('button', { name: 'Stop', exact: true }).focus()
  await suite.page.keyboard.press('Enter')
  await suite.puente.dialog.getByText('Stopped').waitFor()
  expect(await suite.page.getByTestId('capture-count').textContent()).toContain('6 packets')
  const { stdout } = await lab.run(['sh', '-c', 'capinfos -TMrc /home/alex/*.pcapng'])
  expect(stdout.trim().split('\t').at(-1)).toBe('6')
})

it('is saved where the person says in the desktop’s own dialog, and nowhere where they say nothing', async () => {
  await suite.puente.pressInDialog('New capture')
  await suite.puente.dialog.getByLabel('Choose where to save').click()
  await saveInBox(suite.window, null)
  await start()
  expect(await suite.page.getByTestId('capture-form').isVisible()).toBe(true)
  await saveInBox(suite.window, '/home/alex/chosen.pcapng')
  await suite.puente.dialog.getByLabel('Capture filter').fill('icmp')
  await start()
  await suite.puente.dialog.getByText('Waiting for the first packet').waitFor()
  await lab.run(['ping', '-c', '2', '-i', '0.2', address])
  await suite.page.getByTestId('packets').getByText('Echo (ping) reply').nth(1).waitFor()
  await suite.puente.pressInDialog('Stop')
  await suite.puente.dialog.getByText('Stopped').waitFor()
  const { stdout } = await lab.run(['capinfos', '-TMrc', '/home/alex/chosen.pcapng'])
  expect(stdout.trim().split('\t').at(-1)).toBe('4')
})
