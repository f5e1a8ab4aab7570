/** Which build of the app this is: a release, or one for tests, which says so in its version. */

export interface Runtime {
  version: string
  /** In words, of where it came from. */
  origin: string
}

export interface Wanted {
  /** Takes another Electron than the pinned one: what set-up could get. */
  withTestRuntime: boolean
  /** Leaves Chromium's debugging port to be opened, by which tests drive what is installed. */
  drivable: boolean
}

export interface Edition {
  /** As npm and Electron write it. */
  version: string
  /** As Debian does: one for tests is older than the release of its number. */
  debianVersion: string
  drivable: boolean
  isRelease: boolean
}

/** @throws Error that says how to go on, where this runtime must not become that package */
export function editionOf(
  version: string,
  pinned: string,
  runtime: Runtime,
  { withTestRuntime, drivable }: Wanted,
): Edition {
  if (runtime.version !== pinned && !withTestRuntime) {
    throw new Error(
      `A package has Electron ${pinned}, which package.json pins; there is only ` +
        `${runtime.version} (${runtime.origin}). Make Electron’s downloads reachable (or set ` +
        'ELECTRON_MIRROR), remove .cache/electron/runtime.json and try again. ' +
        '“npm run package -- --with-test-runtime” makes one that is for tests alone.',
    )
  }
  const isRelease = !withTestRuntime && !drivable
  const parts = [
    ...(withTestRuntime ? ['test', `electron${runtime.version}`] : []),
    ...(drivable ? ['drivable'] : []),
  ].join('.')
  return {
    version: isRelease ? version : `${version}-${parts}`,
    debianVersion: isRelease ? version : `${version}~${parts}`,
    drivable,
    isRelease,
  }
}
