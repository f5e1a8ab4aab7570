/**
 * The package's own programs that root runs for Puente (build/package/files), each for one thing: in
 * nobody's PATH, and asked for by their names.
 */
import { commandLine } from '../../shared/rules/shell.ts'
import { exists } from './side.ts'
import type { HostSide, Output } from './side.ts'

export const HELPER_FOLDER = '/usr/lib/puente'

const HELPERS = ['forwards', 'names', 'proxy-arp', 'docker-user', 'netem'] as const
export type PackageHelper = (typeof HELPERS)[number]

export function isPackageHelper(program: string): program is PackageHelper {
  return HELPERS.some((helper) => helper === program)
}

export function hasPackageHelper(side: HostSide, helper: PackageHelper): Promise<boolean> {
  return exists(side, `${HELPER_FOLDER}/${helper}`)
}

/** Never throws: see `error`. */
export function runPackageHelper(
  side: HostSide,
  helper: PackageHelper,
  words: string[],
): Promise<Output> {
  return side.asAdministrator(helper, words)
}

/** As people run it themselves. Pure. */
export function helperCommand(helper: PackageHelper, words: string[]): string {
  return sudoLine([helper, ...words])
}

/** Any program as people run it themselves as root, one of ours by its whole path. Pure. */
export function sudoLine([program = '', ...words]: string[]): string {
  const file = isPackageHelper(program) ? `${HELPER_FOLDER}/${program}` : program
  return commandLine(['sudo', file, ...words])
}
