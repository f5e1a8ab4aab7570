/** What takes a machine's edits back: on disk without its passwords, and believed only where it is its own. */
import { describe, expect, it } from 'vitest'
import {
  keptUndo,
  nicUndo,
  printOfXml,
  withItsPasswords,
} from '../../../electron/backend/machines/nic-undo.ts'
import type { NicUndo } from '../../../electron/backend/machines/nic-undo.ts'
import { message } from '../../../shared/message.ts'

const UUID = '7c0e5d3a-12f1-4a76-8d0e-0c3b7f1f4a11'
const nic = (network: string) =>
  `<interface type="network"><mac address="52:54:00:00:00:01"/><source network="${network}"/></interface>`
const machine = (network: string, more = '') =>
  `<domain type="kvm"><name>web</name><uuid>${UUID}</uuid><devices>${nic(network)}<graphics type="vnc" passwd="hunter2"/>${more}</devices></domain>`
const ref = { alias: null, mac: '52:54:00:00:00:01', slot: null }

function undoOf(edit: NicUndo['edits'][number]['edit'], of = UUID): NicUndo {
  const title = message('plan.change-nic', { machine: 'web', mac: ref.mac })
  const rest = { left: [null], filters: [], withoutPasswords: false }
  return { title, edits: [{ machine: of, edit }], ...rest }
}
const restore = (former = machine('default'), left = machine('office')) => ({
  ...{ do: 'restore' as const, nic: ref, live: null },
  stored: { former: nic('default'), left: nic('office'), definition: { former, left } },
  changes: { source: { type: 'network' as const, network: 'forged', portGroup: null } },
})
const fromDisk = (undo: NicUndo | null) => nicUndo.safeParse(JSON.parse(JSON.stringify(undo)))

describe('passwords', () => {
  it.each([
    ['a whole definition', undoOf({ do: 'redefine', xml: machine('default') })],
    ['a change of a NIC', undoOf(restore())],
  ])('of %s stay away from the disk, and come back from the machine', (_, undo) => {
    const kept = keptUndo(undo)
    expect(kept?.withoutPasswords).toBe(true)
    expect(JSON.stringify(kept)).not.toContain('hunter2')
    const edit = fromDisk(kept).data?.edits[0]?.edit
    if (!edit) return expect.unreachable('it is one of ours')
    const whole = withItsPasswords(edit, machine('office').replace('hunter2', 'newer'))
    expect(JSON.stringify(whole)).toContain('newer')
  })

  it('that nobody could fill in again keep the whole of it off the disk', () => {
    const argument = '<arg value="socket,password=hunter2"/>'
    expect(keptUndo(undoOf({ do: 'redefine', xml: machine('default', argument) }))).toBeNull()
  })

  it('are nothing by which a machine has become another', () => {
    const [one, other] = ['hunter2', 'newer'].map((word) =>
      printOfXml(machine('default').replace('hunter2', word), true),
    )
    expect(one).toBe(other)
    expect(one).not.toBe(printOfXml(machine('office'), true))
  })
})

describe('from the disk', () => {
  it('says of a NIC what really comes back, whatever is written beside it', () => {
    const edit = fromDisk(undoOf(restore())).data?.edits[0]?.edit
    expect(edit).toMatchObject({ changes: { source: { network: 'default' } } })
  })

  const other = '00000000-0000-4000-8000-000000000001'
  it.each([
    ['another machine’s definition', undoOf({ do: 'redefine', xml: machine('default') }, other)],
    ['another machine’s in a change of a NIC', undoOf(restore(), other)],
    ['no machine', undoOf({ do: 'redefine', xml: '<network/>' })],
    ['no XML', undoOf({ do: 'redefine', xml: '<domain' })],
    ['no NIC', undoOf({ do: 'replace', nic: ref, live: null, stored: '<disk/>' })],
    [
      'an entity',
      undoOf({
        do: 'attach',
        xml: `<!DOCTYPE a>${nic('a')}`,
        affects: { live: false, config: true },
      }),
    ],
  ])('%s is refused', (_, undo) => {
    expect(fromDisk(undo).success).toBe(false)
  })
})
