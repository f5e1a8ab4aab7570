import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** In the repository. As TypeScript it would take an emulated computer a minute to load. */
export const STOPPING_BACKEND = 'out/test-backend'

/** The backend that stops at one point of a change (test/faults/support/), as one program. */
export async function bundleStoppingBackend(): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: `${root}test/faults/support/stopping-backend.ts`,
      outDir: `${root}${STOPPING_BACKEND}`,
      emptyOutDir: true,
      target: 'node24',
      rollupOptions: {
        external: ['node-libvirt', /^node:/],
        output: { entryFileNames: 'main.js' },
      },
    },
  })
}
