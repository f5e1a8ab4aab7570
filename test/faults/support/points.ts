/**
 * Every place in making and removing a bridge, or a profile of ours on a NIC, where the work can be cut off: behind each write of
 * the journal and behind each call that changes something in NetworkManager.
 */
export interface Point {
  name: string
  /** A method of NetworkManager's, or of the journal. */
  behind: string
  /** The how-manieth one of it in this change. */
  count: number
  /** Has the person said Keep by then? */
  kept: boolean
}

const point = (name: string, behind: string, count: number, kept = false): Point => ({
  name,
  behind,
  count,
  kept,
})

export const CREATE: Point[] = [
  point('journal written', 'journal.write', 1),
  point('checkpoint made', 'CheckpointCreate', 1),
  point('checkpoint in the journal', 'journal.write', 2),
  point('bridge profile added', 'AddConnection2', 1),
  point('port profile added', 'AddConnection2', 2),
  point('activation accepted', 'ActivateConnection', 1),
  point('verifying', 'CheckpointAdjustRollbackTimeout', 1),
  point('about to ask', 'CheckpointAdjustRollbackTimeout', 2),
  point('Keep in the journal', 'journal.write', 3, true),
  point('bridge profile stored', 'Update2', 1, true),
  point('port profile stored', 'Update2', 2, true),
  point('checkpoint destroyed', 'CheckpointDestroy', 1, true),
]

export const REMOVE: Point[] = [
  point('journal written', 'journal.write', 1),
  point('checkpoint made', 'CheckpointCreate', 1),
  point('checkpoint in the journal', 'journal.write', 2),
  point('activation accepted', 'ActivateConnection', 1),
  point('bridge deactivated', 'DeactivateConnection', 1),
  point('verifying', 'CheckpointAdjustRollbackTimeout', 1),
  point('about to ask', 'CheckpointAdjustRollbackTimeout', 2),
  point('Keep in the journal', 'journal.write', 3, true),
  point('checkpoint destroyed', 'CheckpointDestroy', 1, true),
  point('port profile deleted', 'Delete', 1, true),
  point('bridge profile deleted', 'Delete', 2, true),
]

/** Another address: one profile, which is stored once it is kept. */
export const ADDRESS: Point[] = [
  point('journal written', 'journal.write', 1),
  point('checkpoint made', 'CheckpointCreate', 1),
  point('checkpoint in the journal', 'journal.write', 2),
  point('profile added', 'AddConnection2', 1),
  point('activation accepted', 'ActivateConnection', 1),
  point('verifying', 'CheckpointAdjustRollbackTimeout', 1),
  point('about to ask', 'CheckpointAdjustRollbackTimeout', 2),
  point('Keep in the journal', 'journal.write', 3, true),
  point('profile stored', 'Update2', 1, true),
  point('checkpoint destroyed', 'CheckpointDestroy', 1, true),
]

/** The NIC's own profile is back, and ours goes once that is kept. */
export const OWN: Point[] = [
  point('journal written', 'journal.write', 1),
  point('checkpoint made', 'CheckpointCreate', 1),
  point('checkpoint in the journal', 'journal.write', 2),
  point('activation accepted', 'ActivateConnection', 1),
  point('verifying', 'CheckpointAdjustRollbackTimeout', 1),
  point('about to ask', 'CheckpointAdjustRollbackTimeout', 2),
  point('Keep in the journal', 'journal.write', 3, true),
  point('checkpoint destroyed', 'CheckpointDestroy', 1, true),
  point('profile deleted', 'Delete', 1, true),
]

/** An option and a second port: the profile, which is written only once it is kept, and the port's. */
export const CHANGE: Point[] = [
  point('journal written', 'journal.write', 1),
  point('checkpoint made', 'CheckpointCreate', 1),
  point('settings applied', 'Reapply', 1),
  point('port profile added', 'AddConnection2', 1),
  point('activation accepted', 'ActivateConnection', 1),
  point('about to ask', 'CheckpointAdjustRollbackTimeout', 2),
  point('Keep in the journal', 'journal.write', 3, true),
  point('bridge profile stored', 'Update2', 1, true),
  point('port profile stored', 'Update2', 2, true),
  point('checkpoint destroyed', 'CheckpointDestroy', 1, true),
]
