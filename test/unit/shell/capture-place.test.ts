/** Where packets are saved is the person's to say, in the desktop's own dialog. */
import { describe, expect, it, vi } from 'vitest'
import { CapturePlace } from '../../../electron/shell/backend/capture-place.ts'
import type { Connections } from '../../../electron/shell/backend/connections.ts'

const intent = { interface: 'vnet0', filter: '', megabytes: 1, minutes: 1, choosePlace: true }

function started(args: unknown[], chosen: string | null) {
  const call = vi.fn(async () => ({ ok: true, result: 'called' }) as const)
  const ask = vi.fn(async () => ({ ok: true, result: 'asked' }) as const)
  const choose = vi.fn(async () => chosen)
  const place = new CapturePlace({ call, ask } as unknown as Connections, choose)
  return { result: place.start('qemu:///system', args), call, ask, choose }
}

describe('a capture', () => {
  it('goes into the file that was chosen, which the shell alone tells', async () => {
    const { result, call, ask, choose } = started([intent], '/home/alex/x.pcapng')
    expect(await result).toEqual({ ok: true, result: 'asked' })
    expect(choose).toHaveBeenCalledWith('vnet0')
    expect(ask).toHaveBeenCalledWith('qemu:///system', {
      ...{ type: 'start-capture', args: [intent], file: '/home/alex/x.pcapng' },
    })
    expect(call).not.toHaveBeenCalled()
  })

  it('is none where nothing was chosen', async () => {
    const { result, call, ask } = started([intent], null)
    expect(await result).toEqual({ ok: true, result: null })
    expect(call).not.toHaveBeenCalled()
    expect(ask).not.toHaveBeenCalled()
  })

  it.each([
    [[{ ...intent, choosePlace: false }]],
    [[{ ...intent, choosePlace: 'yes' }]],
    [[{ ...intent, interface: '../../x' }]],
    [[{ ...intent, interface: 7 }]],
    [[null]],
    [[]],
  ])('asks nobody for what is no wish to choose: %j', async (args) => {
    const { result, call, choose } = started(args, '/etc/passwd')
    await result
    expect(choose).not.toHaveBeenCalled()
    expect(call).toHaveBeenCalledWith('qemu:///system', 'startCapture', args)
  })
})
