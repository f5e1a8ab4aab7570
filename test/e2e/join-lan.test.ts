/** The main job starts from what is there: a bridge that leads to the LAN, whoever made it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

const add = (...words: string[]) => lab.nmcli('connection', 'add', ...words)
const joinLan = async () => {
  await suite.puente.goTo('Overview')
  await suite.puente.press('Connect a machine to the LAN')
  await suite.puente.dialog.waitFor()
}

// cockpit-project/cockpit #22128, cockpit-machines #563: a bridge is there, made by other means
describe('a bridge that nmcli made', () => {
  beforeAll(async () => {
    await add('type', 'bridge', 'ifname', 'br0', 'con-name', 'br0', 'bridge.stp', 'no')
    await add('type', 'ethernet', 'ifname', 'eth0', 'con-name', 'br0-p', 'master', 'br0')
    // A network on a bridge that is nowhere, and the first by name.
    const nowhere = `<network><name>a-nowhere</name><forward mode="bridge"/><bridge name="br9"/></network>`
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin; virsh net-start a-nowhere'], {
      input: nowhere,
      check: false,
    })
    await lab.nmcli('connection', 'up', 'br0-p')
    await suite.puente.goTo('Host network')
    await suite.puente.page.getByTestId('interface-br0').waitFor()
  })

  it('is offered, and a network on a bridge that is not there is not', async () => {
    await joinLan()
    const { dialog } = suite.puente
    expect(await dialog.getByTestId('needs-bridge').count()).toBe(0)
    await dialog.getByTestId('lan-way').getByText('the bridge br0').waitFor()
    expect(await dialog.getByText('a-nowhere').count()).toBe(0)
  })

  it('takes the machine’s new NIC', async () => {
    const { puente } = suite
    await puente.dialog.getByRole('button', { name: 'Machine', exact: true }).click()
    await puente.page.getByRole('option', { name: /^web/ }).click()
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Add NIC')
    await puente.page.getByText('web has a new NIC on br0').first().waitFor()
    const xml = await lab.run(['virsh', 'dumpxml', 'web'])
    expect(xml.stdout).toMatch(/<source bridge=.br0./)
  })
})
