import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Unfinished, wiringThen } from '../../../electron/backend/history/unfinished.ts'
import type { Half, UnfinishedParts } from '../../../electron/backend/history/unfinished.ts'
import { wiringOf } from '../../../electron/backend/history/wiring.ts'
import type { WiringItem } from '../../../electron/backend/history/wiring.ts'
import { liveEdits } from '../../../electron/backend/wiring/half-done.ts'
import { isThere, ownProcess } from '../../../electron/state-files/own-process.ts'
import { message } from '../../../shared/message.ts'
import { presets } from '../../../shared/rules/link-conditions.ts'
import { failureOf } from '../../support/failure.ts'

const network = (id: string, text = ''): WiringItem => {
  return { kind: 'network', id, name: id, text, state: null }
}
const here = wiringOf([network('a', 'old'), network('other')])
const conditions = { now: null, kept: presets.satellite }
const parts = {
  reader: { readStored: async () => here },
  inventory: {
    forwards: { items: new Map() },
    machines: { items: new Map([['m', { nics: [{ mac: '52:54:00:00:00:01', conditions }] }]]) },
  },
  libvirt: { reading: { readNicTexts: async () => ({ running: ['<interface/>'], stored: [] }) } },
} as unknown as UnfinishedParts
const MAC = '52:54:00:00:00:01'
const title = message('lab.plan.openUnnamed')
const touched = {
  ...{ networks: ['a', 'new'], machines: [{ uuid: 'm', macs: [] }] },
  ...{ filters: [], forwards: [], links: [{ machine: 'm', mac: MAC }], made: [] },
}

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfinished-'))
  file = join(folder, 'unfinished.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** As somebody else has left it. */
function owned(owner: Half['owner']): void {
  const entry = JSON.parse(readFileSync(file, 'utf8')) as Half
  writeFileSync(file, JSON.stringify({ ...entry, owner }))
}

describe('what is under way', () => {
  it('is nobody’s to take back while its process is there', async () => {
    const unfinished = new Unfinished(file, parts)
    await unfinished.begin(title, touched)
    expect(unfinished.left()).toBeNull()
    owned({ pid: 1, started: 'long before' })
    expect(unfinished.left()).toMatchObject({ title, running: { m: ['<interface/>'] } })
    expect(unfinished.left()?.before).toEqual([network('a', 'old')])
    expect(unfinished.left()?.links).toEqual([{ machine: 'm', mac: MAC, ...conditions }])
    unfinished.end()
    expect(unfinished.mayBeThere()).toBe(false)
  })

  it('is not gone over by another', async () => {
    const unfinished = new Unfinished(file, parts)
    await unfinished.begin(title, touched)
    const { pid } = { pid: process.ppid }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    owned({ pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' })
    expect((await failureOf(unfinished.begin(title, touched))).code).toBe('change-in-progress')
    owned({ pid, started: '1' })
    await unfinished.begin(title, touched)
  })

  it('of another shape is set aside', async () => {
    writeFileSync(file, '{"before":[{"kind":"machine"}]}', { mode: 0o600 })
    expect(new Unfinished(file, parts).left()).toBeNull()
  })
})

it('a number that another process has by now is not that process', () => {
  const own = ownProcess()
  expect(isThere(own)).toBe(true)
  expect(isThere({ ...own, started: '1' })).toBe(false)
  expect(isThere({ pid: 2 ** 22 + 1, started: own.started })).toBe(false)
})

it('leaves alone what the plan did not touch', () => {
  const half = {
    touched,
    before: [network('a', 'old'), network('other', 'forged')],
  } as unknown as Half
  const now = wiringOf([network('a', 'new'), network('new'), network('other', 'since')])
  expect(wiringThen(half, now)).toEqual([network('other', 'since'), network('a', 'old')])
})

it('of a machine that it makes knows whether that was there', () => {
  const machine = (id: string): WiringItem => ({ ...network(id), kind: 'machine' })
  const made = [{ uuid: 'm', as: {} }]
  const then = (before: WiringItem[]) =>
    wiringThen(
      { touched: { ...touched, made }, before } as unknown as Half,
      wiringOf([machine('m')]),
    )
  expect(then([])).toEqual([])
  expect(then([machine('m')])).toEqual([machine('m')])
})

describe('running NICs', () => {
  const MAC = '52:54:00:00:00:01'
  const nic = (source: string) =>
    `<interface type="network"><mac address="${MAC}"/><source network="${source}"/>` +
    '<target dev="vnet3"/><alias name="net1"/></interface>'

  it.each<[string, string[], string[], string[], object[]]>([
    ['one that came goes', [], [nic('a')], [MAC], [{ do: 'detach', nic: { alias: 'net1' } }]],
    ['one that was led elsewhere is led back', [nic('a')], [nic('b')], [MAC], [{ do: 'replace' }]],
    ['one that went comes', [nic('a')], [], [MAC], [{ do: 'attach' }]],
    ['one on another tap is the same', [nic('a')], [nic('a').replace('vnet3', 'vnet4')], [MAC], []],
    ['one that is not the plan’s stays', [], [nic('a')], [], []],
  ])('%s', (_, before, now, macs, edits) => {
    expect(liveEdits(before, now, macs)).toMatchObject(edits)
  })
})
