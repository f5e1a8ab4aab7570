/** Machines and NICs edited as XML: what is refused, at which line, and what becomes of the rest. */
import { describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { MachineDriver } from '../support/machines.ts'

const [WEB, DB, MAIL] = GUESTS.map(({ mac }) => mac) as [string, string, string]
const QEMU = 'xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0"'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

useHost(
  async () => {
    lab = await Lab.start()
    backend = await TestBackend.start(lab)
    machines = new MachineDriver(lab, backend)
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

const definition = (name: string) => backend.api.getMachineDefinition(machines.get(name).uuid)
const planMachine = (name: string, xml: string) =>
  backend.api.planEditMachineXml({ machine: machines.get(name).uuid, xml })

async function nicXml(name: string, mac: string): Promise<string> {
  const { xml } = await backend.api.getNicDetails(machines.get(name).uuid, machines.ref(name, mac))
  return xml.stored ?? expect.unreachable('it is stored')
}

const planNic = (
  name: string,
  mac: string,
  xml: string,
  when: 'now-and-stored' | 'stored' = 'stored',
) =>
  backend.api.planEditNicXml({
    machine: machines.get(name).uuid,
    nic: machines.ref(name, mac),
    ...{ xml, when },
  })

const lineOf = (xml: string, part: string) =>
  xml.split('\n').findIndex((line) => line.includes(part)) + 1

describe('the definition of a machine', () => {
  it('is stored as it was written, and taken back whole', async () => {
    const before = await machines.definedXml('web')
    const xml = (await definition('web')).replace("<vcpu placement='static'>1", '<vcpu>2')
    const plan = await planMachine('web', xml)
    expect(plan.warnings).toMatchObject([{ key: 'warning.machine-waits' }])
    expect(plan.xml?.before).toContain("placement='static'".replaceAll("'", '"'))
    const change = await machines.carryOut(Promise.resolve(plan))
    expect(await machines.definedXml('web')).toContain('>2</vcpu>')
    await machines.carryOut(backend.api.planUndo(change.id))
    expect(await machines.definedXml('web')).toBe(before)
  })

  it('keeps its password, which only who edits it gets to see', async () => {
    const graphics = "<graphics type='vnc' port='-1' passwd='secret12'/>"
    const xml = (await definition('old-mail')).replace('</devices>', `${graphics}</devices>`)
    await machines.carryOut(planMachine('old-mail', xml))
    const { uuid } = machines.get('old-mail')
    expect((await backend.api.getMachineXml(uuid)).stored).not.toContain('secret12')
    const text = await definition('old-mail')
    expect(text).toContain('secret12')
    await machines.carryOut(planMachine('old-mail', text.replace('>1</vcpu>', '>2</vcpu>')))
    expect(await definition('old-mail')).toContain('secret12')
  })

  it.each<[string, (xml: string) => string, string, string | null]>([
    ['that is not well-formed', (xml) => xml.replace('</os>', ''), 'xml-malformed', null],
    ['with a document type', (xml) => `<!DOCTYPE domain>\n${xml}`, 'xml-doctype', '<!DOCTYPE'],
    [
      'with an element that there is not',
      (xml) => xml.replace('<memballoon', '<nonsense/>\n<memballoon'),
      'xml-invalid',
      '<nonsense',
    ],
    [
      'with an attribute that there is not, deep inside',
      (xml) => xml.replace('<source network', '<source speed="9" network'),
      'xml-invalid',
      'speed="9"',
    ],
    [
      'with a value that can’t be',
      (xml) => xml.replace("<model type='virtio'/>", "<model type='virt io'/>"),
      'xml-invalid',
      'virt io',
    ],
    ['of a network', () => '<network/>', 'machine-xml-not-machine', '<network'],
    [
      'of another machine',
      (xml) => xml.replace('<name>db</name>', '<name>other</name>'),
      'machine-xml-other-machine',
      null,
    ],
    ['with a MAC that is taken', (xml) => xml.replace(DB, WEB), 'mac-taken', null],
  ])('%s is refused at its line', async (_, change, code, part) => {
    const before = await machines.definedXml('db')
    const xml = change(await definition('db'))
    const failure = await failureOf(planMachine('db', xml))
    expect(failure.code).toBe(code)
    if (part) expect(failure.params.line).toBe(lineOf(xml, part))
    expect(await machines.definedXml('db')).toBe(before)
    expect(await lab.virsh('list', '--all', '--name')).not.toContain('other')
  })

  it('takes options for the emulator from somebody who agrees, and asks with the line', async () => {
    const extra = `<q:commandline ${QEMU}><q:arg value="-name"/><q:arg value="x"/></q:commandline>`
    const xml = (await definition('old-mail')).replace('</domain>', `\n${extra}</domain>`)
    const plan = await planMachine('old-mail', xml)
    const line = lineOf(xml, '<q:commandline')
    expect(plan.asks).toMatchObject([{ key: 'reach.emulator-options', params: { line } }])
    expect(await failureOf(backend.api.applyPlan(plan.id))).toMatchObject({
      code: 'consent-needed',
    })
    expect(await machines.definedXml('old-mail')).not.toContain('commandline')
    const { id } = await machines.carryOut(Promise.resolve(plan))
    expect(await machines.definedXml('old-mail')).toContain('qemu:commandline')
    // What is there already is asked about no more.
    const again = (await definition('old-mail')).replace('>1</vcpu>', '>2</vcpu>')
    const other = await planMachine('old-mail', again)
    expect(other.asks).toEqual([])
    await machines.carryOut(backend.api.planUndo(id))
  })
})

describe('a NIC', () => {
  it('is changed live and stored where the hypervisor can, and back', async () => {
    await lab.guest('web').waitUntilUp()
    const before = await machines.definedXml('web')
    const xml = (await nicXml('web', WEB)).replace(
      '</interface>',
      '<link state="down"/></interface>',
    )
    const change = await machines.carryOut(planNic('web', WEB, xml, 'now-and-stored'))
    expect(machines.nic('web', WEB)).toMatchObject({ linkUp: false, plugged: true, pending: [] })
    expect(await lab.virsh('domif-getlink', 'web', WEB)).toContain('down')
    expect(await machines.definedXml('web')).toContain("<link state='down'/>")
    await machines.carryOut(backend.api.planUndo(change.id))
    expect(await lab.virsh('domif-getlink', 'web', WEB)).toContain('up')
    expect(await machines.definedXml('web')).toBe(before)
  })

  it('that the hypervisor refuses to change live is not stored either', async () => {
    const before = await machines.definedXml('web')
    const xml = (await nicXml('web', WEB)).replace(/type=.virtio./, 'type="e1000e"')
    const refused = machines.carryOut(planNic('web', WEB, xml, 'now-and-stored'))
    expect(await failureOf(refused)).toMatchObject({ code: 'nic-not-live' })
    expect(await machines.definedXml('web')).toBe(before)
  })

  it('keeps what no form knows, in a machine that is off', async () => {
    const extra = "<coalesce><rx><frames max='7'/></rx></coalesce>"
    const xml = (await nicXml('old-mail', MAIL)).replace('</interface>', `${extra}</interface>`)
    const { id } = await machines.carryOut(planNic('old-mail', MAIL, xml))
    expect(await machines.definedXml('old-mail')).toContain("<frames max='7'/>")
    await machines.carryOut(backend.api.planUndo(id))
    expect(await machines.definedXml('old-mail')).not.toContain('<frames')
  })

  it.each<[string, (xml: string) => string, string, string | null]>([
    [
      'with nonsense in it',
      (xml) => xml.replace('<model', '<nonsense/>\n<model'),
      'xml-invalid',
      '<nonsense',
    ],
    [
      'with an impossible MTU',
      (xml) => xml.replace('</interface>', '<mtu\nsize="x"/></interface>'),
      'xml-invalid',
      '<mtu',
    ],
    ['with a document type', (xml) => `<!DOCTYPE a>${xml}`, 'xml-doctype', '<!DOCTYPE'],
    ['that is a disk', () => '<disk/>', 'nic-xml-not-nic', '<disk'],
    ['with the MAC of another', (xml) => xml.replace(DB, WEB), 'mac-taken', null],
  ])('%s is refused at its line', async (_, change, code, part) => {
    const before = await machines.definedXml('db')
    const xml = change(await nicXml('db', DB))
    const failure = await failureOf(planNic('db', DB, xml))
    expect(failure.code).toBe(code)
    if (part) expect(failure.params.line).toBe(lineOf(xml, part))
    expect(await machines.definedXml('db')).toBe(before)
  })
})
