/** What was done is known after a restart, with its way back; what is strange is not followed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { History } from '../../../electron/backend/history/history.ts'
import type { UndoRecord } from '../../../electron/backend/history/history.ts'
import { wiringOf } from '../../../electron/backend/history/wiring.ts'
import type { Wiring, WiringItem } from '../../../electron/backend/history/wiring.ts'
import { doneChange, numbered, planView } from '../../../electron/backend/plans/view.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import { failureOf } from '../../support/failure.ts'

let folder = ''
let path = ''
/** What is there. */
let now: Wiring
let undos: Map<string, UndoRecord>

const network = (name: string, text: string): WiringItem => {
  const state = { active: true, autostart: true, stored: true }
  return { kind: 'network', id: `id-${name}`, name, text, state }
}
const has = (...items: WiringItem[]) => (now = wiringOf(items))
const view = planView({
  title: message('plan.edit-network', { network: 'default' }),
  steps: numbered([message('step.store-network', { network: 'default' })]),
  commands: ['virsh net-define', "virsh define '<graphics passwd=hunter2/>'"],
})

/** As each start of the app has it. */
function started(): History {
  const undoOf = (change: string) => undos.get(change) ?? null
  return new History(path, { readWiring: async () => now, undoOf })
}

function done(history: History, id: string, ...after: WiringItem[]): Promise<unknown> {
  return history.during(id, view, async () => {
    has(...after)
    return doneChange(id, view)
  })
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  folder = mkdtempSync(join(tmpdir(), 'history-'))
  path = join(folder, 'history.json')
  undos = new Map()
  has(network('default', '<a/>'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('a change', () => {
  it('is known after a restart: its plan, what it changed, and what takes it back', async () => {
    undos.set('one', { kind: 'edit-network', data: { a: 1 } })
    await done(started(), 'one', network('default', '<b/>'), network('new', '<c/>'))
    const history = started()
    expect(await history.entries()).toMatchObject([
      {
        ...{ id: 'one', outcome: 'kept', title: view.title, isTakenBack: false },
        about: [
          { kind: 'network', name: 'default' },
          { kind: 'network', name: 'new' },
        ],
      },
    ])
    const details = await history.details('one')
    expect(details).toMatchObject({ steps: [view.steps[0]?.text], error: null, byOthers: [] })
    const first = '<!-- active: yes, autostart: yes, stored: yes -->\n'
    expect(details.changes).toEqual([
      { kind: 'network', name: 'default', before: `${first}<a/>`, after: `${first}<b/>` },
      { kind: 'network', name: 'new', before: null, after: `${first}<c/>` },
    ])
    expect(await history.undoOf('one')).toEqual({ kind: 'edit-network', data: { a: 1 } })
  })

  it('that was taken back is not offered again', async () => {
    undos.set('one', { kind: 'edit-network', data: {} })
    const history = started()
    await done(history, 'one')
    await history.takenBack('one')
    expect(await started().undoOf('one')).toBeNull()
    expect(await started().entries()).toMatchObject([{ isTakenBack: true }])
  })

  it('that failed says why, and has no way back', async () => {
    undos.set('one', { kind: 'edit-network', data: {} })
    const failing = started().during('one', view, async () => {
      throw new PuenteError('network-start-failed', { network: 'default' })
    })
    expect((await failureOf(failing)).code).toBe('network-start-failed')
    const history = started()
    expect(await history.entries()).toMatchObject([{ outcome: 'failed' }])
    expect((await history.details('one')).error?.code).toBe('network-start-failed')
    expect(await history.undoOf('one')).toBeNull()
  })

  it('in the middle of which the app ended is told as such', async () => {
    const history = started()
    void history.during('one', view, () => new Promise(() => undefined))
    await vi.waitFor(() => expect(existsSync(path)).toBe(true))
    expect(await history.entries()).toMatchObject([{ outcome: 'begun' }])
    expect(await started().entries()).toMatchObject([{ outcome: 'interrupted' }])
    await started().recovered('undone', view.title)
    expect(await started().entries()).toMatchObject([{ id: 'one', outcome: 'undone' }])
  })

  it('that others made in between is told beside the next one, not as a part of it', async () => {
    await done(started(), 'one')
    has(network('default', '<theirs/>'))
    const history = started()
    await done(history, 'two', network('default', '<ours/>'))
    const { byOthers, changes } = await history.details('two')
    expect(byOthers[0]?.after).toContain('theirs')
    expect(changes[0]?.before).toContain('theirs')
  })

  it('goes on where nothing can be written', async () => {
    writeFileSync(join(folder, 'history'), 'in the way')
    await expect(done(started(), 'one')).resolves.toMatchObject({ phase: 'done' })
  })
})

describe('on the disk', () => {
  const allFiles = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n')

  it('is no password', async () => {
    const history = started()
    await done(history, 'one')
    expect((await history.details('one')).commands).toEqual(['virsh net-define'])
    expect(allFiles()).not.toContain('hunter2')
  })

  it('are the last thousand, and no file of an older one', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => ({
      ...{ id: `old-${index}`, at: 1, title: { key: 'plan.edit-network' }, outcome: 'kept' },
      undo: null,
    }))
    await done(started(), 'first')
    const [first] = JSON.parse(readFileSync(path, 'utf8')) as object[]
    writeFileSync(path, JSON.stringify([...lines.slice(1), first]), { mode: 0o600 })
    expect(readdirSync(join(folder, 'history'))).toContain('first.json')
    const history = started()
    await done(history, 'last')
    const entries = await history.entries()
    expect(entries).toHaveLength(1000)
    expect(entries.map(({ id }) => id)).not.toContain('first')
    expect(readdirSync(join(folder, 'history'))).not.toContain('first.json')
  })

  it('a change that is too large loses its way back rather than the whole history', async () => {
    undos.set('one', { kind: 'edit-network', data: 'x'.repeat(2 << 20) })
    const history = started()
    await done(history, 'one', network('default', '<b/>'))
    expect(await history.undoOf('one')).toBeNull()
    expect((await history.details('one')).changes).toHaveLength(1)
  })

  it('a line whose id would lead elsewhere is not read', async () => {
    const line = { at: 1, title: view.title, outcome: 'kept', undo: null }
    const strange = [
      { ...line, id: '../../secret' },
      { ...line, id: 'a/b' },
    ]
    writeFileSync(path, JSON.stringify(strange), { mode: 0o600 })
    expect(await started().entries()).toEqual([])
    expect((await started().details('../history')).steps).toEqual([])
  })

  it('details that are of another shape are set aside, and the entry stays', async () => {
    undos.set('one', { kind: 'edit-network', data: {} })
    await done(started(), 'one')
    writeFileSync(join(folder, 'history', 'one.json'), '{"steps":7}', { mode: 0o600 })
    const history = started()
    expect(await history.undoOf('one')).toBeNull()
    expect(await history.entries()).toHaveLength(1)
    expect(readdirSync(join(folder, 'history'))).toContain('one.json.strange')
  })

  it('what version 0.1.0 wrote of bridges is still read', async () => {
    const undo = { do: 'remove-bridge', bridge: 'br0' }
    const title = { key: 'plan.create-bridge', params: { bridge: 'br0' } }
    const line = { id: 'old', at: 1, title, outcome: 'kept', commands: ['nmcli'], undo }
    writeFileSync(path, JSON.stringify([line]), { mode: 0o600 })
    expect(await started().entries()).toMatchObject([{ id: 'old', undo, isTakenBack: false }])
    expect((await started().details('old')).commands).toEqual(['nmcli'])
  })
})

describe('the wiring before a change', () => {
  const textsOf = (wiring: Wiring | undefined) =>
    [...(wiring?.values() ?? [])].map(({ text }) => text).sort()

  it('is known back through all later ones, and what others did', async () => {
    await done(started(), 'one', network('default', '<b/>'))
    has(network('default', '<theirs/>'))
    await done(started(), 'two', network('default', '<c/>'), network('new', '<n/>'))
    await done(started(), 'three', network('new', '<n/>'))
    has(network('new', '<now/>'))
    const history = started()
    expect(textsOf((await history.wiringBefore('three'))?.then)).toEqual(['<c/>', '<n/>'])
    expect(textsOf((await history.wiringBefore('two'))?.then)).toEqual(['<theirs/>'])
    expect(textsOf((await history.wiringBefore('one'))?.then)).toEqual(['<a/>'])
    expect(textsOf((await history.wiringBefore('one'))?.now)).toEqual(['<now/>'])
  })

  it.each([
    ['missing', (file: string) => rmSync(file)],
    [
      'other than it was',
      (file: string) => {
        const details = JSON.parse(readFileSync(file, 'utf8')) as object
        writeFileSync(file, JSON.stringify({ ...details, changes: [] }), { mode: 0o600 })
      },
    ],
  ])('is not made up where something in between is %s', async (_, spoil) => {
    await done(started(), 'one', network('default', '<b/>'))
    await done(started(), 'two', network('default', '<c/>'))
    spoil(join(folder, 'history', 'two.json'))
    expect(await started().wiringBefore('two')).toBeNull()
    expect(await started().wiringBefore('one')).toBeNull()
  })
})
