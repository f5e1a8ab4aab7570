/** Files for storage pools: the page knows a number, a name and a size; which file it is, the shell alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UploadFiles } from '../../../electron/shell/backend/upload-files.ts'
import { failureOf } from '../../support/failure.ts'

const [HERE, FAR] = ['qemu:///system', 'qemu+ssh://cellar/system']

interface Answered {
  ok: true
  result: string
}

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'puente-uploads-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function uploadFiles(chosen: string | null) {
  const ask = vi.fn(async (): Promise<Answered> => ({ ok: true, result: 'asked' }))
  const call = vi.fn(async (): Promise<Answered> => ({ ok: true, result: 'called' }))
  const choose = vi.fn(async () => chosen)
  return { files: new UploadFiles({ ask, call }, choose), ask, call, choose }
}

function made(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, 'x'.repeat(1000))
  return path
}

async function chosen(path = made('debian.iso')) {
  const given = uploadFiles(path)
  const file = (await given.files.choose('iso')) ?? expect.unreachable('one was chosen')
  return { ...given, file, intent: { file: file.id, pool: 'default', volume: 'a.iso' } }
}

describe('choosing', () => {
  it('tells the page nothing of where the file is', async () => {
    const { file, choose } = await chosen()
    expect(file).toEqual({ id: expect.any(String), name: 'debian.iso', size: 1000 })
    expect(choose).toHaveBeenCalledWith('iso')
  })

  it('is nothing where none was chosen, and refused where it can’t be read', async () => {
    expect(await uploadFiles(null).files.choose('image')).toBe(null)
    const failure = await failureOf(uploadFiles(folder).files.choose('image'))
    expect(failure).toMatchObject({ code: 'upload-file-unreadable' })
  })
})

describe('an upload', () => {
  it('is of the file that was chosen', async () => {
    const { files, ask, call, intent } = await chosen()
    await files.start(FAR, [intent])
    const file = join(folder, 'debian.iso')
    expect(ask).toHaveBeenCalledWith(FAR, { type: 'upload-volume', args: [intent], file })
    expect(call).not.toHaveBeenCalled()
  })

  it.each([['/etc/shadow'], [7], [null], [undefined]])(
    'of no file that was chosen is the backend’s to refuse: %j',
    async (file) => {
      const { files, ask, call } = await chosen()
      await files.start(HERE, [{ file, pool: 'default', volume: 'a' }])
      expect(ask).not.toHaveBeenCalled()
      expect(call).toHaveBeenCalledWith(HERE, 'uploadVolume', [
        { file, pool: 'default', volume: 'a' },
      ])
    },
  )

  it('is cancelled where it began, whichever host is looked at', async () => {
    const { files, ask, call, intent } = await chosen()
    const asked = Promise.withResolvers<Answered>()
    ask.mockReturnValue(asked.promise)
    const started = files.start(FAR, [intent])
    await files.cancel(HERE, [intent.file])
    expect(call).toHaveBeenCalledExactlyOnceWith(FAR, 'cancelUpload', [intent.file])
    asked.resolve({ ok: true, result: 'asked' })
    await started
  })

  it('is over for who closes the window once what is half there is deleted', async () => {
    const { files, ask, call, intent } = await chosen()
    const asked = Promise.withResolvers<Answered>()
    ask.mockReturnValue(asked.promise)
    expect(files.isRunning).toBe(false)
    const started = files.start(FAR, [intent])
    expect(files.isRunning).toBe(true)
    const over = vi.fn()
    const cancelling = files.cancelAll().then(over)
    await expect.poll(() => call.mock.calls).toEqual([[FAR, 'cancelUpload', [intent.file]]])
    expect(over).not.toHaveBeenCalled()
    asked.resolve({ ok: true, result: 'asked' })
    await Promise.all([started, cancelling])
    expect(files.isRunning).toBe(false)
  })
})
