import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { canonical } from '../../electron/libvirt/xml/definition/differences.ts'
import { parse } from '../../electron/libvirt/xml/dom.ts'
import { visible } from '../../shared/rules/visible.ts'
import { Lab } from '../lab/lab.ts'
import { startDisplay } from '../support/display.ts'
import type { Display } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'
import type { AppWindow } from '../support/window.ts'

/** What a user begins with; the first beside the one that the lab has. */
const REFERENCES = [
  {
    name: 'reference',
    xml: '<network><name>reference</name><forward mode="nat"/><bridge name="virbr80"/><ip address="192.168.222.1" netmask="255.255.255.0"><dhcp><range start="192.168.222.2" end="192.168.222.254"/></dhcp></ip></network>',
  },
  {
    name: 'isolated',
    xml: '<network><name>isolated</name><bridge name="virbr82"/><ip address="192.168.152.1" netmask="255.255.255.0"><dhcp><range start="192.168.152.2" end="192.168.152.254"/></dhcp></ip></network>',
  },
  {
    name: 'very-isolated',
    xml: '<network><name>very-isolated</name><bridge name="virbr83"/></network>',
  },
  {
    name: 'host-bridge',
    xml: '<network><name>host-bridge</name><forward mode="bridge"/><bridge name="br5"/></network>',
  },
  {
    name: 'direct-macvtap',
    xml: '<network><name>direct-macvtap</name><forward mode="bridge"><interface dev="eth0"/></forward></network>',
  },
]

const lab = Lab.attach()
let display: Display
let window: AppWindow
let puente: PuentePage

