/**
 * A change of a far host, over the NIC that the ssh runs over, cut off at every step in every way: the host
 * ends in the old or the kept state, is reached, and the app says which of the two it is.
 */
import { afterAll, describe, it } from 'vitest'
import { hasEnded } from '../../shared/model/plan.ts'
import { Column } from './support/column.ts'
import { DEATHS } from './support/deaths.ts'
import type { Death } from './support/deaths.ts'
import { letCheckpointExpire } from './support/host.ts'
import { CREATE, REMOVE } from './support/points.ts'
import { BY_SSH } from './support/reach.ts'
import { resume } from './support/stopped.ts'
import { letThrough } from '../support/switch-port.ts'

/** Each waits for its turn on its lab. */
const PATIENCE = 600_000
/** Until a new login gets in, where the old one hears nothing any more. */
const FOUND_AGAIN = 120_000

/** The switch lets nothing through; NetworkManager’s time is up before it does again. */
const CUT: Death = {
  name: 'network cut',
  fault: 'no carrier',
  async strike({ lab, backend }) {
    await letThrough(lab, 'eth0', false)
    resume(backend)
    await letCheckpointExpire(lab)
    await letThrough(lab, 'eth0', true)
    const isOver = ({ change }: NonNullable<typeof backend.inventory>) =>
      change && (hasEnded(change) || change.phase === 'awaiting-answer')
    const { change } = await backend.until(isOver, FOUND_AGAIN)
    // Cut off before anything was begun: then it has waited, and gone on.
    if (change?.phase === 'awaiting-answer') {
      // By then it may have been seen that NetworkManager has gone back.
      await backend.api.revertChange(change.id).catch(() => undefined)
    }
    return change?.phase === 'done' ? 'finished' : 'undone'
  },
}

/** A boot of the host ends sshd, too: that is the whole computer’s to show. */
const deaths = [...DEATHS.filter(({ name }) => !name.includes('reboot')), CUT]

describe.each([
  ['to create a bridge', 'create' as const, CREATE],
  ['to remove a bridge', 'remove' as const, REMOVE],
])('%s over an ssh', (_, kind, points) => {
  const columns = deaths.map((death) => new Column(kind, death, BY_SSH))
  const cells = points.flatMap((point) => columns.map((column) => ({ point, column })))
  let ended = 0

  for (const { point, column } of cells) {
    const { name, fault } = column.death
    it.concurrent(`${fault}: ${point.name}, ${name}`, { timeout: PATIENCE }, async () => {
      await column.run(point)
      ended++
    })
  }

  afterAll(async () => {
    await Promise.all(columns.map((column) => column.stop()))
    console.log(`${kind} over an ssh: ${ended} of ${cells.length} ended well`)
  })
})
