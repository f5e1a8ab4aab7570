/**
 * A power cut of a whole computer behind each step of making, changing and removing a bridge: the
 * emulator is killed there, and the same disk is booted. By itself the host is connected, wholly as
 * before or, once it was kept, wholly as asked for; the app’s next start says which. Rows 8 and 54.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Kind } from '../faults/support/bridge.ts'
import { CHANGE, CREATE, REMOVE, type Point } from '../faults/support/points.ts'
import { Cuts, type Ending, TOLD } from './support/cuts.ts'
import { bundleStoppingBackend } from './support/bundle.ts'
import { asColumns } from './support/columns.ts'

const MATRICES: [Kind, Point[]][] = [
  ['create', CREATE],
  ['change', CHANGE],
  ['remove', REMOVE],
]

beforeAll(bundleStoppingBackend)

describe.each(MATRICES)('to %s a bridge', (kind, points) => {
  const cuts = new Cuts(kind)
  const endings: [string, Ending | null][] = []
  afterAll(async () => {
    await cuts.stop()
    print(kind, endings)
  })

  it.each([...points, TOLD])('a power cut behind: $name', async (point) => {
    const row: [string, Ending | null] = [point.name, null]
    endings.push(row)
    const ending = await cuts.run(point)
    row[1] = ending
    console.log(`${kind}, ${point.name}: ${ending.host}, told ${ending.told}`)
    if (point === TOLD) {
      expect(ending).toMatchObject({ host: 'as asked for', told: 'nothing' })
      return
    }
    // Once it was kept, either whole will do; before that, only the old one.
    if (!point.kept) expect(ending.host).toBe('as before')
    expect(ending.told).toBe(ending.host === 'as before' ? 'undone' : 'finished')
  })
})

function print(kind: string, endings: [string, Ending | null][]): void {
  const lines = endings.map(([step, ending]) =>
    ending ? [step, ending.host, ending.told, `${ending.seconds.toFixed(0)} s`] : [step, 'BROKEN'],
  )
  const head = ['power cut behind', 'next boot', 'told', 'connected after']
  console.log(`\nto ${kind} a bridge\n${asColumns([head, ...lines])}\n`)
}
