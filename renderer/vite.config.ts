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
  },
})
