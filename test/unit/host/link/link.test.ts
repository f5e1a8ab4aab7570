import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Link } from '../../../../electron/host/link/link.ts'
import { LinkError } from '../../../../electron/host/side.ts'
import type { Session } from '../../../../electron/host/link/session.ts'
import {
  forwardArguments,
  loginArguments,
  programArguments,
} from '../../../../electron/host/link/ssh-arguments.ts'

const target = { host: 'server', user: 'root', port: 2222 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function fakeSession() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const session = { closed: promise, isClosed: false, words: 'Connection reset' }
  const end = async () => {
    session.isClosed = true
    resolve()
    await promise
  }
  return { session: session as unknown as Session, end }
}

describe('the link to a host', () => {
  it('is one login for all who ask at once', async () => {
    const { session } = fakeSession()
    const open = vi.fn(async () => session)
    const link = new Link(target, open)
    const [one, other] = await Promise.all([link.session(), link.session()])
    expect([one, other, await link.session()]).toEqual([session, session, session])
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('holds up nobody who only looks while a host does not answer', async () => {
    vi.useRealTimers()
    const link = new Link(target, () => new Promise(() => undefined))
    const question = { verb: 'who', words: [], parts: 1, timeoutMs: 60_000 }
    await expect(link.ask(question)).rejects.toThrow('no connection to the host yet')
  })

  it('waits longer after each failure, up to a minute, and says why at once', async () => {
    const open = vi.fn(() => Promise.reject(new LinkError('Permission denied')))
    const link = new Link(target, open)
    for (const pause of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      open.mockClear()
      await expect(link.session()).rejects.toThrow('Permission denied')
      expect(open).toHaveBeenCalledTimes(1)
      vi.advanceTimersByTime(pause - 1)
      await expect(link.session()).rejects.toThrow('Permission denied')
      expect(open).toHaveBeenCalledTimes(1)
      vi.advanceTimersByTime(1)
    }
  })

  it('is tried at once when somebody wants it, and anew when it has ended', async () => {
    const first = fakeSession()
    const open = vi.fn(() => Promise.reject<Session>(new LinkError('No route to host')))
    const link = new Link(target, open)
    await expect(link.session()).rejects.toThrow('No route')
    link.retryNow()
    open.mockResolvedValueOnce(first.session)
    expect(await link.session()).toBe(first.session)
    await first.end()
    await expect(link.session()).rejects.toThrow('Connection reset')
    vi.advanceTimersByTime(500)
    const second = fakeSession()
    open.mockResolvedValueOnce(second.session)
    expect(await link.session()).toBe(second.session)
  })
})

describe('what ssh is started with', () => {
  it('lends nothing of this computer, whatever the person’s configuration has', () => {
    const words = loginArguments(
      { ...target, host: '[2001:db8::1]' },
      { control: '/run/x/ssh', command: 'exec sh', patience: 15, asks: false },
    )
    expect(words.slice(-3)).toEqual(['--', '2001:db8::1', 'exec sh'])
    for (const option of ['ClearAllForwardings=yes', 'PermitLocalCommand=no', 'BatchMode=yes'])
      expect(words).toContain(option)
    for (const flag of ['-a', '-x', '-k', '-T']) expect(words).toContain(flag)
  })

  it('never logs in anew where the login has ended', () => {
    for (const words of [
      programArguments('/run/x/ssh', 'exec sh'),
      forwardArguments('/run/x/ssh', [{ here: '/run/x/bus', there: '/run/dbus/bus' }]),
    ]) {
      expect(words).toContain('ProxyCommand=false')
      expect(words.join(' ')).toContain('-F none')
    }
  })
})
