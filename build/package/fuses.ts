/** Electron's fuses: what its program can do that the app never needs. See docs/security.md. */
import {
  flipFuses,
  FuseState,
  FuseV1Options,
  FuseVersion,
  getCurrentFuseWire,
} from '@electron/fuses'

/** All that there are; one that a later Electron adds fails the build until it is decided on here. */
export const FUSES: Record<keyof typeof FuseV1Options, boolean> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  // Of the archive; Electron checks it on macOS and Windows only.
  EnableEmbeddedAsarIntegrityValidation: false,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // The backend's reader of schemas is WebAssembly: the kernel catches what it reads beyond its memory.
  WasmTrapHandlers: true,
}

type Fuse = keyof typeof FUSES

const NAMES = Object.keys(FUSES) as Fuse[]

/**
 * Sets every fuse of an Electron program, and reads them back.
 * @param complete an Electron with more or fewer fuses is refused; an older one has fewer
 * @throws Error for one that is not as it should be
 */
export async function setFuses(
  program: string,
  { complete }: { complete: boolean },
): Promise<void> {
  const there = complete ? NAMES : await fusesOf(program)
  const states = Object.fromEntries(there.map((name) => [FuseV1Options[name], FUSES[name]]))
  const config = { version: FuseVersion.V1, ...(states as Record<FuseV1Options, boolean>) }
  await flipFuses(program, complete ? { ...config, strictlyRequireAllFuses: true } : config)
  const wire = await getCurrentFuseWire(program)
  const odd = there.filter((name) => {
    return wire[FuseV1Options[name]] !== (FUSES[name] ? FuseState.ENABLE : FuseState.DISABLE)
  })
  if (odd.length > 0) throw new Error(`${program}: not as they should be: ${odd.join(', ')}`)
}

/** Those that this program has. */
export async function fusesOf(program: string): Promise<Fuse[]> {
  const wire = await getCurrentFuseWire(program)
  return NAMES.filter((name) => wire[FuseV1Options[name]] !== undefined)
}
