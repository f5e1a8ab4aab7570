import type { MessageKey } from '../../../shared/locales.ts'
import { expect, it, vi } from 'vitest'
import { Plans } from '../../../electron/backend/plans/plans.ts'
import type { Look, Seen } from '../../../electron/backend/plans/plans.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import { failureOf } from '../../support/failure.ts'

const CHANGE = { id: 'change' } as Change
const NO = { agreed: false }

const viewOf = (title: string, asks?: PlanView['asks']): PlanView => ({
  title: { key: title as MessageKey },
  steps: [],
  warnings: [],
  ...(asks && { asks }),
  interruption: null,
  carried: [],
  commands: [],
  keepOrRevert: false,
})

/** `world` is what is there; a test changes it. */
function planned(asks?: PlanView['asks']) {
  const world = { title: 'plan', read: 1 as unknown, work: 1 }
  return {
    world,
    look: vi.fn((look: Look) => look.saw(viewOf(world.title, asks), world.read, world.work)),
    apply: vi.fn(async (_id: string, _seen: Seen<number>) => CHANGE),
  }
}

it('shows the plan under an id of its own', async () => {
  const plans = new Plans('qemu:///system')
  const [one, other] = [await plans.add(planned()), await plans.add(planned())]
  expect(one).toMatchObject({ title: { key: 'plan' }, keepOrRevert: false })
  expect(one.id).not.toBe(other.id)
})

it('carries it out once, with what is there by then', async () => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = await plans.add(plan)
  plan.world.work = 2
  expect(await plans.apply(id, NO)).toBe(CHANGE)
  expect(plan.apply).toHaveBeenCalledExactlyOnceWith(id, expect.objectContaining({ work: 2 }))
  expect((await failureOf(() => plans.apply(id, NO))).code).toBe('plan-unknown')
})

it('refuses an id that it never gave', async () => {
  const failure = await failureOf(() => new Plans('qemu:///system').apply('x', NO))
  expect(failure.code).toBe('plan-unknown')
})

it.each([
  ['would be another one now', { title: 'other' }],
  ['reads the same words of another world', { read: 2 }],
  ['read a number of D-Bus that is another now', { read: 1n }],
])('refuses a plan that %s, until it is the same again', async (_, change) => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = await plans.add(plan)
  const before = { ...plan.world }
  Object.assign(plan.world, change)
  expect((await failureOf(() => plans.apply(id, NO))).code).toBe('plan-stale')
  expect(plan.apply).not.toHaveBeenCalled()
  Object.assign(plan.world, before)
  expect(await plans.apply(id, NO)).toBe(CHANGE)
})

it('takes no earlier sight for what is there now', async () => {
  const plans = new Plans('qemu:///system')
  let first: Seen<null> | null = null
  const look = (now: Look) => (first ??= now.saw(viewOf('plan'), null, null))
  const { id } = await plans.add<null>({ look, apply: async () => CHANGE })
  expect((await failureOf(() => plans.apply(id, NO))).cause).toContain('seen before')
})

it('carries nothing out that reaches into the host before the person has agreed', async () => {
  const plans = new Plans('qemu:///system')
  const asks = [{ key: 'reach.script' as const, params: { line: 3, part: 'x' } }]
  const plan = planned(asks)
  const { id } = await plans.add(plan)
  expect(plans.asksOf(id)).toEqual(asks)
  expect((await failureOf(() => plans.apply(id, NO))).code).toBe('consent-needed')
  expect(plan.apply).not.toHaveBeenCalled()
  expect(await plans.apply(id, { agreed: true })).toBe(CHANGE)
  expect(plans.asksOf(id)).toEqual([])
})

it('tells what stands in the way now', async () => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = await plans.add(plan)
  plan.look.mockImplementation(() => {
    throw new Error('the NIC is gone')
  })
  expect((await failureOf(() => plans.apply(id, NO))).cause).toBe('the NIC is gone')
  expect(plan.apply).not.toHaveBeenCalled()
})

it('forgets the oldest of many', async () => {
  const plans = new Plans('qemu:///system')
  const ids: string[] = []
  for (let count = 0; count < 21; count++) ids.push((await plans.add(planned())).id)
  expect((await failureOf(() => plans.apply(ids[0] ?? '', NO))).code).toBe('plan-unknown')
  expect(await plans.apply(ids[1] ?? '', NO)).toBe(CHANGE)
})
