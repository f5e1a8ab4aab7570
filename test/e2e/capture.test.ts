/** Packets of a machine's NIC, in the real window: by clicks, and by the keyboard alone. */
import { beforeAll, expect, it } from 'vitest'
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

it('is stopped by the keyboard alone, and its file has what was seen', async () => {
  await suite.puente.dialog.getByRole('button', { name: 'Stop', exact: true }).focus()
  await suite.page.keyboard.press('Enter')
  await suite.puente.dialog.getByText('Stopped').waitFor()
  expect(await suite.page.getByTestId('capture-count').textContent()).toContain('6 packets')
  const { stdout } = await lab.run(['sh', '-c', 'capinfos -TMrc /home/alex/*.pcapng'])
  expect(stdout.trim().split('\t').at(-1)).toBe('6')
})
