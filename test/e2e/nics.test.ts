/** NICs in the real window: wherever they may lead, as XML, cloned, and by the keyboard alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { Keyboard } from '../support/keyboard.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const WEB = GUESTS[0]?.mac ?? ''
const MAC = '52:54:00:51:64:c1'
const THIRD = `<network><name>third</name><bridge name="virbr8"/>
  <ip address="10.99.8.1" netmask="255.255.255.0"/></network>`

const defined = (name: string) => lab.virsh('dumpxml', name, '--inactive')
const running = (name: string) => lab.virsh('dumpxml', name)
const macsOf = (xml: string) => [...xml.matchAll(/<mac address='(.*)'/g)].map(([, mac]) => mac)
const tooltip = (name: string) => suite.page.getByRole('button', { name, exact: true })

beforeAll(async () => {
  const bridge = ['connection', 'add', 'type', 'bridge', 'ifname', 'br5', 'con-name', 'br5']
  await lab.nmcli(...bridge, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: THIRD })
  await lab.virsh('net-start', 'third')
  await lab.guest('web').waitUntilUp()
  suite.page.setDefaultTimeout(15_000)
})
afterAll(async () => {
  // The other tests of the window have the same lab.
  await lab.nmcli('connection', 'delete', 'br5')
  await lab.virsh('net-destroy', 'third')
  await lab.virsh('net-undefine', 'third')
})

/** On web's page, with this NIC, also where the test that adds it has failed. */
async function withNic(mac: string, ...source: string[]): Promise<void> {
  await suite.puente.openMachine('web')
  if (!macsOf(await running('web')).includes(mac)) {
    await lab.virsh('attach-interface', 'web', ...source, '--mac', mac, '--live', '--config')
  }
  await suite.puente.nic(mac).waitFor()
}

/** In the message that says so: one of an earlier change may still be there. */
const undo = (said: string) =>
  suite.page
    .locator('[data-state="open"]', { hasText: said })
    .getByRole('button', { name: 'Undo', exact: true })
    .last()

async function choose(label: string, option: string | RegExp): Promise<void> {
  await suite.puente.dialog.getByRole('combobox', { name: label, exact: true }).click()
  await suite.page.getByRole('option', { name: option }).click()
}

async function closed(): Promise<void> {
  await suite.puente.dialog.waitFor({ state: 'detached' })
}

async function removeNic(mac: string): Promise<void> {
  await tooltip(`Remove NIC ${mac}`).click()
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Remove NIC')
  await suite.puente.nic(mac).waitFor({ state: 'detached' })
}

describe('a NIC, by clicks', () => {
  it('is added on a bridge of the host, with a card that the emulator has', async () => {
    const { dialog } = suite.puente
    await suite.puente.openMachine('web')
    await suite.puente.press('Add NIC')
    await choose('Network', /^br5/)
    await choose('Model', /^e1000e/)
    await dialog.getByLabel('MAC address').fill(MAC)
    await suite.puente.planShown()
    await dialog.getByText('No libvirt network').waitFor({ state: 'detached' })
    await suite.puente.pressInDialog('Add NIC')
    await suite.puente.nic(MAC).getByText('Bridge br5').waitFor()
    expect(await running('web')).toMatch(
      /<source bridge='br5'\/>\s*<target.*\s*<model type='e1000e'/,
    )
  })
})

describe('a NIC that was added', () => {
  beforeEach(() => withNic(MAC, 'bridge', 'br5'))

  it('comes back with its MAC after it was removed', async () => {
    await removeNic(MAC)
    expect(macsOf(await defined('web'))).not.toContain(MAC)
    await undo(`NIC ${MAC} removed from web`).click()
    await suite.puente.nic(MAC).getByText('Bridge br5').waitFor()
    expect(macsOf(await defined('web'))).toContain(MAC)
    expect(macsOf(await running('web'))).toContain(MAC)
  })

  it('goes straight onto a device, and what says so lies on no button of the next dialog', async () => {
    const { dialog } = suite.puente
    await tooltip(`Change NIC ${MAC}`).click()
    await choose('Network source', 'Device of this host')
    await choose('Device', 'eth1')
    await dialog.getByTestId('nic-waits').getByText('network').waitFor()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Change')
    await closed()
    const toast = suite.page.getByText(`NIC ${MAC} of web changed`).first()
    await toast.waitFor()
    await tooltip(`Change NIC ${MAC}`).click()
    for (const summary of await dialog.locator('summary').all()) await summary.click()
    const cancel = dialog.getByRole('button', { name: 'Cancel' })
    await cancel.click({ timeout: 4_000 })
    expect(await toast.isVisible()).toBe(true)
    await suite.puente.nic(MAC).getByTestId('nic-pending').getByText('network').waitFor()
    expect(await defined('web')).toContain("<source dev='eth1' mode='bridge'/>")
    await suite.puente.nic(MAC).getByRole('button', { name: 'Discard change' }).click()
    await suite.puente.nic(MAC).getByTestId('nic-pending').waitFor({ state: 'detached' })
    expect(await defined('web')).not.toContain("<source dev='eth1'")
  })

  it('is cloned with all others of its machine, each with a MAC of its own', async () => {
    await suite.puente.openMachine('old-mail')
    const before = macsOf(await defined('old-mail'))
    await suite.puente.press('Copy NICs from another machine')
    await choose('Copy from', 'web')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Add NICs')
    await suite.page.getByText('NICs of web copied to old-mail').first().waitFor()
    const xml = await defined('old-mail')
    expect(xml).toContain("<source bridge='br5'/>")
    const after = macsOf(xml)
    expect(after).toHaveLength(before.length + macsOf(await defined('web')).length)
    expect(after).not.toContain(MAC)
    await undo('NICs of web copied to old-mail').click()
    await suite.page.getByText('Undone').first().waitFor()
    expect(macsOf(await defined('old-mail'))).toEqual(before)
  })
})

