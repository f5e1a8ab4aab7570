/**
 * Bundles the app into out/app: the shell, its preload, the backend and the window.
 *
 * Everything is bundled but Electron itself and the native binding, so that the packaged app
 * needs no node_modules besides node-libvirt.
 */
import { copyFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { shellMethodNames, shellMethodsTakingNothing } from '../shared/contract/shell.ts'
import { methodNames } from '../shared/contract/contract.ts'
import { Licenses } from './licenses.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const external = ['electron', 'node-libvirt', /^node:/]
/** A start reads it all, and V8 keeps it all; the names stay, for whoever reads what went wrong. */
const compact = { charset: 'ascii', minify: { mangle: false } } as const

interface Part {
  folder: 'shell' | 'backend' | 'command-line'
  entry: string
  /** As it is called in out/app, where another name than the entry's. */
  name?: string
  format: 'es' | 'cjs'
}

const parts: Part[] = [
  { folder: 'shell', entry: 'main', format: 'es' },
  // A sandboxed preload must be CommonJS.
  { folder: 'shell', entry: 'preload', format: 'cjs' },
  { folder: 'shell', entry: 'questions/preload', name: 'question', format: 'cjs' },
  { folder: 'backend', entry: 'main', format: 'es' },
  { folder: 'command-line', entry: 'main', format: 'es' },
]

const licenses = new Licenses(root)
await rm(`${root}out/app`, { recursive: true, force: true })
for (const part of parts) await buildPart(part)
await build({
  configFile: `${root}renderer/vite.config.ts`,
  logLevel: 'warn',
  plugins: [licenses.plugin()],
})
// It has no script: its preload fills it.
await copyFile(
  `${root}electron/shell/questions/question.html`,
  `${root}out/app/renderer/question.html`,
)
await writeFile(`${root}out/licenses.txt`, licenses.text())

async function buildPart({ folder, entry, name = entry, format }: Part): Promise<void> {
  const extension = format === 'es' ? 'js' : 'cjs'
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [licenses.plugin()],
    define: {
      METHOD_NAMES: JSON.stringify(methodNames),
      SHELL_METHOD_NAMES: JSON.stringify(shellMethodNames),
      SHELL_METHODS_TAKING_NOTHING: JSON.stringify(shellMethodsTakingNothing),
    },
    // Node's resolution, not a browser's: dbus-next and zod have both.
    ssr: { noExternal: true },
    build: {
      ssr: `${root}electron/${folder}/${entry}.ts`,
      outDir: `${root}out/app/${folder}`,
      emptyOutDir: false,
      // The oldest Electron that it runs on has Node 20.
      target: 'node20',
      rollupOptions: {
        external,
        output: {
          ...compact,
          ...{ format, entryFileNames: `${name}.${extension}`, chunkFileNames: '[name].js' },
        },
      },
    },
  })
}
