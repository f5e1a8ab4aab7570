/** Labs' files: the page says that one is to be opened or saved, the person which, and nothing is half written. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabFiles } from '../../../electron/shell/backend/lab-files.ts'
import { writeChosen } from '../../../electron/state-files/chosen-file.ts'
import { LARGEST_LAB } from '../../../shared/model/labs/lab.ts'
import type { CallResult } from '../../../shared/protocol.ts'

const URI = 'qemu:///system'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'puente-labs-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function labFiles(chosen: string | null, answer: CallResult = { ok: true, result: 'a lab' }) {
  const ask = vi.fn(async () => answer)
  const call = vi.fn(async () => answer)
  const [place, file] = [vi.fn(async () => chosen), vi.fn(async () => chosen)]
  return { files: new LabFiles({ ask, call }, { place, file }), ask, call, place, file }
}

const at = (name: string) => join(folder, name)

describe('opening', () => {
  it('hands on what is in the file that the person has chosen, and again without asking', async () => {
    writeFileSync(at('office.yaml'), 'puente-lab: 1')
    const { files, ask, file } = labFiles(at('office.yaml'))
    await files.open(URI, [{ from: 'file', copies: 2 }])
    writeFileSync(at('office.yaml'), 'another')
    await files.open(URI, [{ from: 'again', copies: 3 }])
    const asked = { type: 'open-lab', text: 'puente-lab: 1' }
    expect(ask.mock.calls).toEqual([
      [URI, { ...asked, copies: 2 }],
      [URI, { ...asked, copies: 3 }],
    ])
    expect(file).toHaveBeenCalledTimes(1)
  })

  it('is nothing where none was chosen, nor again on another host', async () => {
    const none = labFiles(null)
    expect(await none.files.open(URI, [{ from: 'file' }])).toEqual({ ok: true, result: null })
    expect(none.ask).not.toHaveBeenCalled()
    writeFileSync(at('office.yaml'), 'puente-lab: 1')
    const { files, ask } = labFiles(at('office.yaml'))
    await files.open(URI, [{ from: 'file', copies: 1 }])
    await files.open('qemu+ssh://cellar/system', [{ from: 'again', copies: 1 }])
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['a path of the page’s own', { from: '/etc/shadow', copies: 1 }],
    ['a template', { from: 'classroom', copies: 1 }],
    ['nothing', undefined],
  ])('reads no file for %s', async (_, asked) => {
    const { files, ask, call, file } = labFiles(at('office.yaml'))
    await files.open(URI, [asked])
    expect(call).toHaveBeenCalledWith(URI, 'planOpenLab', [asked])
    expect(file).not.toHaveBeenCalled()
    expect(ask).not.toHaveBeenCalled()
  })

  it.each([
    ['that is not there', () => undefined],
    ['that is a folder', (path: string) => execFileSync('mkdir', [path])],
    ['that is a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['that is too large', (path: string) => writeFileSync(path, 'x'.repeat(5 * LARGEST_LAB))],
  ])('says of a file %s that it can’t be read', async (_, make) => {
    make(at('office.yaml'))
    const { files, ask } = labFiles(at('office.yaml'))
    const answer = await files.open(URI, [{ from: 'file', copies: 1 }])
    const error = { code: 'lab-file-unreadable', params: { file: 'office.yaml' } }
    expect(answer).toMatchObject({ ok: false, error })
    expect(ask).not.toHaveBeenCalled()
  })
})

describe('saving', () => {
  it('writes where the person has said', async () => {
    const { files } = labFiles(at('office.yaml'))
    expect(await files.save(URI, [{}])).toEqual({ ok: true, result: 'office.yaml' })
    expect(readFileSync(at('office.yaml'), 'utf8')).toBe('a lab')
    expect(readdirSync(folder)).toEqual(['office.yaml'])
  })

  it('asks for no place for a lab that there is not', async () => {
    const error = { code: 'lab-empty' as const, params: {} }
    const { files, place } = labFiles(at('office.yaml'), { ok: false, error })
    expect(await files.save(URI, [{}])).toEqual({ ok: false, error })
    expect(place).not.toHaveBeenCalled()
  })

  it('leaves what was there when it can’t be written', async () => {
    execFileSync('mkdir', ['-p', at('office.yaml/kept')])
    const answer = await labFiles(at('office.yaml')).files.save(URI, [{}])
    const error = { code: 'lab-file-unwritable', params: { file: 'office.yaml' } }
    expect(answer).toMatchObject({ ok: false, error })
    expect(readdirSync(folder)).toEqual(['office.yaml'])
    expect(() => writeChosen(at('not there/office.yaml'), 'a lab')).toThrow('ENOENT')
  })
})
