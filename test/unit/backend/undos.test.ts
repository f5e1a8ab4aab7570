import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Look, Plans } from '../../../electron/backend/plans/plans.ts'
import { allOrNone } from '../../../electron/backend/plans/together.ts'
import { Undos } from '../../../electron/backend/plans/undos.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import type { UndoRecord } from '../../../electron/backend/history/history.ts'
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

describe('of an earlier start', () => {
  /** As the history keeps it. */
  const shelf = (record: UndoRecord | null) => {
    const takenBack = vi.fn(async () => undefined)
    undos.shelf = { undoOf: async () => record, takenBack }
    return takenBack
  }
  const know = () => {
    const plan = vi.fn((_: { network: string }) => planned())
    undos.know('edit', { schema: z.object({ network: z.string() }), plan })
    return plan
  }

  it('is planned from what is on disk, and not offered again once it is done', async () => {
    const plan = know()
    const takenBack = shelf({ kind: 'edit', data: { network: 'default', more: 1 } })
    const { id } = await undos.plan('before')
    expect(plan).toHaveBeenCalledWith({ network: 'default' })
    expect(takenBack).not.toHaveBeenCalled()
    await plans.apply(id, { agreed: false })
    expect(takenBack).toHaveBeenCalledWith('before')
  })

  it.each([
    ['nothing', null],
    ['a kind that nobody knows', { kind: 'other', data: { network: 'default' } }],
    ['another shape', { kind: 'edit', data: { network: 7 } }],
  ])('is refused where there is %s', async (_, record) => {
    const plan = know()
    shelf(record)
    expect(await undos.standing('before')).toMatchObject({
      can: false,
      why: { code: 'undo-unknown' },
    })
    expect(plan).not.toHaveBeenCalled()
  })

  it('is kept without what may not be kept, and not at all where that is needed', () => {
    const how = { schema: z.object({ secret: z.string() }), plan: () => planned() }
    const blank = undos.know('blank', { ...how, kept: () => ({ secret: '' }) })
    const never = undos.know('never', { ...how, kept: () => null })
    undos.remember('one', blank({ secret: 'hunter2' }))
    undos.remember('two', never({ secret: 'hunter2' }))
    undos.remember('three', () => planned())
    expect(undos.recordOf('one')).toEqual({ kind: 'blank', data: { secret: '' } })
    expect(undos.recordOf('two')).toBeNull()
    expect(undos.recordOf('three')).toBeNull()
  })
})

it('takes back each part of a whole that fails, however many were done before', async () => {
  const back: string[] = []
  const part = (apply: (id: string) => Promise<Change>) => planned(apply)
  const good = Array.from({ length: 80 }, (_, index) =>
    part(async (id) => {
      undos.remember(id, () =>
        planned(async (undoId) => {
          back.push(String(index))
          return { id: undoId } as Change
        }),
      )
      return { id } as Change
    }),
  )
  const bad = part(() => Promise.reject(new PuenteError('libvirt-failed')))
  const look = new Look()
  const parts = [...good, bad].map((one) => ({ planned: one, seen: one.look(look) }))
  const outcomes = { back: 'all-taken-back', notBack: 'not-all-taken-back' } as const
  const failure = await failureOf(allOrNone(undos, parts, outcomes))
  expect(failure).toMatchObject({ code: 'libvirt-failed', outcome: { code: 'all-taken-back' } })
  expect(back).toEqual(good.map((_, index) => String(79 - index)))
})
