/**
 * A whole computer to look around in: node test/machine/cli.ts shell, a root shell on it;
 * `reboot` or `poweroff` in there do what they say.
 */
import { Computer } from './computer.ts'

if (process.argv[2] !== 'shell' || !process.stdin.isTTY) {
  console.error('usage, on a terminal: node test/machine/cli.ts shell')
  process.exit(2)
}

const started = Date.now()
const computer = await Computer.start()
console.error(`The computer runs after ${((Date.now() - started) / 1000).toFixed(1)} s.`)
const shell = computer.start(['bash', '-il'], {
  env: { TERM: process.env.TERM ?? 'linux' },
  cwd: '/root',
  terminal: [process.stdout.rows, process.stdout.columns],
})
process.stdin.setRawMode(true)
process.stdin.on('data', (text) => shell.type(text))
shell.on('output', (_, text) => process.stdout.write(text))
await new Promise((resolve) => shell.once('exit', resolve))
process.stdin.setRawMode(false)
await computer.stop()
process.exit(shell.exitCode ?? 1)
