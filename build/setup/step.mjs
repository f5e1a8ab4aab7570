/**
 * A step: {
 *   id        names its log file,
 *   title     what a person reads while it runs,
 *   needed    (purpose) => is there anything to do?  fast, changes nothing,
 *   run       (log, purpose, say) => do it, and say how far it is; may return a word about the
 *             outcome; throws on failure
 * }
 */
import { closeSync, openSync, readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { at, ROOT } from './paths.mjs'

/** Runs a step if it is needed. False, after having said why, if it failed. */
export async function runStep(step, purpose) {
  if (!(await step.needed(purpose))) return true
  const file = at('.cache/setup', `${step.id}.log`)
  const log = new Log(file)
  const before = performance.now()
  process.stdout.write(`  ${step.title} … `)
  try {
    const outcome = await step.run(log, purpose, (text) => process.stdout.write(text))
    const seconds = ((performance.now() - before) / 1000).toFixed(1)
    console.log(`${seconds} s${outcome ? ` (${outcome})` : ''}`)
    return true
  } catch (error) {
    console.log('failed')
    console.error(tail(file))
    console.error(`\n${step.title}: ${error.message}\nThe whole log: ${file}`)
    return false
  } finally {
    log.close()
  }
}

function tail(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
}

/** The log of one step; commands write straight into it. */
class Log {
  #fd

  constructor(file) {
    this.#fd = openSync(file, 'w')
  }

  /**
   * Runs a command with its output in the log; with `onLine`, the lines of its standard output go
   * there instead. Throws unless it succeeds.
   */
  run(argv, { cwd = ROOT, timeoutMs, onLine } = {}) {
    const [program, ...rest] = argv
    return new Promise((resolve, reject) => {
      const child = spawn(program, rest, {
        cwd,
        stdio: ['ignore', onLine ? 'pipe' : this.#fd, this.#fd],
        timeout: timeoutMs,
      })
      if (onLine) createInterface({ input: child.stdout }).on('line', onLine)
      child.once('error', reject)
      child.once('close', (code, signal) => {
        if (code === 0) resolve()
        else reject(new Error(`${argv.slice(0, 3).join(' ')} ended with ${signal ?? code}.`))
      })
    })
  }

  close() {
    closeSync(this.#fd)
  }
}
