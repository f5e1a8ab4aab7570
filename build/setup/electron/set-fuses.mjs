/** A program of its own: it imports an npm package, which set-up itself must not. */
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'

await flipFuses(process.argv[2], {
  version: FuseVersion.V1,
  // The snapshot belongs to the program that the runtime was taken from.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Test drivers attach through --inspect.
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
})
