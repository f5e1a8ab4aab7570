import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { rendererPlugins } from '../../renderer/vite-plugins.ts'

/** As strict as the shell's, so that what it would forbid is seen here already. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
].join('; ')

/** The window on made-up data, for looking at its states; never part of the product. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  publicDir: false,
  plugins: rendererPlugins(),
  build: {
    outDir: fileURLToPath(new URL('../../out/window-fake', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  preview: {
    headers: {
      'content-security-policy': contentSecurityPolicy,
      // Each look loads the page anew, a hundred files of it: of a build they stay the same.
      'cache-control': 'max-age=3600',
    },
  },
})
