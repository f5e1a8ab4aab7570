/** How many inputs were thrown at what comes in, told by each generated test and added up by `test:security`. */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../out/test', import.meta.url))
const file = `${folder}/inputs-tried`

export function noteInputs(what: string, count: number): void {
  console.log(`${what}: ${count} inputs tried`)
  mkdirSync(folder, { recursive: true })
  appendFileSync(file, `${count}\n`)
}

export function forgetInputs(): void {
  rmSync(file, { force: true })
}

/** Of all tests since they were forgotten. */
export function inputsTried(): number {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return lines.reduce((sum, line) => sum + Number(line), 0)
  } catch {
    return 0
  }
}
