/**
 * Which modules come in the page's first file: all that it needs before it can show anything. Left
 * to itself the bundler makes a file of whatever a later part shares with it, 46 of them, and each
 * is a request that the main process answers while it has a window to open.
 */

/** What the bundler knows of the modules. */
interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null
}

/** @returns whether a module is `program`, or imported by it by name, directly or not */
export function neededBy(program: string): (id: string, modules: Modules) => boolean {
  let needed: Set<string> | null = null
  return (id, modules) => (needed ??= closure(program, modules)).has(id)
}

function closure(program: string, modules: Modules): Set<string> {
  const found = new Set([program])
  // A set that grows while it is gone through comes to what was added, too.
  for (const id of found) {
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  }
  return found
}
