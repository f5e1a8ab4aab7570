import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Changes } from '../../../electron/backend/bridges/changes.ts'
import type { RunningChange } from '../../../electron/backend/bridges/changes.ts'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { message } from '../../../shared/message.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import { failureOf } from '../../support/failure.ts'

const prolong = () => Promise.resolve()

const VIEW: Omit<Plan, 'id'> = {
  title: { key: 'plan.create-bridge' },
  steps: (['checkpoint', 'verify', 'store'] as const).map((id) => ({
    id,
    text: { key: `step.${id}` },
  })),
  warnings: [],
  interruption: null,
  carried: [],
  commands: [],
  keepOrRevert: true,
}

let changes: Changes
let shown: () => Change | null
const never = () => new AbortController().signal
const ASKED = { seconds: 30, doubt: null }

beforeEach(() => {
  vi.useFakeTimers()
  const inventory = new InventoryStore(() => undefined)
  changes = new Changes(inventory, { isFar: false })
  shown = () => inventory.snapshot().change
})
afterEach(() => vi.useRealTimers())

const begin = (id = 'a'): RunningChange => changes.begin(id, VIEW)

it('starts with everything waiting', () => {
  expect(begin().change).toMatchObject({
    id: 'a',
    phase: 'applying',
    deadline: null,
    doubt: null,
    error: null,
  })
  expect(shown()?.steps.map(({ id, state }) => [id, state])).toEqual([
    ['checkpoint', 'waiting'],
    ['verify', 'waiting'],
    ['store', 'waiting'],
  ])
  expect(shown()?.checks.map(({ id, state }) => [id, state])).toEqual([
    ['link', 'waiting'],
    ['address', 'waiting'],
    ['gateway', 'waiting'],
    ['dns', 'waiting'],
    ['internet', 'waiting'],
  ])
})

it('says that the host is looked for, and then where it is at', () => {
  const running = begin()
  running.seek(true)
  expect([shown()?.phase, running.phase]).toEqual(['seeking', 'applying'])
  running.setPhase('verifying')
  expect(shown()?.phase).toBe('seeking')
  running.seek(false)
  expect(shown()?.phase).toBe('verifying')
  running.seek(true)
  running.end('reverted')
  expect(shown()?.phase).toBe('reverted')
})

it('of a host at the other end of an ssh asks for a new login and its lease, too', () => {
  const far = new Changes(new InventoryStore(() => undefined), { isFar: true })
  const ids = far.begin('a', VIEW).change.checks.map(({ id }) => id)
  expect(ids.slice(-2)).toEqual(['login', 'lease'])
})

it('is one at a time, until it has ended', () => {
  const first = begin()
  expect(changes.isBusy).toBe(true)
  expect(() => begin('b')).toThrow('change-in-progress')
  first.end('done')
  expect(changes.isBusy).toBe(false)
  expect(begin('b').change.id).toBe('b')
})

