/** The history as it is listed: what its entries are about, and which of them are looked for. Pure. */
import type { Message } from '../../shared/message.ts'
import type {
  HistoryEntry,
  HistoryOutcome,
  HistorySubject,
  WiringDifference,
  WiringKind,
} from '../../shared/model/history.ts'
import type { Look } from './looks.ts'

export const outcomeLooks: Record<HistoryOutcome, Look> = {
  kept: { icon: 'i-lucide-circle-check', tone: 'success' },
  finished: { icon: 'i-lucide-circle-check', tone: 'success' },
  reverted: { icon: 'i-lucide-undo-2', tone: 'neutral' },
  undone: { icon: 'i-lucide-undo-2', tone: 'neutral' },
  failed: { icon: 'i-lucide-circle-x', tone: 'error' },
  begun: { icon: 'i-lucide-loader-circle', tone: 'info' },
  interrupted: { icon: 'i-lucide-triangle-alert', tone: 'warning' },
}

export const wiringIcons: Record<WiringKind, string> = {
  network: 'i-lucide-network',
  machine: 'i-lucide-monitor',
  bridge: 'i-lucide-waypoints',
  forward: 'i-lucide-arrow-right-to-line',
  filter: 'i-lucide-shield',
}

/** Each machine, network and bridge that there is an entry about, by kind and name. */
export function subjectsOf(entries: HistoryEntry[]): HistorySubject[] {
  const all = new Map(entries.flatMap(({ about }) => about).map((one) => [subjectKey(one), one]))
  return [...all]
    .filter(([, { kind }]) => kind === 'network' || kind === 'machine' || kind === 'bridge')
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, one]) => one)
}

export function subjectKey({ kind, name }: HistorySubject): string {
  return `${kind} ${name}`
}

/**
 * @param about the key of a subject; empty: any
 * @param say an entry's title as it is shown
 */
export function entriesFound(
  entries: HistoryEntry[],
  { search, about }: { search: string; about: string },
  say: (title: Message) => string,
): HistoryEntry[] {
  const words = search.trim().toLowerCase()
  const isFound = (entry: HistoryEntry) =>
    [say(entry.title), ...entry.about.map(({ name }) => name)].some((text) =>
      text.toLowerCase().includes(words),
    )
  const isAbout = (entry: HistoryEntry) => entry.about.some((one) => subjectKey(one) === about)
  return entries.filter(
    (entry) => (about === '' || isAbout(entry)) && (words === '' || isFound(entry)),
  )
}

/** What became of one thing. */
export function becameOf({ before, after }: WiringDifference): 'made' | 'removed' | 'changed' {
  if (before === null) return 'made'
  return after === null ? 'removed' : 'changed'
}
