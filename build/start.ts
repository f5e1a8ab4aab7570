/** `npm start`: the app on this host, as whoever runs it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { electronRuntime } from './electron-runtime.ts'

if (process.getuid?.() === 0) {
  // Chromium's sandbox refuses root, and the app must never run without it.
  console.error('Puente runs as an ordinary user; polkit asks for what needs more. Log in as one.')
  process.exit(1)
}

const { path, version, origin } = electronRuntime()
// What a command of ours tells is alone on standard output.
console.error(`Electron ${version} (${origin})`)
const root = fileURLToPath(new URL('..', import.meta.url))
const child = spawn(path, [root, ...process.argv.slice(2)], { stdio: 'inherit' })
child.on('exit', (code) => (process.exitCode = code ?? 1))