describe('a NIC, in its row', () => {
  const link = (mac: string) => suite.page.getByRole('switch', { name: `Link of NIC ${mac}` })
  const linkOf = (mac: string) => lab.virsh('domif-getlink', 'web', mac)

  it('is cut off by its switch once the plan has said so, and comes back by Undo', async () => {
    await suite.puente.openMachine('web')
    await link(WEB).click()
    await suite.puente.planShown()
    await suite.puente.dialog.getByText('on this NIC now is cut off').waitFor()
    expect(await linkOf(WEB)).toContain('up')
    await suite.puente.pressInDialog('Disconnect')
    await closed()
    await suite.puente.nic(WEB).getByText('Link down').waitFor()
    expect(await linkOf(WEB)).toContain('down')
    expect(await defined('web')).toContain("<link state='down'/>")
    await undo(`Link of NIC ${WEB} of web disconnected`).click()
    await suite.puente.nic(WEB).getByText('Link up').waitFor()
    expect(await linkOf(WEB)).toContain('up')
  })

  it('of a machine that is off goes to another network at a press, and back by Undo', async () => {
    await suite.puente.openMachine('old-mail')
    const before = await defined('old-mail')
    const [mac = ''] = macsOf(before)
    await tooltip(`Move NIC ${mac} to another network`).click()
    await suite.page.getByRole('menuitem', { name: 'third', exact: true }).click()
    await suite.puente.nic(mac).getByRole('link', { name: 'third' }).waitFor()
    expect(await defined('old-mail')).toContain("<source network='third'")
    await undo('NIC of old-mail moved to third').click()
    await suite.puente.nic(mac).getByRole('link', { name: 'third' }).waitFor({ state: 'detached' })
    expect(await defined('old-mail')).toBe(before)
  })
})

describe('XML, by clicks', () => {
  const editor = () => suite.puente.dialog.locator('.cm-content').first()
  const marked = () => suite.puente.dialog.locator('.cm-lint-marker-error')

  it('of a machine is refused at its line, and stored once it is right', async () => {
    const { dialog } = suite.puente
    await suite.puente.openMachine('old-mail')
    await suite.puente.press('XML')
    await editor().getByText('old-mail').first().waitFor()
    const xml = await defined('old-mail')
    await suite.puente.writeXml(editor(), xml.replace('<memballoon', '<nonsense/><memballoon'))
    await dialog.getByTestId('error').getByText('does not accept').waitFor()
    await marked().waitFor()
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await suite.puente.writeXml(
      editor(),
      xml.replace('<title>', '').replace('<memory', '<title>Old mail</title><memory'),
    )
    await suite.puente.planShown()
    await dialog.getByText('XML changes').click()
    await dialog.getByTestId('xml-difference').getByText('Old mail').waitFor()
    await suite.puente.pressInDialog('Save')
    await closed()
    expect(await defined('old-mail')).toContain('<title>Old mail</title>')
    await undo('Definition of old-mail changed').click()
    await suite.page.getByText('Undone').first().waitFor()
    expect(await defined('old-mail')).toBe(xml)
  })

  it('of a NIC is changed at once, and stored', async () => {
    const { dialog } = suite.puente
    await suite.puente.openMachine('web')
    await tooltip(`Change NIC ${WEB}`).click()
    await dialog.locator('summary').filter({ hasText: 'XML' }).click()
    await suite.puente.pressInDialog('Edit XML')
    await editor().getByText('interface').first().waitFor()
    const lines = await dialog.locator('.cm-line').allTextContents()
    const xml = lines.join('\n').replace('</interface>', '<link state="down"/></interface>')
    await suite.puente.writeXml(editor(), xml)
    await dialog.getByRole('radio', { name: 'Now and permanently' }).click()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Save')
    await closed()
    await suite.puente.nic(WEB).getByText('Link down').waitFor()
    expect(await lab.virsh('domif-getlink', 'web', WEB)).toContain('down')
    await undo(`NIC ${WEB} of web changed`).click()
    await suite.puente.nic(WEB).getByText('Link up').waitFor()
  })
})

