/** The NICs of machines in the real window, by clicks, and once by the keyboard alone. */
import { beforeAll, describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { Keyboard } from '../support/keyboard.ts'
import { chooseInBox } from '../support/desktop-boxes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const WEB = GUESTS[0]?.mac ?? ''
const DB = GUESTS[1]?.mac ?? ''
const SECOND = `<network><name>second</name><forward mode="nat"/><bridge name="virbr5"/>
  <ip address="10.99.5.1" netmask="255.255.255.0"><dhcp><range start="10.99.5.10" end="10.99.5.99"/></dhcp></ip></network>`

beforeAll(async () => {
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: SECOND })
  await lab.virsh('net-start', 'second')
})

async function choose(label: string, option: string | RegExp): Promise<void> {
  await suite.puente.dialog.getByRole('combobox', { name: label, exact: true }).click()
  await suite.page.getByRole('option', { name: option }).click()
}

const defined = (name: string) => lab.virsh('dumpxml', name, '--inactive')
const pending = (mac: string) => suite.puente.nic(mac).getByTestId('nic-pending')

describe('a NIC of a running machine', () => {
  it('goes to another network without unplugging, and back at a press of Undo', async () => {
    await lab.guest('web').waitForAddress('192.168.122.')
    await suite.puente.openMachine('web')
    await suite.page.getByRole('button', { name: `Change NIC ${WEB}` }).click()
    await choose('Network', /^second/)
    await suite.puente.planShown()
    await suite.puente.dialog.getByText('Connect NIC').waitFor()
    await suite.puente.pressInDialog('Change')
    await suite.puente.dialog.waitFor({ state: 'detached' })
    await suite.puente.nic(WEB).getByText('second').waitFor()
    expect(await lab.virsh('domiflist', 'web')).toContain('second')
    expect(await defined('web')).toContain("network='second'")
    expect(lab.guest('web').console()).not.toContain('eth0 gone')
    await suite.puente.press('Undo')
    await suite.puente.nic(WEB).getByText('default').waitFor()
    // The cable is moved first, then looked at, and what is stored comes last.
    await expect.poll(() => defined('web'), { timeout: 20_000 }).not.toContain("network='second'")
  })

  it('waits for the next start when asked so, shows it, and is applied at a press', async () => {
    await suite.page.getByRole('button', { name: `Change NIC ${WEB}` }).click()
    await suite.puente.dialog.getByRole('switch', { name: 'Link active' }).click()
    await suite.puente.dialog.getByRole('radio', { name: 'At the next start' }).click()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Change')
    await pending(WEB).getByText('At the next start: link').waitFor()
    expect(await lab.virsh('domif-getlink', 'web', WEB)).toContain('up')
    await pending(WEB).getByRole('button', { name: 'Apply now' }).click()
    await suite.puente.nic(WEB).getByText('Link down').waitFor()
    expect(await lab.virsh('domif-getlink', 'web', WEB)).toContain('down')
  })

  it('says what can’t be changed while it runs', async () => {
    await suite.page.getByRole('button', { name: `Change NIC ${WEB}` }).click()
    await suite.puente.dialog.locator('summary').filter({ hasText: 'Device' }).click()
    await choose('Model', 'e1000e')
    await suite.puente.dialog.getByTestId('nic-waits').getByText('model').waitFor()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Change')
    await pending(WEB).getByText('model').waitFor()
    expect(await defined('web')).toContain("<model type='e1000e'/>")
    await pending(WEB).getByRole('button', { name: 'Discard change' }).click()
    await pending(WEB).waitFor({ state: 'detached' })
    expect(await defined('web')).not.toContain('e1000e')
  })
})

describe('the list of machines', () => {
  const EARLY = `<domain type='qemu'><name>aaa</name><memory unit='MiB'>16</memory>
    <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`

  it('keeps what is being read when one comes whose name is earlier', async () => {
    await suite.puente.goTo('Machines')
    const shown = suite.page.getByTestId('machine-detail')
    const before = await shown.getAttribute('aria-label')
    await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input: EARLY })
    await suite.page.getByTestId('machine-aaa').waitFor()
    expect(await shown.getAttribute('aria-label')).toBe(before)
    await lab.virsh('undefine', 'aaa')
    await suite.page.getByTestId('machine-aaa').waitFor({ state: 'detached' })
  })
})

describe('the page of a machine', () => {
  it('shows the next one, and puts no other NIC under the key that is pressed next', async () => {
    await suite.puente.openMachine('web')
    const edit = (mac: string) => suite.page.getByRole('button', { name: `Change NIC ${mac}` })
    await edit(WEB).focus()
    // As a link from outside does: a click would take the focus along.
    await suite.page.getByTestId('machine-db').dispatchEvent('click')
    await edit(DB).waitFor()
    expect(await edit(WEB).count()).toBe(0)
    expect(await edit(DB).evaluate((button) => button === document.activeElement)).toBe(false)
  })
})

