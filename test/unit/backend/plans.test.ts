import { expect, it, vi } from 'vitest'
import { Plans } from '../../../electron/backend/plans.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import { failureOf } from '../../support/failure.ts'

const CHANGE = { id: 'change' } as Change

function planned(title = 'plan') {
  const view: Omit<Plan, 'id'> = {
    title: { key: title },
    steps: [],
    warnings: [],
    interruption: null,
    carried: [],
    commands: [],
    keepOrRevert: false,
  }
  return { view, replan: vi.fn(() => view), apply: vi.fn(async () => CHANGE) }
}

it('shows the plan under an id of its own', () => {
  const plans = new Plans('qemu:///system')
  const [one, other] = [plans.add(planned()), plans.add(planned())]
  expect(one).toMatchObject({ title: { key: 'plan' }, keepOrRevert: false })
  expect(one.id).not.toBe(other.id)
})

it('carries it out once', async () => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = plans.add(plan)
  expect(await plans.apply(id)).toBe(CHANGE)
  expect(plan.apply).toHaveBeenCalledExactlyOnceWith(id)
  expect((await failureOf(() => plans.apply(id))).code).toBe('plan-unknown')
})

it('refuses an id that it never gave', async () => {
  expect((await failureOf(() => new Plans('qemu:///system').apply('x'))).code).toBe('plan-unknown')
})

it('refuses a plan that would be another one now, until it is the same again', async () => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = plans.add(plan)
  plan.replan.mockReturnValueOnce(planned('other').view)
  expect((await failureOf(() => plans.apply(id))).code).toBe('plan-stale')
  expect(plan.apply).not.toHaveBeenCalled()
  expect(await plans.apply(id)).toBe(CHANGE)
})

it('tells what stands in the way now', async () => {
  const plans = new Plans('qemu:///system')
  const plan = planned()
  const { id } = plans.add(plan)
  plan.replan.mockImplementation(() => {
    throw new Error('the NIC is gone')
  })
  expect((await failureOf(() => plans.apply(id))).cause).toBe('the NIC is gone')
  expect(plan.apply).not.toHaveBeenCalled()
})

it('forgets the oldest of many', async () => {
  const plans = new Plans('qemu:///system')
  const ids = Array.from({ length: 21 }, () => plans.add(planned()).id)
  expect((await failureOf(() => plans.apply(ids[0] ?? ''))).code).toBe('plan-unknown')
  expect(await plans.apply(ids[1] ?? '')).toBe(CHANGE)
})
