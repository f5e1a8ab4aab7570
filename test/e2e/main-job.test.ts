import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import type { HostSnapshot } from '../lab/snapshot.ts'
import { startDisplay } from '../support/display.ts'
import type { Display } from '../support/display.ts'
import { connection, profileNames } from '../support/host.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'
import type { AppWindow } from '../support/window.ts'

const SECOND = { timeout: 1_000 }

const lab = Lab.attach()
let display: Display
let window: AppWindow
let puente: PuentePage

beforeAll(async () => {
  display = await startDisplay(lab)
  window = await openWindow(lab, { display: display.name })
  puente = new PuentePage(window.page)
  await puente.ready()
})
afterAll(async () => {
  await window[Symbol.asyncDispose]()
  await display[Symbol.asyncDispose]()
})

describe('the main job, by clicks', () => {
  let before: HostSnapshot
  let profiles: string[]
  let mac = ''

  beforeAll(async () => {
    before = await lab.snapshotHost()
    profiles = await profileNames(lab)
    await lab.guest('web').waitUntilUp()
  })

  it('shows every NIC, and why one cannot be bridged', async () => {
    await puente.goTo('Host network')
    await puente.press('Create bridge')
    await puente.dialog.getByTestId('nic-eth1').getByText('It is not connected').waitFor()
    expect(await puente.dialog.getByRole('radio', { name: 'eth1' }).isDisabled()).toBe(true)
  })

  it('says beside the field what is wrong with a name', async () => {
    const name = puente.dialog.getByLabel('Bridge name')
    await name.fill("br'0")
    await puente.dialog.getByText('Use 1 to 15 letters').waitFor()
    await name.fill('eth1')
    await puente.dialog.getByText('already has an interface with this name').waitFor()
    const proceed = puente.dialog.getByRole('button', { name: 'Continue' })
    expect(await proceed.isDisabled()).toBe(true)
  })

  it('shows the plan, and has touched nothing', async () => {
    await puente.chooseBridge('eth0', 'br0')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    const plan = puente.dialog.getByTestId('plan')
    await plan.getByText('Put eth0 under br0').waitFor()
    await plan
      .getByText(before.addresses[0] ?? '')
      .first()
      .waitFor()
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
  })

  it('goes back at a press of Revert', async () => {
    await puente.pressInDialog('Apply')
    await puente.questionAsked()
    await puente.pressInDialog('Revert')
    await puente.dialog.getByRole('heading', { name: 'Reverted' }).waitFor()
    expect(await lab.snapshotHost()).toEqual(before)
    await puente.pressInDialog('Close')
  })

  it('makes the bridge and keeps it', async () => {
    await puente.goTo('Overview')
    await puente.press('Put a machine on the LAN')
    await puente.pressInDialog('Create bridge')
    await puente.chooseBridge('eth0', 'br0')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.questionAsked()
    await puente.pressInDialog('Keep')
    await puente.changeDone()
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
  })

  it('plugs a running machine into it, which leases from the LAN', async () => {
    await puente.pressInDialog('Choose a machine')
    await puente.chooseMachine('web')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Add NIC')
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    mac = leased.mac
    expect(lab.lan.leases()).toContainEqual(expect.objectContaining({ mac }))
    await puente.openMachine('web')
    await puente.nic(mac).getByText('host-bridge').waitFor()
    await puente.nic(mac).getByRole('button', { name: 'Look for it' }).click()
    await puente.nic(mac).getByText(leased.address).waitFor()
  })

  it('takes the NIC out again', async () => {
    await window.page.getByRole('button', { name: `Remove NIC ${mac}` }).click()
    await puente.planShown()
    await puente.pressInDialog('Remove NIC')
    await puente.nic(mac).waitFor({ state: 'detached' })
    expect(await lab.virsh('domiflist', 'web')).not.toContain(mac)
    expect(await lab.virsh('domiflist', 'web', '--inactive')).not.toContain(mac)
  })

  it('removes the bridge and gives the NIC its own profile back', async () => {
    await puente.openInterface('br0')
    await puente.press('Remove bridge')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.questionAsked()
    await puente.pressInDialog('Keep')
    await puente.changeDone()
    await puente.pressInDialog('Close')
    await window.page.getByTestId('interface-br0').waitFor({ state: 'detached' })
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
  })
})

describe('what others do appears within a second', () => {
  it('a network made and removed with virsh', async () => {
    await puente.goTo('Networks')
    const row = window.page.getByTestId('network-by-virsh')
    const xml = '<network><name>by-virsh</name><bridge name="virbr8"/></network>'
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: xml })
    await row.waitFor(SECOND)
    await lab.virsh('net-undefine', 'by-virsh')
    await row.waitFor({ state: 'detached', ...SECOND })
  })

  it('a machine started and destroyed with virsh', async () => {
    await puente.goTo('Machines')
    const row = window.page.getByTestId('machine-old-mail')
    await row.getByText('Off').waitFor()
    await lab.virsh('start', 'old-mail')
    await row.getByText('Running').waitFor(SECOND)
    await lab.virsh('destroy', 'old-mail')
    await row.getByText('Off').waitFor(SECOND)
  })

  it('a bridge made and deleted with nmcli', async () => {
    await puente.goTo('Host network')
    const row = window.page.getByTestId('interface-br7')
    const add = ['connection', 'add', 'type', 'bridge', 'ifname', 'br7', 'con-name', 'br7']
    await lab.nmcli(...add, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
    await row.waitFor(SECOND)
    await lab.nmcli('connection', 'delete', 'br7')
    await row.waitFor({ state: 'detached', ...SECOND })
  })
})
