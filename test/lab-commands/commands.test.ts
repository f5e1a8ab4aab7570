/**
 * Two workstations that are the same. On one the app carries a plan out; on the other an ordinary
 * user pastes the plan's commands. After each plan, of every sort, they are the same again.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toErrorData } from '../../shared/errors.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'
import { letThrough } from '../support/switch-port.ts'
import { paste } from '../support/paste.ts'
import { SORTS } from './support/plans.ts'
import type { App } from './support/plans.ts'
import { differences, stateOf, translated } from './support/state.ts'

/** A guest lets go of a NIC, a lease comes: both take seconds on either side. */
const SETTLE_MS = 20_000

let ours: Lab
let theirs: Lab
let app: App
/** Where they have differed before. */
const known = new Set<string>()
const table: [plan: string, lines: number, verdict: string][] = []

beforeAll(async () => {
  ours = await Lab.start({ guests: ['web', 'old-mail'] })
  theirs = await Lab.start({ guests: ['web', 'old-mail'] })
  const backend = await TestBackend.start(ours, { answerSeconds: 60 })
  await backend.api.setVisible(true)
  app = { backend, machines: new MachineDriver(ours, backend), last: null }
  const labs = [ours, theirs]
  await Promise.all(labs.map((lab) => lab.guest('web').waitForAddress('192.168.122.')))
  // A second cable to the same switch would be a loop.
  await Promise.all(labs.map((lab) => letThrough(lab, 'eth1', false)))
  await requireSame()
})
afterAll(async () => {
  await app.backend.stop()
  await Promise.all([ours.stop(), theirs.stop()])
  for (const [plan, lines, verdict] of table) {
    console.log(`${verdict.padEnd(10)} ${String(lines).padStart(2)} lines  ${plan}`)
  }
  const same = table.filter(([, , verdict]) => verdict === 'same').length
  console.log(`pasted: ${same} of ${SORTS.length} plans, the same state as the app's`)
})

it.each(SORTS)('%s', { retry: 0 }, async (name, plan) => {
  const { id, commands } = await plan(app).catch(tell)
  table.push([name, commands.length, 'DIFFERENT'])
  expect(commands.length).toBeGreaterThan(0)
  const pasted = await translated(commands, ours, theirs)
  await carryOut(id)
  await paste(theirs, pasted)
  await requireSame()
  table.splice(-1, 1, [name, commands.length, 'same'])
})

/** With its cause, which the error's own line does not have. */
function tell(error: unknown): never {
  throw new Error(JSON.stringify(toErrorData(error)), { cause: error })
}

async function carryOut(id: Plan['id']): Promise<void> {
  const { api } = app.backend
  const change = await app.backend.applyAgreed(id).catch(tell)
  app.last = change.phase === 'awaiting-answer' ? await api.keepChange(change.id) : change
  await app.machines.shown()
}

/** What one plan has left different is its own, and not the next ones'. */
async function requireSame(): Promise<void> {
  let found: string[] = []
  const isSame = async () => {
    const [one, other] = await Promise.all([stateOf(ours), stateOf(theirs)])
    found = differences(one, other).filter((line) => !known.has(placeOf(line)))
    return found.length === 0
  }
  const patient = { timeoutMs: SETTLE_MS, everyMs: 500 }
  await until('the two are the same', isSame, patient).catch(() => {
    for (const line of found) known.add(placeOf(line))
    throw new Error(found.join('\n'))
  })
}

const placeOf = (difference: string) => difference.split('\n')[0] ?? ''