beforeAll(async () => {
  // A bridge of the host's own, for the kinds that hang on one.
  const bridge = ['connection', 'add', 'type', 'bridge', 'ifname', 'br5', 'con-name', 'br5']
  await lab.nmcli(...bridge, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
  display = await startDisplay(lab)
  window = await openWindow(lab, { display: display.name })
  puente = new PuentePage(window.page)
  window.page.setDefaultTimeout(15_000)
  await puente.ready()
  await puente.goTo('Networks')
})
afterAll(async () => {
  // The other tests of the window have the same lab.
  const names = (await lab.virsh('net-list', '--all', '--name')).split('\n').filter(Boolean)
  for (const name of names.filter((item) => item !== 'default')) {
    await lab.run(['virsh', 'net-destroy', name], { check: false })
    await lab.run(['virsh', 'net-undefine', name], { check: false })
  }
  await lab.nmcli('connection', 'delete', 'br5')
  await window[Symbol.asyncDispose]()
  await display[Symbol.asyncDispose]()
})

// A dialog that a failed test has left open is not the next one's business.
afterEach(() => puente.closeAll())

const row = (name: string) => window.page.getByTestId(`network-${name}`)
const detail = () => window.page.getByTestId('network-detail')
const xmlOf = (name: string, ...which: string[]) => lab.virsh('net-dumpxml', name, ...which)
const editor = () => puente.dialog.locator('.cm-content')

async function chooseKind(kind: string): Promise<void> {
  await puente.press('Create network')
  if (['open', 'hostdev', 'openvswitch'].includes(kind)) await puente.pressInDialog('Special kinds')
  await puente.dialog.getByTestId(`kind-${kind}`).click()
  await puente.pressInDialog('Continue')
  await puente.dialog.getByTestId('network-form').waitFor()
}

async function create(): Promise<void> {
  await puente.pressInDialog('Continue')
  await puente.planShown()
  await puente.pressInDialog('Create network')
}

/** By Esc; what was entered is asked for. */
async function leave(): Promise<void> {
  await window.page.keyboard.press('Escape')
  await puente.discardIfAsked()
  await closed()
}

async function closed(): Promise<void> {
  await puente.dialog.waitFor({ state: 'detached' })
}

async function open(name: string): Promise<void> {
  await row(name).click()
  await detail().getByRole('heading', { name, exact: true }).waitFor()
}

async function choose(item: string): Promise<void> {
  await puente.press('More actions')
  await window.page.getByRole('menuitem', { name: item }).click()
}

/** The number of the line that the editor marks as wrong. */
async function markedLine(): Promise<number> {
  const marker = await puente.dialog.locator('.cm-lint-marker-error').boundingBox()
  const numbers = puente.dialog.locator('.cm-lineNumbers .cm-gutterElement:visible')
  for (const number of await numbers.all()) {
    const box = await number.boundingBox()
    if (box && marker && Math.abs(box.y - marker.y) < box.height / 2) {
      return Number(await number.textContent())
    }
  }
  return 0
}

describe('a network of each kind, by clicks', () => {
  it.each([
    ['nat', 'nat', "<forward mode='nat'>"],
    ['routed', 'routed', "<forward mode='route'/>"],
    ['open', 'open', "<forward mode='open'/>"],
    ['isolated', 'isolated', '<dhcp>'],
    ['very-isolated', 'very-isolated', '<bridge name='],
    ['bridged', 'host-bridge', "<bridge name='br5'/>"],
    ['macvtap', 'direct-macvtap', "<interface dev='eth0'/>"],
  ])('%s, with nothing but what is filled in', async (kind, name, part) => {
    await chooseKind(kind)
    await create()
    await closed()
    await row(name).getByText('Active', { exact: true }).waitFor()
    expect(await xmlOf(name)).toContain(part)
    expect(await lab.virsh('net-list', '--autostart', '--name')).toContain(name)
  })

  it('an Open vSwitch’s, whose bridge somebody names', async () => {
    await chooseKind('openvswitch')
    await puente.dialog.getByRole('button', { name: 'What is missing?' }).click()
    await puente.dialog.getByText('Choose a bridge of this host.').waitFor()
    await puente.dialog.getByLabel('Open vSwitch bridge').fill('ovsbr0')
    await puente.pressInDialog('Continue')
    await puente.dialog.getByText('This host has no ovsbr0 now').waitFor()
    await puente.pressInDialog('Create network')
    await closed()
    expect(await xmlOf('openvswitch')).toContain("<virtualport type='openvswitch'/>")
  })

  it('one that can’t be started is explained, and nothing is left of it', async () => {
    await chooseKind('hostdev')
    await puente.dialog.getByLabel('Physical function').click()
    await window.page.getByRole('option').first().click()
    await create()
    const failed = puente.dialog.getByTestId('error')
    await failed.getByText('libvirt could not start the network').waitFor()
    await failed.getByText('was not created').waitFor()
    await puente.pressInDialog('Back')
    await puente.pressInDialog('Back')
    await puente.pressInDialog('Cancel')
    await puente.discardIfAsked()
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('sr-iov')
  })
})

describe('what is typed', () => {
  it.each([
    ['Name', 'x'.repeat(200), 'at most 63'],
    ['Name', '<img onerror=alert(1)>', 'at most 63'],
    ['Name', 'nat', 'already has a network with this name'],
    ['Bridge name', 'sixteen-letters-', 'Use 1 to 15 letters'],
    ['Bridge name', 'virbr%d', 'Use 1 to 15 letters'],
    ['Bridge name', 'br/0', 'Use 1 to 15 letters'],
    ['Bridge name', 'eth0', 'already has an interface with this name'],
    ['Bridge name', 'virbr0', 'The network “default” has this bridge'],
    ['IPv4 gateway', '192.168.300.1', 'Not an IPv4 address'],
    ['Prefix', '31', 'leaves no room'],
    ['First address', '10.1.1.1', 'Not an address of'],
  ])('%s: %s is refused beside its field', async (label, text, says) => {
    await chooseKind('nat')
    await puente.dialog.getByLabel(label, { exact: true }).fill(text)
    await puente.dialog.getByText(says).first().waitFor()
    const proceed = puente.dialog.getByRole('button', { name: 'Continue' })
    expect(await proceed.isDisabled()).toBe(true)
    await leave()
  })

  it.each([
    ['198.51.100.1', '24', 'on eth0'],
    ['198.51.100.129', '25', 'on eth0'],
    ['198.51.0.1', '16', 'on eth0'],
    ['192.168.122.65', '26', 'network “default”'],
  ])('%s/%s collides, and it says with whom', async (address, prefix, whom) => {
    await chooseKind('nat')
    await puente.dialog.getByLabel('Prefix').fill(prefix)
    await puente.dialog.getByLabel('IPv4 gateway').fill(address)
    const collision = puente.dialog.getByTestId('collision')
    await collision.getByText(whom).first().waitFor()
    const proceed = puente.dialog.getByRole('button', { name: 'Continue' })
    expect(await proceed.isDisabled()).toBe(true)
    await collision.getByLabel('Use it anyway').click()
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.dialog.getByTestId('plan-warnings').getByText('overlaps').first().waitFor()
    await leave()
  })
})

describe('an edit, by clicks', () => {
  it('is in effect at once where libvirt can', async () => {
    await open('nat')
    await puente.press('Edit')
    await puente.pressInDialog('Add reservation')
    await puente.dialog.getByLabel('MAC address').first().fill('52:54:00:00:00:99')
    await puente.dialog.getByLabel('Address', { exact: true }).first().fill('192.168.123.99')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.dialog.getByText('without interruption').waitFor()
    await puente.pressInDialog('Save')
    await closed()
    expect(await xmlOf('nat')).toContain('192.168.123.99')
    expect(await xmlOf('nat', '--inactive')).toContain('192.168.123.99')
    expect(await window.page.getByTestId('network-pending').count()).toBe(0)
  })

  it('waits, visibly, for the restart that one button does', async () => {
    await open('default')
    await puente.press('Edit')
    await puente.dialog.getByText('Domain, forwarders, names').click()
    await puente.dialog.getByLabel('Domain', { exact: true }).fill('lab.example')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.dialog.getByText('A restart interrupts').waitFor()
    await puente.dialog.getByText('XML changes').click()
    await puente.dialog.getByTestId('xml-difference').getByText('lab.example').waitFor()
    await puente.pressInDialog('Save')
    await closed()
    await window.page.getByTestId('network-pending').getByText('DNS').waitFor()
    await lab.guest('web').waitForAddress('192.168.122.')
    await puente.press('Restart to apply')
    await puente.planShown()
    await puente.dialog.getByText('Reconnect the running machines').waitFor()
    await puente.pressInDialog('Restart network')
    await closed()
    await window.page.getByTestId('network-pending').waitFor({ state: 'detached' })
    expect(await xmlOf('default')).toContain('lab.example')
    expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
  })

  it('gives a machine its address for good, in one click', async () => {
    await open('default')
    await window.page.getByRole('button', { name: /^Reserve the address .* for web/ }).click()
    await detail().getByText('Reserved').first().waitFor()
    expect(await xmlOf('default')).toMatch(/<host mac='52:54:00:51:64:01'/)
  })

  it('copies a network, with everything of its own made free', async () => {
    await open('nat')
    await choose('Duplicate')
    await puente.dialog.getByTestId('network-form').waitFor()
    await expect
      .poll(() => puente.dialog.getByLabel('Name', { exact: true }).first().inputValue())
      .toBe('nat-copy')
    await create()
    await closed()
    await row('nat-copy').getByText('Active', { exact: true }).waitFor()
  })

  it('deletes one, and names who would miss it', async () => {
    await open('nat-copy')
    await choose('Delete network')
    await puente.planShown()
    await puente.pressInDialog('Delete network')
    await row('nat-copy').waitFor({ state: 'detached' })
    await open('default')
    await choose('Delete network')
    await puente.dialog.getByTestId('plan-warnings').getByText('web').first().waitFor()
    await leave()
  })
})

describe('XML, typed in', () => {
  const whole = (content: string) =>
    `<network>\n<name>typed</name>\n<bridge name="virbr77"/>\n${content}\n</network>`

  it.each([
    ['not well-formed', whole('<ip>'), 'not well-formed XML', 4],
    ['a document type', `<!DOCTYPE network>\n${whole('')}`, 'document type or entities', 1],
    [
      'an entity bomb',
      `<!DOCTYPE n [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>\n${whole('<title>&b;</title>')}`,
      'document type or entities',
      1,
    ],
    ['an unknown element', whole('<nonsense/>'), 'does not accept this definition', 4],
    ['a machine', '<domain type="qemu"/>', 'not a network', 1],
    [
      'the LAN’s subnet',
      whole('<ip address="198.51.100.130" prefix="25"/>'),
      'which eth0 uses',
      null,
    ],
  ])('%s is refused, at its line', async (_, xml, says, line) => {
    await puente.press('Import XML')
    await puente.writeXml(editor(), xml)
    await puente.dialog.getByTestId('error').getByText(says).waitFor()
    if (line !== null) await expect.poll(markedLine).toBe(line)
    const save = puente.dialog.getByRole('button', { name: 'Create network' })
    expect(await save.isDisabled()).toBe(true)
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('typed')
    await puente.pressInDialog('Cancel')
    await puente.discardIfAsked()
    await closed()
  })

  it('is imported once it is right', async () => {
    await puente.press('Import XML')
    await puente.writeXml(editor(), whole('<ip address="10.88.0.1" prefix="24"/>'))
    await puente.planShown()
    await puente.pressInDialog('Create network')
    await closed()
    await row('typed').getByText('Active', { exact: true }).waitFor()
  })

  it('of a network is edited as text', async () => {
    await open('typed')
    await choose('Edit XML')
    await editor().getByText('typed').waitFor()
    const xml = await xmlOf('typed', '--inactive')
    await puente.writeXml(editor(), xml.replace("prefix='24'", "prefix='24' localPtr='yes'"))
    await puente.planShown()
    await puente.pressInDialog('Save')
    await closed()
    expect(await xmlOf('typed', '--inactive')).toContain("localPtr='yes'")
  })
})

describe('a file', () => {
  const bare = (xml: string) => canonical(parse(xml.replace(/<(uuid>.*<\/uuid|mac [^>]*\/)>/g, '')))

  it.each(REFERENCES)('with the reference definition of $name goes in', async ({ name, xml }) => {
    for (const step of ['net-destroy', 'net-undefine']) {
      await lab.run(['virsh', step, name], { check: false })
    }
    await row(name).waitFor({ state: 'detached' })
    await puente.press('Import XML')
    const file = { name: `${name}.xml`, mimeType: 'text/xml', buffer: Buffer.from(xml) }
    await puente.dialog.getByLabel('Choose an XML file').setInputFiles(file)
    await puente.planShown()
    await puente.pressInDialog('Create network')
    await closed()
    await row(name).getByText('Active', { exact: true }).waitFor()
    // libvirt says the first device twice.
    const stored = (await xmlOf(name, '--inactive')).replace("<forward dev='eth0'", '<forward')
    const defaults = xml.replace(/(<bridge name="virbr\d+")\/>/, '$1 stp="on" delay="0"/>')
    expect(bare(stored)).toBe(bare(defaults))
  })

  it('comes out as libvirt has it', async () => {
    await window.app.evaluate(({ session }, to) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to))
    }, '/tmp/exported.xml')
    await open('reference')
    await puente.press('Show')
    await puente.press('Export')
    const read = () => lab.run(['cat', '/tmp/exported.xml'], { check: false })
    await expect
      .poll(async () => (await read()).stdout.trim())
      .toBe(await xmlOf('reference', '--inactive'))
    await lab.run(['rm', '/tmp/exported.xml'])
  })
})

