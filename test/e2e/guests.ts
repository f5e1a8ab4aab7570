import type { LabOptions } from '../lab/lab.ts'

/** Running guests cost time: the window's files that need fewer than all of them, and which. */
export const GUESTS: Record<string, LabOptions['guests']> = {
  bridges: false,
  capture: ['web'],
  closing: false,
  connections: ['web'],
  consent: ['old-mail'],
  'far-host': ['web'],
  forwards: ['web'],
  links: ['web'],
  'no-daemons': false,
  rules: ['web'],
  security: false,
  shell: ['web'],
  tray: false,
}
