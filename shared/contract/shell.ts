/** All that the shell itself answers, without any backend. */
import { connectionMethods } from './connections.ts'
import type { ConnectionMethods } from './connections.ts'
import { desktopMethods } from './desktop.ts'
import type { DesktopMethods } from './desktop.ts'

export type ShellMethods = ConnectionMethods & DesktopMethods

export const shellMethods = { ...connectionMethods, ...desktopMethods }

export const shellMethodNames = Object.keys(shellMethods) as (keyof ShellMethods)[]

export const shellMethodsTakingNothing = shellMethodNames.filter(
  (name) => shellMethods[name].safeParse([]).success,
)
