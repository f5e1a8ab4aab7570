import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { neededBy } from './first-file.ts'
import { rendererPlugins } from './vite-plugins.ts'

const isNeededFirst = neededBy(fileURLToPath(new URL('main.ts', import.meta.url)))

/** The window's bundle, as the shell serves it at app://puente/. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  publicDir: false,
  plugins: rendererPlugins(),
  build: {
    outDir: fileURLToPath(new URL('../out/app/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // With a single “ in it V8 keeps the whole file at two bytes a letter.
        charset: 'ascii',
        codeSplitting: {
          groups: [
            {
              debugName: 'first',
              name: (id, modules) => (isNeededFirst(id, modules) ? 'first' : null),
            },
          ],
        },
      },
    },
  },
})
