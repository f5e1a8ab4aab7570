/**
 * The work on the host's own connection is cut off at every step there is, in
 * every way there is. Afterwards the host is wholly as before (or, once it was kept, wholly as
 * asked for), nothing of ours is left over, and the app says which of the two it was.
 */
import { afterAll, describe, it } from 'vitest'
import type { Fault } from './elsewhere.ts'
import type { Kind } from './support/bridge.ts'
import { Column } from './support/column.ts'
import { DEATHS } from './support/deaths.ts'
import type { Told } from './support/deaths.ts'
import { ADDRESS, CHANGE, CREATE, OWN, REMOVE } from './support/points.ts'
import type { Point } from './support/points.ts'

const MATRICES: [Kind, Point[]][] = [
  ['create', CREATE],
  ['remove', REMOVE],
  ['change', CHANGE],
  ['address', ADDRESS],
  ['own', OWN],
]
/** Each waits for its turn on its lab. */
const PATIENCE = 300_000

/** What is cut off, in words. */
const CHANGES: Record<Kind, string> = {
  create: 'to create a bridge',
  remove: 'to remove a bridge',
  change: 'to change a bridge',
  address: 'to give a NIC another address',
  own: 'to give a NIC its own profile back',
}

describe.each(MATRICES.map(([kind, points]) => [CHANGES[kind], kind, points] as const))(
  '%s',
  (_, kind, points) => {
    const columns = DEATHS.map((death) => new Column(kind, death))
    const ended = new Map<string, Told>()
    const cells = points.flatMap((point) => columns.map((column) => ({ point, column })))

    for (const { point, column } of cells) {
      const { name, fault } = column.death
      const isKeeping = name.includes('reboot') && point.behind === 'Update2'
      const named: Fault = isKeeping ? 'a reboot behind Keep' : fault
      it.concurrent(`${named}: ${point.name}, ${name}`, { timeout: PATIENCE }, async () => {
        ended.set(`${point.name}, ${name}`, await column.run(point))
      })
    }

    afterAll(async () => {
      await Promise.all(columns.map((column) => column.stop()))
      const table = points.map((point) => [
        point.name,
        ...DEATHS.map(({ name }) => ended.get(`${point.name}, ${name}`) ?? 'BROKEN'),
      ])
      print([['cut off behind', ...DEATHS.map(({ name }) => name)], ...table])
      console.log(`${CHANGES[kind]}: ${ended.size} of ${cells.length} ended well`)
    })
  },
)

function print(rows: string[][]): void {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  const line = (row: string[]) => row.map((cell, at) => cell.padEnd(widths?.[at] ?? 0)).join('  ')
  console.log(`\n${rows.map(line).join('\n')}`)
}
