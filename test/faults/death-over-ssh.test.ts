/**
 * A bridge made on a far host, over the NIC that the ssh runs over, cut off at every step in every way: the host
 * ends in the old or the kept state, is reached, and the app says which of the two it is.
 */
import { afterAll, describe, it } from 'vitest'
import { hasEnded } from '../../shared/model/plan.ts'
import { Column } from './support/column.ts'
import { DEATHS } from './support/deaths.ts'
import type { Death } from './support/deaths.ts'
import { letCheckpointExpire } from './support/host.ts'
import { CREATE } from './support/points.ts'
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
    if (change?.phase === 'awaiting-answer') await backend.api.revertChange(change.id)
    return change?.phase === 'done' ? 'finished' : 'undone'
  },
}

/** A boot of the host ends sshd, too: that is the whole computer’s to show. */
const deaths = [...DEATHS.filter(({ name }) => !name.includes('reboot')), CUT]

describe('to create a bridge over an ssh', () => {
  const columns = deaths.map((death) => new Column('create', death, BY_SSH))
  const cells = CREATE.flatMap((point) => columns.map((column) => ({ point, column })))
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
    console.log(`to create a bridge over an ssh: ${ended} of ${cells.length} ended well`)
  })
})