describe('another kind', () => {
  it('is given to a network that is there, from its restart', async () => {
    await open('reference')
    await puente.press('Edit')
    await puente.dialog.getByRole('combobox', { name: 'Kind' }).click()
    await window.page.getByRole('option', { name: /^Isolated/ }).click()
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Save')
    await closed()
    await window.page.getByTestId('network-pending').waitFor()
    expect(await xmlOf('reference')).toContain("<forward mode='nat'>")
    await puente.press('Restart to apply')
    await puente.planShown()
    await puente.pressInDialog('Restart network')
    await closed()
    await window.page.getByTestId('network-pending').waitFor({ state: 'detached' })
    const running = await xmlOf('reference')
    expect(running).not.toContain('<forward')
    expect(running).toContain("<range start='192.168.222.2' end='192.168.222.254'/>")
  })
})

describe('names that others have given', () => {
  it.each(['<img onerror=alert(1)>', '\'"&', '\u202eegdirb\u202c'])('%s is text', async (name) => {
    const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    const xml = `<network><name>${escaped}</name><bridge name="virbr66"/></network>`
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: xml })
    // What turns a line round is written as its number.
    await window.page.getByText(visible(name), { exact: true }).first().click()
    await puente.press('Edit')
    await puente.dialog.getByText('MAC, MTU, firewall zone, STP').click()
    await puente.dialog.getByLabel('MTU').fill('1400')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Save')
    await closed()
    expect(await xmlOf(name, '--inactive')).toContain("<mtu size='1400'/>")
    await lab.virsh('net-undefine', name)
  })
})
