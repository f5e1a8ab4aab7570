/** The fuses of a program that Electron's own have, on one of a few bytes. */
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FUSES, fusesOf, setFuses } from '../../../build/package/fuses.ts'

/** What Electron's programs have before their fuses. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const ALL = Object.keys(FUSES).length
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuses-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** As an Electron with so many fuses comes, all of them the other way round. */
async function programWith(count: number): Promise<string> {
  const file = join(folder, `electron-${count}`)
  const others = Object.values(FUSES).map((on) => (on ? FuseState.DISABLE : FuseState.ENABLE))
  const wire = [1, count, ...[...others, FuseState.ENABLE].slice(0, count)]
  await writeFile(file, Buffer.concat([Buffer.from(`ELF${SENTINEL}`), Buffer.from(wire)]))
  return file
}

it('are nine, and a release has all of them as they should be', async () => {
  expect(ALL).toBe(9)
  const program = await programWith(ALL)
  await setFuses(program, { complete: true })
  const wire = await getCurrentFuseWire(program)
  for (const [name, on] of Object.entries(FUSES)) {
    const fuse = FuseV1Options[name as keyof typeof FUSES]
    expect(wire[fuse], name).toBe(on ? FuseState.ENABLE : FuseState.DISABLE)
  }
})

it.each([ALL - 1, ALL + 1])('of an Electron with %i are none of a release’s', async (count) => {
  const program = await programWith(count)
  const before = await readFile(program)
  await expect(setFuses(program, { complete: true })).rejects.toThrow()
  expect(await readFile(program)).toEqual(before)
})

it('of an older Electron are set as far as it has them, for tests', async () => {
  const program = await programWith(ALL - 1)
  await setFuses(program, { complete: false })
  const wire = await getCurrentFuseWire(program)
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
  expect(await fusesOf(program)).toHaveLength(ALL - 1)
})
