import type { MessageKey } from '../../shared/locales.ts'

/** The pages by the digit that opens them, and the first part of their address. */
export const pageKeys = [
  { digit: '1', name: 'overview', section: '' },
  { digit: '2', name: 'networks', section: 'networks' },
  { digit: '3', name: 'machines', section: 'machines' },
  { digit: '4', name: 'host', section: 'host' },
  { digit: '5', name: 'doctor', section: 'doctor' },
  { digit: '6', name: 'hosts', section: 'hosts' },
  { digit: '7', name: 'history', section: 'history' },
] as const

/** What people ask on each page, in the order of how often. */
export const questions = {
  overview: ['lan', 'move', 'lines', 'many'],
  networks: ['kind', 'fixed', 'waits', 'undo'],
  machines: ['address', 'plug', 'undo'],
  host: ['bridge', 'safe', 'back', 'wifi'],
  doctor: ['unseen', 'fix', 'report'],
  hosts: ['add', 'rights', 'cut'],
  history: ['changed', 'kept', 'bridge'],
} as const

/** What is asked of a page, or said to it; a test holds that there is each. */
export function helpKey(page: HelpedPage, name: string, part: 'ask' | 'say'): MessageKey {
  return `help.how.${page}.${name}.${part}` as MessageKey
}

export type HelpedPage = (typeof pageKeys)[number]['name']

export function pageOf(path: string): HelpedPage {
  const [, section = ''] = path.split('/')
  return pageKeys.find((page) => page.section === section)?.name ?? 'overview'
}