describe('several machines', () => {
  it('get a NIC on a network in one go', async () => {
    await suite.puente.press('Several machines')
    await suite.page
      .getByRole('menuitem', { name: 'Connect several machines to a network' })
      .click()
    await choose('Network', /^second/)
    for (const name of ['db', 'old-mail']) {
      await suite.puente.dialog.getByRole('checkbox', { name }).click()
    }
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Add NICs')
    await suite.page.getByText('2 machines have a new NIC on second').first().waitFor()
    for (const name of ['db', 'old-mail']) {
      expect(await defined(name)).toContain("network='second'")
    }
    const leased = await lab.guest('db').waitForAddress('10.99.5.')
    expect(leased.mac).not.toBe(DB)
  })

  it('go from one network to another in one go', async () => {
    await suite.puente.press('Several machines')
    await suite.page.getByRole('menuitem', { name: 'Move all machines' }).click()
    await choose('From', /^second/)
    await choose('To', /^default/)
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Move all')
    await suite.page.getByText('All machines moved from second to default').first().waitFor()
    for (const name of ['db', 'old-mail']) {
      expect(await defined(name)).not.toContain("network='second'")
    }
  })
})

describe('a new machine', () => {
  const BOOT =
    '#!ipxe\nkernel vmlinuz console=ttyS0 quiet hostname=fresh\ninitrd initrd.img\nboot\n'
  const NETWORK = `<network><name>boot</name><forward mode="nat"/><bridge name="virbr6"/>
    <ip address="10.99.6.1" netmask="255.255.255.0"><tftp root="/run/lab/tftp"/><dhcp>
    <range start="10.99.6.10" end="10.99.6.99"/><bootp file="boot.ipxe"/></dhcp></ip></network>`
  const leases = (network: string) => lab.virsh('net-dhcp-leases', network)

  beforeAll(async () => {
    const copy = 'mkdir -p /run/lab/tftp && cp /var/lib/libvirt/boot/* /run/lab/tftp/'
    const write = 'cat >/run/lab/tftp/boot.ipxe && chmod -R a+rX /run/lab/tftp'
    await lab.run(['sh', '-c', `${copy} && ${write}`], { input: BOOT })
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: NETWORK })
    await lab.virsh('net-start', 'boot')
  })

  it('is made with three NICs on three networks, boots, and leases on each', async () => {
    const { dialog } = suite.puente
    await suite.puente.goTo('Machines')
    await suite.puente.press('New machine')
    await dialog.getByLabel('Name', { exact: true }).fill('fresh')
    await dialog.getByLabel('Memory, MiB').fill('256')
    await dialog.getByRole('switch', { name: 'Without KVM' }).click()
    await choose('Start from', 'Installation medium (ISO)')
    await chooseInBox(suite.window, '/run/lab/medium.iso')
    await dialog.getByRole('button', { name: 'Browse…' }).click()
    await expect.poll(() => dialog.getByLabel('ISO file').inputValue()).toBe('/run/lab/medium.iso')
    await choose('Start from', 'Network (PXE)')
    await choose('Disk', 'No disk')
    for (const [index, network] of ['boot', 'default', 'second'].entries()) {
      if (index > 0) await dialog.getByRole('button', { name: 'Add NIC' }).click()
      await choose(`Network of NIC ${index + 1}`, new RegExp(`^${network}`))
    }
    await dialog.getByLabel('MAC of NIC 1').fill('52:54:00:51:64:b1')
    await suite.puente.planShown()
    await dialog.getByTestId('plan-commands').locator('summary').click()
    await dialog.getByText('--network network=boot,model=virtio,mac=52:54:00:51:64:b1').waitFor()
    await suite.puente.pressInDialog('Create machine')
    await suite.page.getByTestId('machine-fresh').getByText('Running').waitFor()
    for (const network of ['boot', 'default', 'second']) {
      await expect.poll(() => leases(network), { timeout: 100_000 }).toContain('fresh')
    }
    await lab.virsh('destroy', 'fresh')
  })
})

describe('the keyboard alone', () => {
  it('pauses a machine and lets it go on', async () => {
    await suite.puente.openMachine('db')
    const more = suite.page.getByRole('button', { name: 'More actions' })
    await more.focus()
    // A menu is in sight a moment before its first item has the focus: what has it is looked at.
    await new Keyboard(suite.page).chooseInMenu(more, 'Pause')
    await suite.page.getByRole('button', { name: 'Resume' }).waitFor()
    expect(await lab.virsh('domstate', 'db')).toBe('paused')
    await suite.page.getByRole('button', { name: 'Resume' }).focus()
    await suite.page.keyboard.press('Enter')
    await suite.page.getByRole('button', { name: 'Shut down' }).waitFor()
    expect(await lab.virsh('domstate', 'db')).toBe('running')
  })

  it('pulls the cable of a NIC', async () => {
    await suite.page.getByRole('button', { name: `Change NIC ${DB}` }).focus()
    await suite.page.keyboard.press('Enter')
    const cable = suite.puente.dialog.getByRole('switch', { name: 'Link active' })
    await cable.waitFor()
    for (let presses = 0; presses < 10 && !(await hasFocus(cable)); presses++) {
      await suite.page.keyboard.press('Tab')
    }
    await suite.page.keyboard.press('Space')
    await suite.puente.planShown()
    const change = suite.puente.dialog.getByRole('button', { name: 'Change', exact: true })
    await expect.poll(() => change.isEnabled()).toBe(true)
    for (let presses = 0; presses < 20 && !(await hasFocus(change)); presses++) {
      await suite.page.keyboard.press('Tab')
    }
    await suite.page.keyboard.press('Enter')
    await suite.puente.nic(DB).getByText('Link down').waitFor()
    expect(await lab.virsh('domif-getlink', 'db', DB)).toContain('down')
  })

  const hasFocus = (one: { evaluate: typeof suite.puente.dialog.evaluate }) =>
    one.evaluate((element) => element === document.activeElement)
})
