import { expect, it } from 'vitest'
import { entriesFound, subjectKey, subjectsOf } from '../../../renderer/model/history.ts'
import { message } from '../../../shared/message.ts'
import type { HistoryEntry, HistorySubject } from '../../../shared/model/history.ts'

const entry = (id: string, title: string, about: HistorySubject[]): HistoryEntry => ({
  ...{ id, at: 1, title: message('plan.edit-network', { network: title }), outcome: 'kept' },
  ...{ about, isTakenBack: false, undo: null },
})
const web: HistorySubject = { kind: 'machine', name: 'web' }
const office: HistorySubject = { kind: 'network', name: 'web' }
const entries = [
  entry('1', 'Change the office', [office]),
  entry('2', 'Move a NIC', [web, office]),
  entry('3', 'Forward', [{ kind: 'forward', name: 'tcp/80' }]),
]
const say = ({ params }: HistoryEntry['title']) => String(params?.network)
const found = (search: string, about = '') =>
  entriesFound(entries, { search, about }, say).map(({ id }) => id)

it.each([
  ['nothing', '', '', ['1', '2', '3']],
  ['a word of a title', ' OFFICE ', '', ['1']],
  ['a name that it is about', 'web', '', ['1', '2']],
  ['a machine, and not the network of that name', '', subjectKey(web), ['2']],
  ['both', 'move', subjectKey(office), ['2']],
  ['what is nowhere', 'db', '', []],
])('finds by %s', (_, search, about, ids) => {
  expect(found(search, about)).toEqual(ids)
})

it('offers each machine, network and bridge once', () => {
  expect(subjectsOf(entries)).toEqual([web, office])
})
