import { beforeEach, expect, it, vi } from 'vitest'
import { Plans } from '../../../electron/backend/plans/plans.ts'
import type { Look } from '../../../electron/backend/plans/plans.ts'
import { Undos } from '../../../electron/backend/plans/undos.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import { failureOf } from '../../support/failure.ts'

let plans: Plans
let undos: Undos

beforeEach(() => {
  plans = new Plans('qemu:///system')
  undos = new Undos(plans)
})

function planned(apply = async (id: string) => ({ id }) as Change) {
  const view: Omit<Plan, 'id'> = {
    title: { key: 'plan.undo-nics' },
    steps: [],
    warnings: [],
    interruption: null,
    carried: [],
    commands: [],
    keepOrRevert: false,
  }
  return { look: (look: Look) => look.saw(view, null, null), apply }
}

it('plans the way back when it is asked for, and forgets it once it is done', async () => {
  const undo = vi.fn(() => planned())
  undos.remember('change-1', undo)
  expect(undo).not.toHaveBeenCalled()
  const { id, title } = await undos.plan('change-1')
  expect(title).toEqual({ key: 'plan.undo-nics' })
  expect(await plans.apply(id, { agreed: false })).toEqual({ id })
  expect((await failureOf(() => undos.plan('change-1'))).code).toBe('undo-unknown')
})

it('keeps it when it fails: it may be possible later', async () => {
  const apply = vi.fn(async (id: string) => ({ id }) as Change)
  apply.mockRejectedValueOnce(new PuenteError('libvirt-lost'))
  undos.remember('change-1', () => planned(apply))
  const first = await undos.plan('change-1')
  expect((await failureOf(() => plans.apply(first.id, { agreed: false }))).code).toBe(
    'libvirt-lost',
  )
  const again = await undos.plan('change-1')
  expect(await plans.apply(again.id, { agreed: false })).toEqual({ id: again.id })
})

it('takes a change back once, however often it was planned', async () => {
  undos.remember('change-1', () => planned())
  const [one, other] = [await undos.plan('change-1'), await undos.plan('change-1')]
  await plans.apply(one.id, { agreed: false })
  expect((await failureOf(() => plans.apply(other.id, { agreed: false }))).code).toBe(
    'undo-unknown',
  )
})

it('remembers the last fifty', async () => {
  for (let count = 0; count < 51; count++) undos.remember(`change-${count}`, () => planned())
  expect((await failureOf(() => undos.plan('change-0'))).code).toBe('undo-unknown')
  expect(await undos.plan('change-1')).toMatchObject({ title: { key: 'plan.undo-nics' } })
})
