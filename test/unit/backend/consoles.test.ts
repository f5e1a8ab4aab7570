import { describe, expect, it } from 'vitest'
import { consoleArguments, openConsole } from '../../../electron/backend/machines/consoles.ts'
import { launch, ProgramMissingError } from '../../../electron/host/here/programs.ts'
import { methods } from '../../../shared/contract/contract.ts'
import { failureOf } from '../../support/failure.ts'

const UUID = '5f3c1f6e-0000-4000-8000-000000000001'
const screen = (type: string) => `<domain><devices><graphics type='${type}'/></devices></domain>`

/** What was started, and how it went. */
async function opened(running: string | null, status: number | null | Error = null) {
  const started: string[][] = []
  const failure = await failureOf(
    openConsole(UUID, {
      uri: 'qemu:///system',
      nameOf: () => 'web',
      xmlOf: async () => ({ running, stored: null }),
      desk: {
        launch: async (program, words) => {
          started.push([program, ...words])
          if (status instanceof Error) throw status
          return status
        },
      },
    }),
  ).catch(() => null)
  return { started, failure }
}

describe('the console of a machine', () => {
  it('is virt-viewer on the same libvirt, with the machine’s UUID', async () => {
    const { started, failure } = await opened(screen('vnc'))
    expect(failure).toBe(null)
    expect(started).toEqual([
      ['virt-viewer', '--connect', 'qemu:///system', '--attach', '--uuid', '--', UUID],
    ])
  })

  it('is not attached where it is on another host', () => {
    const words = consoleArguments('qemu+ssh://alex@server.example/system', UUID)
    expect(words).not.toContain('--attach')
    expect(words.slice(-3)).toEqual(['--uuid', '--', UUID])
  })

  it('is not opened where there is nothing to see, or nothing runs', async () => {
    for (const xml of ['<domain><devices/></domain>', screen('egl-headless'), screen('rdp')]) {
      const { started, failure } = await opened(xml)
      expect(failure).toMatchObject({ code: 'machine-no-display', params: { machine: 'web' } })
      expect(started).toEqual([])
    }
    expect((await opened(null)).failure).toMatchObject({ code: 'machine-state' })
  })

  it('says what is missing, and that it ended at once', async () => {
    const missing = await opened(screen('spice'), new ProgramMissingError('virt-viewer'))
    expect(missing.failure).toMatchObject({ code: 'virt-viewer-missing' })
    const failed = await opened(screen('spice'), 1)
    expect(failed.failure).toMatchObject({ code: 'console-failed', cause: 'exit status 1' })
    expect((await opened(screen('spice'), 0)).failure).toBe(null)
  })

  it('takes nothing for a machine but a UUID', () => {
    for (const name of ['web', '--help', '1', `${UUID} --debug`, '']) {
      expect(methods.openConsole.safeParse([name]).success).toBe(false)
    }
  })
})

describe('a program with a window of its own', () => {
  it('is watched until it goes on by itself', async () => {
    expect(await launch('sleep', ['1'], 50)).toBe(null)
    expect(await launch('false', [], 5_000)).toBe(1)
    expect(await launch('true', [], 5_000)).toBe(0)
  })

  it('is not one that is not there', async () => {
    await expect(launch('no-such-program', [])).rejects.toThrow(ProgramMissingError)
  })
})

describe('a machine’s notes', () => {
  const takes = (note: string) => methods.setMachineNote.safeParse([UUID, note]).success
  it('are lines of text', () => {
    expect(['', 'Mail', 'two\nlines', 'ñ 好'].map(takes)).toEqual([true, true, true, true])
    expect(['\0', 'a\u001bb', 'a\u2028b', 'x'.repeat(2001)].map(takes)).toEqual([
      ...[false, false, false, false],
    ])
  })
})
