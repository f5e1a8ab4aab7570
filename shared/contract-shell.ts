/** All that the shell itself answers, without any backend. */
import { connectionMethods } from './contract-connections.ts'
import type { ConnectionMethods } from './contract-connections.ts'
import { desktopMethods } from './contract-desktop.ts'
import type { DesktopMethods } from './contract-desktop.ts'

export type ShellMethods = ConnectionMethods & DesktopMethods

export { connectionMethods }

export const shellMethods = { ...connectionMethods, ...desktopMethods }

export const shellMethodNames = Object.keys(shellMethods) as (keyof ShellMethods)[]
