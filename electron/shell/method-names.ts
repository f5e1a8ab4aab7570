/**
 * The contract's own list of names, put in by the bundler: with its schemas a start of the main
 * process would wait 25 ms, and the preload has no use for them.
 */
import type { MethodName } from '../../shared/contract/contract.ts'
import type { ShellMethods } from '../../shared/contract/shell.ts'

declare const METHOD_NAMES: MethodName[]
declare const SHELL_METHOD_NAMES: (keyof ShellMethods)[]
declare const SHELL_METHODS_TAKING_NOTHING: (keyof ShellMethods)[]

export const methodNames = METHOD_NAMES
export const shellMethodNames = SHELL_METHOD_NAMES
export const shellMethodsTakingNothing = SHELL_METHODS_TAKING_NOTHING
