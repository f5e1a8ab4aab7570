import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { rendererPlugins } from './vite-plugins.ts'

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
        // All that is needed before anything can be shown is one file: by itself the bundler makes one
        // of whatever a later part shares with it, 46 of them, each a request at the start.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
})
