/**
 * A lab to look around in:
 *   node test/lab/cli.ts shell              a root shell on the workstation
 *   node test/lab/cli.ts run [--alex] -- …  one program in it
 */
import { Lab } from './lab.ts'

const [verb, ...rest] = process.argv.slice(2)
const separator = rest.indexOf('--')
const argv = verb === 'shell' ? ['bash', '-i'] : rest.slice(separator + 1)
if (argv.length === 0 || (verb !== 'shell' && (verb !== 'run' || separator < 0))) {
  console.error('usage: node test/lab/cli.ts shell | run [--alex] -- PROGRAM [ARGUMENT…]')
  process.exit(2)
}

const started = Date.now()
const lab = await Lab.start()
console.error(`The lab is up after ${((Date.now() - started) / 1000).toFixed(1)} s.`)
// Ctrl-C is for the program inside.
process.on('SIGINT', () => {})
const user = rest.slice(0, separator).includes('--alex') ? 'alex' : 'root'
process.exitCode = (await lab.enter(argv, { user })) ?? 1
await lab.stop()
