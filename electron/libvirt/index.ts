/** What the backend uses of this folder. */
export { openConnection } from './connection.ts'
export type { OpenedConnection } from './connection.ts'
export { asPuenteError } from './failures.ts'
export * from './machines.ts'
export * from './network-changes.ts'
export * from './networks.ts'
export * from './nics.ts'
export * from './replug.ts'