describe('from a network’s page', () => {
  const row = (name: string) => suite.page.getByTestId(`network-${name}`)

  async function open(name: string, item: string): Promise<void> {
    await suite.puente.goTo('Networks')
    await row(name).click()
    await suite.puente.press('More actions')
    await suite.page.getByRole('menuitem', { name: item }).click()
  }

  it('machines are put on it, and moved to another', async () => {
    await open('third', 'Connect machines to this network')
    await suite.puente.dialog.getByRole('checkbox', { name: 'old-mail' }).click()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Add NICs')
    await closed()
    await suite.page.getByTestId('network-detail').getByText('old-mail').first().waitFor()
    expect(await defined('old-mail')).toContain("network='third'")
    await open('third', 'Move its machines to another network')
    await choose('To', /^default/)
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Move all')
    await closed()
    expect(await defined('old-mail')).not.toContain("network='third'")
    const added = macsOf(await defined('old-mail')).at(-1) ?? ''
    await suite.puente.openMachine('old-mail')
    await removeNic(added)
  })
})

describe('the keyboard alone', () => {
  const keys = () => new Keyboard(suite.page)
  const inDialog = (name: string) =>
    suite.puente.dialog.getByRole('button', { name, exact: true }).last()
  const list = (name: string) => suite.puente.dialog.getByRole('combobox', { name, exact: true })

  async function confirm(name: string): Promise<void> {
    await suite.puente.planShown()
    await expect.poll(() => inDialog(name).isEnabled()).toBe(true)
    await keys().pressOn(inDialog(name))
    await closed()
  }

  it('finds a machine, adds a NIC, changes its network, and takes that back', async () => {
    const keyboard = keys()
    await keyboard.press('Control+k')
    await suite.puente.dialog.waitFor()
    await keyboard.type('web')
    await suite.page.getByRole('option', { name: 'web' }).first().waitFor()
    await keyboard.press('Enter')
    await suite.page.getByTestId('machine-detail').getByRole('heading', { name: 'web' }).waitFor()
    await keyboard.pressOn(tooltip('Add NIC'))
    await keyboard.choose(list('Network'), /^third/)
    await keyboard.goTo(suite.puente.dialog.getByLabel('MAC address'))
    await keyboard.type('52:54:00:51:64:c2')
    await confirm('Add NIC')
    const added = suite.puente.nic('52:54:00:51:64:c2')
    await added.getByText('third').waitFor()
    await keyboard.pressOn(tooltip('Change NIC 52:54:00:51:64:c2'))
    await keyboard.choose(list('Network'), /^default/)
    await confirm('Change')
    await added.getByText('default').waitFor()
    expect(await lab.virsh('domiflist', 'web')).not.toContain('third')
    await keyboard.pressOn(undo('NIC 52:54:00:51:64:c2 of web changed'))
    await added.getByText('third').waitFor()
    expect(await lab.virsh('domiflist', 'web')).toContain('third')
  })

  it('removes it, and has it back', async () => {
    const mac = '52:54:00:51:64:c2'
    const keyboard = keys()
    await withNic(mac, 'network', 'third')
    await keyboard.pressOn(tooltip(`Remove NIC ${mac}`))
    await confirm('Remove NIC')
    await suite.puente.nic(mac).waitFor({ state: 'detached' })
    expect(macsOf(await running('web'))).not.toContain(mac)
    await keyboard.pressOn(undo(`NIC ${mac} removed from web`))
    await suite.puente.nic(mac).waitFor()
    expect(macsOf(await running('web'))).toContain(mac)
    await keyboard.pressOn(tooltip(`Remove NIC ${mac}`))
    await confirm('Remove NIC')
    await suite.puente.nic(mac).waitFor({ state: 'detached' })
  })

  it('starts a machine and pulls its plug', async () => {
    const keyboard = keys()
    await suite.puente.goTo('Machines')
    await keyboard.pressOn(suite.page.getByTestId('machine-old-mail'))
    await keyboard.pressOn(tooltip('Start'))
    await suite.page.getByRole('button', { name: 'Shut down' }).waitFor()
    expect(await lab.virsh('domstate', 'old-mail')).toBe('running')
    await keyboard.chooseInMenu(tooltip('More actions'), 'Force off')
    await keyboard.pressOn(inDialog('Force off'))
    await suite.page.getByRole('button', { name: 'Start' }).waitFor()
    expect(await lab.virsh('domstate', 'old-mail')).toBe('shut off')
  })

  it('leaves the machine as it found it', async () => {
    await withNic(MAC, 'bridge', 'br5')
    await removeNic(MAC)
    expect(macsOf(await defined('web'))).not.toContain(MAC)
    expect(macsOf(await defined('web'))).toContain(WEB)
  })
})
