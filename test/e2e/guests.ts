import type { LabOptions } from '../lab/lab.ts'

/** Running guests cost time: the window's files that need fewer than all of them, and which. */
export const GUESTS: Record<string, LabOptions['guests']> = {
  away: ['old-mail'],
  bridges: false,
  capture: ['web'],
  closing: false,
  'command-line': ['web'],
  conditions: ['web'],
  connections: ['web'],
  consent: ['old-mail'],
  doctor: ['web'],
  draft: ['web', 'old-mail'],
  'far-host': ['web'],
  forwards: ['web'],
  habits: ['web', 'old-mail'],
  'lan-slice': ['web'],
  links: ['web'],
  names: ['web'],
  'no-daemons': false,
  quiet: ['web'],
  rules: ['web'],
  security: false,
  shell: ['web'],
  tray: false,
  undo: ['web'],
}