it('shows each step and check by itself', () => {
  const running = begin()
  running.step('checkpoint', 'done')
  running.check('gateway', 'skipped')
  expect(shown()?.steps.map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting'])
  expect(shown()?.checks.map(({ state }) => state)).toEqual([
    'waiting',
    'waiting',
    'skipped',
    'waiting',
    'waiting',
  ])
  expect(shown()?.phase).toBe('applying')
  running.step('verify', 'running')
  expect(shown()?.phase).toBe('verifying')
  running.step('verify', 'failed')
  expect(shown()?.phase).toBe('verifying')
})

describe('the question', () => {
  it('waits for as long as it takes where going back is in doubt, and says what for', async () => {
    const running = begin()
    const doubt = message('doubt.dhcp-silent', { bridge: 'br0', address: '198.51.100.20' })
    const asked = running.ask({ seconds: null, doubt }, never(), prolong)
    expect(shown()).toMatchObject({ phase: 'awaiting-answer', deadline: null, doubt })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(shown()?.phase).toBe('awaiting-answer')
    void running.answerWith('keep')
    expect(await asked).toBe('keep')
    running.setPhase('keeping')
    expect(shown()?.doubt).toBe(null)
  })

  it('stands with its deadline, and settles what was asked for', async () => {
    const running = begin()
    void running.ask(ASKED, never(), prolong)
    expect(shown()).toMatchObject({ phase: 'awaiting-answer', deadline: Date.now() + 30_000 })
    expect((await running.settled).phase).toBe('awaiting-answer')
  })

  it.each(['keep', 'revert'] as const)('is answered with %s, once', async (answer) => {
    const running = begin()
    const asked = running.ask(ASKED, never(), prolong)
    const ended = changes.answer('a', answer)
    expect(await asked).toBe(answer)
    expect((await failureOf(() => changes.answer('a', 'keep'))).code).toBe('change-unknown')
    running.end('done')
    expect((await ended).phase).toBe('done')
  })

  it('takes the first of two answers', async () => {
    const running = begin()
    const asked = running.ask(ASKED, never(), prolong)
    void changes.answer('a', 'revert')
    void changes.answer('a', 'keep')
    expect(await asked).toBe('revert')
  })

  it('is over when nobody answers', async () => {
    const running = begin()
    const asked = running.ask(ASKED, never(), prolong)
    await vi.advanceTimersByTimeAsync(29_999)
    expect(shown()?.phase).toBe('awaiting-answer')
    await vi.advanceTimersByTimeAsync(1)
    expect(await asked).toBeNull()
    expect((await failureOf(() => changes.answer('a', 'keep'))).code).toBe('change-unknown')
  })

  it('is over when it is given up, and when it was given up before', async () => {
    const given = new AbortController()
    const asked = begin().ask(ASKED, given.signal, prolong)
    given.abort()
    expect(await asked).toBeNull()
    const running = changes
    expect(running.isBusy).toBe(true)
  })

  it('is not asked when it was given up before', async () => {
    expect(await begin().ask(ASKED, AbortSignal.abort(), prolong)).toBeNull()
  })

  it('leaves no timer behind', async () => {
    const running = begin()
    const asked = running.ask(ASKED, never(), prolong)
    void changes.answer('a', 'keep')
    await asked
    await vi.advanceTimersByTimeAsync(16)
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([
    ['before it was asked', 'a'],
    ['for another change', 'b'],
  ])('takes no answer %s', async (_, id) => {
    const running = begin()
    if (id === 'b') void running.ask(ASKED, never(), prolong)
    expect((await failureOf(() => changes.answer(id, 'keep'))).code).toBe('change-unknown')
  })
})

describe('its end', () => {
  it.each(['done', 'reverted'] as const)('is %s, without a deadline', async (phase) => {
    const running = begin()
    void running.ask(ASKED, never(), prolong)
    running.end(phase)
    expect(shown()).toMatchObject({ phase, deadline: null, error: null })
  })

  it('as a failure reaches whoever asked and whoever answered', async () => {
    const running = begin()
    void running.ask(ASKED, never(), prolong)
    const answered = failureOf(changes.answer('a', 'keep'))
    running.fail('failed', { code: 'checkpoint-lost', params: {} })
    expect(shown()).toMatchObject({ phase: 'failed', error: { code: 'checkpoint-lost' } })
    expect((await answered).code).toBe('checkpoint-lost')
  })

  it('as a failure before the question rejects what was asked for', async () => {
    const running = begin()
    const settled = failureOf(running.settled)
    running.fail('reverted', { code: 'link-lost', params: { interface: 'br0' } })
    expect(await settled).toEqual({ code: 'link-lost', params: { interface: 'br0' } })
  })
})

describe('more time', () => {
  it('is given from now, once NetworkManager waits as long too', async () => {
    vi.useFakeTimers()
    try {
      const running = begin()
      const prolonged = vi.fn(() => Promise.resolve())
      const asked = running.ask(ASKED, never(), prolonged)
      vi.advanceTimersByTime(29_000)
      const { deadline } = await running.extend()
      expect(prolonged).toHaveBeenCalledOnce()
      expect(deadline).toBe(Date.now() + 30_000)
      vi.advanceTimersByTime(29_000)
      expect(running.change.phase).toBe('awaiting-answer')
      vi.advanceTimersByTime(1_000)
      expect(await asked).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })

  it('is refused when nothing is asked, and when NetworkManager refuses it', async () => {
    const running = begin()
    expect((await failureOf(running.extend())).code).toBe('change-unknown')
    const asked = running.ask(ASKED, never(), () => Promise.reject(new Error('too late')))
    const before = running.change.deadline
    expect((await failureOf(running.extend())).cause).toContain('too late')
    expect(running.change.deadline).toBe(before)
    void running.answerWith('keep')
    await asked
  })
})
