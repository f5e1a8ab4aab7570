/**
 * Parts of the tests on the hosts that people have today: node test/hosts.ts [-- HOST… PART…]
 *
 * Each host in turn: its set-up, then the lab, the window's main job and the package in it. What was
 * run is kept in out/test/hosts/, so that an interrupted run goes on; `again` runs it all anew.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { HOST_NAMES, isMade, MODULAR } from '../build/setup/host/hosts.mjs'
import { ended } from './lab/process.ts'
import { add, type Count, countOf, inWords, NOTHING } from './report/count.ts'
import { hostTable } from './report/hosts.ts'

/** What is run of each part. */
const PARTS: Record<string, string[]> = {
  lab: ['lab'],
  window: ['e2e', '--', 'main-job'],
  package: ['package'],
}
const FOLDER = 'out/test/hosts'
const NODE = 'node_modules/.bin/node'

const words = process.argv.slice(2).filter((word) => word !== '--')
const unknown = words.filter(
  (word) => ![...HOST_NAMES, ...Object.keys(PARTS), 'again'].includes(word),
)
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: hosts are ${HOST_NAMES.join(', ')}; parts ${partNames()}`)
  process.exit(2)
}
const chosen = (names: string[]) => {
  const named = names.filter((name) => words.includes(name))
  return named.length > 0 ? named : names
}
// It takes long to compile: only where that was done, or when it is asked for.
const hosts = chosen(HOST_NAMES).filter(
  (host) => host !== MODULAR || words.includes(host) || isMade(host),
)
const parts = chosen(Object.keys(PARTS))

mkdirSync(FOLDER, { recursive: true })
const counts = new Map<string, Count>()
for (const host of hosts) {
  for (const part of parts) {
    // It lies over Debian 13, where the package is tried already.
    if (host === MODULAR && part === 'package') continue
    const before = words.includes('again') ? undefined : kept(host, part)
    const count = before ?? (await run(host, part))
    counts.set(`${host} ${part}`, count)
    console.log(`── ${host}, ${part}: ${inWords(count)}${before ? ' (before)' : ''}`)
  }
}
console.log(`\n${hostTable(hosts, parts, counts)}`)
const total = [...counts.values()].reduce(add, NOTHING)
console.log(`\n${inWords(total)}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function partNames(): string {
  return Object.keys(PARTS).join(', ')
}

/** What failed is run again. */
function kept(host: string, part: string): Count | undefined {
  const file = `${FOLDER}/${host}-${part}.json`
  if (!existsSync(file)) return undefined
  const count = JSON.parse(readFileSync(file, 'utf8')) as Count
  return count.failed === 0 && count.passed > 0 ? count : undefined
}

async function run(host: string, part: string): Promise<Count> {
  console.log(`\n── ${host}, ${part}`)
  const purpose = part === 'package' ? 'package-test' : 'test'
  const isSetUp =
    (await inHost(host, [NODE, 'build/setup/main.mjs', `--for=${purpose}`])).code === 0
  if (!isSetUp) return { ...NOTHING, failed: 1 }
  const { code, text } = await inHost(host, [NODE, 'test/run.ts', ...(PARTS[part] ?? [])])
  const count = countOf(text, code)
  writeFileSync(`${FOLDER}/${host}-${part}.json`, JSON.stringify(count))
  return count
}

/** Runs a program with this host chosen; its output is shown, and given back. */
async function inHost(
  host: string,
  argv: string[],
): Promise<{ code: number | null; text: string }> {
  const [program = '', ...rest] = argv
  const env = { ...process.env, LAB_HOST: host }
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], env })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    process.stdout.write(piece)
  })
  return { code: await ended(child), text }
}
