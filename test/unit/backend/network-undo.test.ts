import { describe, expect, it } from 'vitest'
import { returnView, switchView } from '../../../electron/backend/networks/network-plans.ts'
import { requireUnchanged } from '../../../electron/backend/networks/unchanged.ts'
import { liveChange } from '../../../electron/libvirt/xml/definition/updates.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { failureOf } from '../../support/failure.ts'

const XML = `<network>
  <name>office</name>
  <uuid>7c0e5d3a-12f1-4a76-8d0e-0c3b7f1f4a11</uuid>
  <bridge name='virbr7' stp='on' delay='0'/>
  <mac address='52:54:00:11:22:33'/>
</network>`
const NIC = `<interface type='network'><mac address='52:54:00:51:64:01'/><source network='office'/></interface>`

const removed = {
  uuid: '7c0e5d3a-12f1-4a76-8d0e-0c3b7f1f4a11',
  ...{ name: 'office', running: XML, stored: XML, autostart: true },
}
const asked = {
  network: 'office',
  definition: removed,
  asStored: true,
  plugged: [{ machine: 'web', uuid: 'u', xml: NIC }],
  warnings: [],
}
const verbs = (commands: string[]) => commands.map((line) => /virsh (\S+)/.exec(line)?.[1])
const ids = (steps: { id: string }[]) => steps.map(({ id }) => id)

describe('the way back of a removed network', () => {
  it('stores it, starts it and plugs its machines in', () => {
    const view = returnView(asked)
    expect(ids(view.steps)).toEqual(['define', 'autostart', 'start', 'replug'])
    expect(view.xml).toEqual({ before: null, after: XML })
    expect(verbs(view.commands)).toEqual([
      ...['net-define', 'net-autostart', 'net-start'],
      ...['net-create', 'update-device', 'update-device', 'net-destroy'],
    ])
  })

  it.each([
    ['was off', { running: null, autostart: false }, ['net-define']],
    ['was not stored', { stored: null, autostart: false }, ['net-create']],
  ])('of one that %s', (_, part, expected) => {
    const definition = { ...removed, ...part }
    const view = returnView({ ...asked, definition, asStored: false, plugged: [] })
    expect(verbs(view.commands)).toEqual(expected)
  })

  it('of one that ran other than it was stored', () => {
    const view = returnView({ ...asked, asStored: false, plugged: [] })
    expect(verbs(view.commands)).toEqual(['net-define', 'net-autostart', 'net-create'])
  })
})

it.each([
  ['start', 'virsh net-start office'],
  ['stop', 'virsh net-destroy office'],
  ['autostart', 'virsh net-autostart office'],
  ['no-autostart', 'virsh net-autostart --disable office'],
] as const)('a press that does “%s”', (to, command) => {
  expect(switchView({ name: 'office', uuid: 'u' }, to).commands).toEqual([command])
})

describe('what a change has left', () => {
  it('is still there, in whatever order', () => {
    const mixed = XML.replace(/( *<bridge.*\n)( *<mac.*\n)/, '$2$1')
    expect(mixed).not.toBe(XML)
    expect(() => requireUnchanged(parse(mixed), XML)).not.toThrow()
  })

  it.each([
    ['a setting', XML.replace('virbr7', 'virbr8')],
    ['the name', XML.replace('<name>office', '<name>study')],
    ['something that no form knows', XML.replace('</name>', '</name><title>x</title>')],
  ])('is no longer there when somebody has changed %s', async (_, xml) => {
    const failure = await failureOf(() => requireUnchanged(parse(xml), XML))
    expect(failure.code).toBe('undo-network-changed')
  })
})

it('changed back before its restart, a network waits for none', () => {
  const changed = parse(XML.replace('</name>', '</name><title>x</title>'))
  const running = parse(XML)
  expect(liveChange(running, running, changed).waiting).toEqual(['other'])
  expect(liveChange(running, changed, running)).toEqual({ updates: [], waiting: [] })
})
