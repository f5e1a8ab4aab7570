/** The shells of one login: a few while there is much to ask, and one when nobody asks any more. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Shells } from '../../../../electron/host/link/shells.ts'
import type { FarShell } from '../../../../electron/host/link/far-shell.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One whose answers come when the test says so. */
class FakeShell {
  isEnded = false
  asked: PromiseWithResolvers<never[]> | null = null
  readonly #end = Promise.withResolvers<void>()
  readonly ended = this.#end.promise

  get isBusy(): boolean {
    return this.asked !== null
  }

  ask(): Promise<never[]> {
    this.asked = Promise.withResolvers()
    return this.asked.promise
  }

  answer(): void {
    const { asked } = this
    this.asked = null
    asked?.resolve([])
  }

  kill(): void {
    this.isEnded = true
    this.asked?.reject(new Error('killed'))
    this.#end.resolve()
  }
}

const question = { verb: 'who', words: [], parts: 1, timeoutMs: 1 }

function shellsLettingIn(most: number) {
  const all = [new FakeShell()]
  const start = () => {
    if (all.length >= most) return Promise.reject(new Error('no more sessions'))
    all.push(new FakeShell())
    return Promise.resolve(all.at(-1) as unknown as FarShell)
  }
  const shells = new Shells(all[0] as unknown as FarShell, start)
  const ask = async (times: number) => {
    const asked = Array.from({ length: times }, () => shells.ask(question))
    await vi.advanceTimersByTimeAsync(0)
    return asked
  }
  const busy = () => all.map(({ isBusy }) => isBusy)
  const there = () => all.filter(({ isEnded }) => !isEnded)
  return { shells, all, ask, busy, there }
}

it('are three at most; what is asked beyond waits for one of them', async () => {
  const { all, ask, busy } = shellsLettingIn(9)
  const asked = await ask(4)
  expect(busy()).toEqual([true, true, true])
  all[1]?.answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(busy()).toEqual([true, true, true])
  all.forEach((shell) => shell.answer())
  await Promise.all(asked)
})

it('are as many as are let in', async () => {
  const { all, ask } = shellsLettingIn(1)
  const asked = await ask(3)
  expect(all).toHaveLength(1)
  for (const one of asked) {
    all[0]?.answer()
    await one
    await vi.advanceTimersByTimeAsync(0)
  }
})

it('end half a minute after they were asked last, but for the login’s own, and come again', async () => {
  const { all, ask, there } = shellsLettingIn(9)
  await ask(3)
  all.forEach((shell) => shell.answer())
  await vi.advanceTimersByTimeAsync(20_000)
  await ask(2)
  all.forEach((shell) => shell.answer())
  await vi.advanceTimersByTimeAsync(20_000)
  expect(there()).toEqual([all[0], all[1]])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(there()).toEqual([all[0]])
  const again = await ask(2)
  expect(there()).toHaveLength(2)
  there().forEach((shell) => shell.answer())
  await Promise.all(again)
})

it('end with the login, and whoever waits is told why', async () => {
  const { shells, ask, there } = shellsLettingIn(9)
  const told = (await ask(4)).map((one) => one.catch((error: Error) => error.message))
  shells.end(new Error('cut off'))
  expect(await Promise.all(told)).toEqual(['killed', 'killed', 'killed', 'cut off'])
  await expect(shells.ask(question)).rejects.toThrow('cut off')
  expect(there()).toEqual([])
})
