/** All that the shell itself answers, without any backend. */
import { connectionMethods } from './contract-connections.ts'
import type { ConnectionMethods } from './contract-connections.ts'
import { desktopMethods } from './contract-desktop.ts'
import type { DesktopMethods } from './contract-desktop.ts'

export type ShellMethods = ConnectionMethods & DesktopMethods

export const shellMethods = { ...connectionMethods, ...desktopMethods }

export const shellMethodNames = Object.keys(shellMethods) as (keyof ShellMethods)[]

export const shellMethodsTakingNothing = shellMethodNames.filter(
  (name) => shellMethods[name].safeParse([]).success,
)
