/**
 * What a definition can do to the host beyond the machines and networks that it is of, by code. Each
 * has a sentence in shared/locales/, which the window shows and the desktop's own box asks with.
 */
export const reaches = [
  'dnsmasq',
  'tftp',
  'hook',
  'resolver',
  'emulator',
  'emulator-options',
  'foreign',
  'program',
  'script',
  'security',
  'device',
  'medium-device',
  'layer',
  'medium-file',
  'file',
  'folder',
  'log',
  'boot-file',
  'socket',
  'tap',
  'tpm',
  'listen',
  'forward',
  'slice',
  'remote',
  'shared-memory',
  'audio',
  'unknown',
] as const

export type Reach = (typeof reaches)[number]
