import { beforeAll, describe, expect, it } from 'vitest'
import type { HostSnapshot } from '../lab/snapshot.ts'
import { connection, profileNames } from '../support/host.ts'
import { WindowSuite } from '../support/window-suite.ts'

const SECOND = { timeout: 1_000 }

const suite = WindowSuite.use()
const { lab } = suite

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
    await suite.puente.goTo('Host network')
    await suite.puente.press('Create bridge')
    const eth1 = suite.puente.dialog.getByRole('radio', { name: 'eth1' })
    expect(await eth1.isDisabled()).toBe(false)
    await lab.nmcli('device', 'set', 'eth1', 'managed', 'no')
    try {
      const reason = suite.puente.dialog.getByTestId('nic-eth1')
      // From 1.48 on NetworkManager also says why it does not.
      await reason.getByText('nmcli device set eth1 managed yes').waitFor()
      expect(await eth1.isDisabled()).toBe(true)
    } finally {
      await lab.nmcli('device', 'set', 'eth1', 'managed', 'yes')
    }
  })

  it('says beside the field what is wrong with a name', async () => {
    const name = suite.puente.dialog.getByLabel('Bridge name')
    await name.fill("br'0")
    await suite.puente.dialog.getByText('Use 1 to 15 letters').waitFor()
    await name.fill('eth1')
    await suite.puente.dialog.getByText('already has an interface with this name').waitFor()
    const proceed = suite.puente.dialog.getByRole('button', { name: 'Continue' })
    expect(await proceed.isDisabled()).toBe(true)
  })

  it('shows the plan, and has touched nothing', async () => {
    await suite.puente.chooseBridge('eth0', 'br0')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.planShown()
    const plan = suite.puente.dialog.getByTestId('plan')
    await plan.getByText('Add eth0 to br0').waitFor()
    await plan
      .getByText(before.addresses[0] ?? '')
      .first()
      .waitFor()
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
  })

  it('goes back at a press of Revert', async () => {
    await suite.puente.pressInDialog('Apply')
    await suite.puente.questionAsked()
    await suite.puente.pressInDialog('Revert')
    await suite.puente.dialog.getByRole('heading', { name: 'Reverted' }).waitFor()
    expect(await lab.snapshotHost()).toEqual(before)
    // With its form as it was filled in.
    await suite.puente.pressInDialog('Try again')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Back')
    const name = suite.puente.dialog.getByLabel('Bridge name')
    expect(await name.inputValue()).toBe('br0')
    await suite.puente.pressInDialog('Cancel')
  })

  it('makes the bridge and keeps it', async () => {
    await suite.puente.goTo('Overview')
    await suite.puente.press('Connect a machine to the LAN')
    await suite.puente.pressInDialog('Create bridge')
    await suite.puente.chooseBridge('eth0', 'br0')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.applyAndKeep()
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
  })

  it('plugs a running machine into it, which leases from the LAN', async () => {
    await suite.puente.pressInDialog('Choose a machine')
    await suite.puente.chooseMachine('web')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Add NIC')
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    mac = leased.mac
    expect(lab.lan.leases()).toContainEqual(expect.objectContaining({ mac }))
    await suite.puente.openMachine('web')
    await suite.puente.nic(mac).getByText('host-bridge').waitFor()
    await suite.puente.nic(mac).getByRole('button', { name: 'Find address' }).click()
    await suite.puente.nic(mac).getByText(leased.address).waitFor()
  })

  it('takes the NIC out again', async () => {
    await suite.page.getByRole('button', { name: `Remove NIC ${mac}` }).click()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Remove NIC')
    await suite.puente.nic(mac).waitFor({ state: 'detached' })
    expect(await lab.virsh('domiflist', 'web')).not.toContain(mac)
    expect(await lab.virsh('domiflist', 'web', '--inactive')).not.toContain(mac)
  })

  it('removes the bridge and gives the NIC its own profile back', async () => {
    await suite.puente.openInterface('br0')
    await suite.puente.press('Remove bridge')
    await suite.puente.applyAndKeep('Remove bridge')
    await suite.puente.pressInDialog('Close')
    await suite.page.getByTestId('interface-br0').waitFor({ state: 'detached' })
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
  })
})

describe('what others do appears within a second', () => {
  it('a network made and removed with virsh', async () => {
    await suite.puente.goTo('Networks')
    const row = suite.page.getByTestId('network-by-virsh')
    const xml = '<network><name>by-virsh</name><bridge name="virbr8"/></network>'
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: xml })
    await row.waitFor(SECOND)
    await lab.virsh('net-undefine', 'by-virsh')
    await row.waitFor({ state: 'detached', ...SECOND })
  })

  it('a machine started and destroyed with virsh', async () => {
    await suite.puente.goTo('Machines')
    const row = suite.page.getByTestId('machine-old-mail')
    await row.getByText('Shut off').waitFor()
    await lab.virsh('start', 'old-mail')
    await row.getByText('Running').waitFor(SECOND)
    await lab.virsh('destroy', 'old-mail')
    await row.getByText('Shut off').waitFor(SECOND)
  })

  it('a bridge made and deleted with nmcli', async () => {
    await suite.puente.goTo('Host network')
    const row = suite.page.getByTestId('interface-br7')
    const add = ['connection', 'add', 'type', 'bridge', 'ifname', 'br7', 'con-name', 'br7']
    await lab.nmcli(...add, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
    await row.waitFor(SECOND)
    await lab.nmcli('connection', 'delete', 'br7')
    await row.waitFor({ state: 'detached', ...SECOND })
  })
})
