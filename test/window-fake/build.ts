/** Bundles the window on made-up data into out/window-fake. */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url))

export async function buildFakeWindow(): Promise<void> {
  await build({ configFile, logLevel: 'warn' })
}
