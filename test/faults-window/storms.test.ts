/** Row 36, and libvirt's events by the thousand: the window answers, and ends up with what is. */
import { afterAll, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PuenteApi } from '../../shared/contract/contract.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import { until } from '../lab/wait.ts'
import { held } from '../support/app-processes.ts'
import { WindowSuite } from '../support/window-suite.ts'
import { differences } from '../faults/walk/facts.ts'
import { modelFacts } from '../faults/walk/model.ts'
import { hostTruth } from '../faults/walk/truth-host.ts'
import { libvirtTruth } from '../faults/walk/truth-libvirt.ts'
import { answersWhile } from './support/answering.ts'
import type { Typing } from './support/answering.ts'

const SECONDS = Number(process.env.PUENTE_STORM_SECONDS) || 60
const RATE = 1000
const BRIDGES = 300
const ANSWER_MS = 100
/** What a process may keep of a storm: its heaps' own slack, but nothing for each event. */
const SLACK_KIB = 40_000

const suite = WindowSuite.use()
const { lab } = suite
const table: Record<string, unknown>[] = []

afterAll(() => console.table(table))

const inventory = () =>
  suite.page.evaluate(() => (globalThis as unknown as { puente: PuenteApi }).puente.getInventory())

/** What the window shows is what is. */
async function requireTruth(): Promise<void> {
  let left: string[] = []
  const isTrue = async () => {
    const truth = { ...(await libvirtTruth(lab)), ...(await hostTruth(lab)) }
    left = differences(modelFacts((await inventory()) as Inventory), truth)
    return left.length === 0
  }
  await until('the model is true', isTrue, { timeoutMs: 60_000, everyMs: 500 }).catch(() => {
    throw new Error(left.slice(0, 20).join('\n'))
  })
}

async function storm(what: string, typing: Typing, blow: () => Promise<string>): Promise<void> {
  const before = await held(suite.window.app, suite.page)
  const blown = blow()
  const answers = await answersWhile(suite.page, typing, blown)
  await requireTruth()
  const after = await held(suite.window.app, suite.page)
  const grown = {
    backend: after.backendKiB - before.backendKiB,
    window: after.windowKiB - before.windowKiB,
    heap: after.heapKiB - before.heapKiB,
  }
  table.push({ storm: what, blown: await blown, ...answers, ...grown })
  expect(answers.presses).toBeGreaterThan(10)
  expect(answers.p95).toBeLessThanOrEqual(ANSWER_MS)
  expect(grown.backend).toBeLessThan(SLACK_KIB)
  expect(grown.heap).toBeLessThan(SLACK_KIB)
  expect(after.backendFiles).toBeLessThanOrEqual(before.backendFiles + 2)
}

it(`a storm of events: ${BRIDGES} bridges that come up and go`, { timeout: 300_000 }, async () => {
  await suite.puente.goTo('Host network')
  const names = Array.from({ length: BRIDGES }, (_, number) => `storm${number}`)
  const batch = (line: (name: string) => string) =>
    lab.run(['ip', '-batch', '-'], { input: names.map(line).join('\n') })
  const typing: Typing = {
    field: suite.page.getByTestId('interface-eth0'),
    keys: ['Tab', 'Shift+Tab'],
  }
  const blow = async () => {
    await batch((name) => `link add ${name} type bridge`)
    await batch((name) => `link set ${name} up`)
    await sleep(2_000)
    expect(await suite.page.getByTestId(/^interface-storm/).count()).toBeGreaterThan(0)
    await batch((name) => `link delete ${name}`)
    await sleep(1_000)
    return `${BRIDGES} bridges`
  }
  // The first of its size makes the backend's heap as large as it takes.
  await blow()
  await requireTruth()
  await storm('bridges', typing, blow)
  await suite.page
    .getByTestId(/^interface-storm/)
    .first()
    .waitFor({ state: 'detached' })
})

it(
  `a storm of events: ${RATE} events a second of libvirt's for ${SECONDS} s`,
  { timeout: 300_000 },
  async () => {
    await suite.puente.goTo('Machines')
    const typing: Typing = {
      field: suite.page.locator('input[type=search]').first(),
      keys: ['x', 'Backspace'],
    }
    await storm('libvirt', typing, async () => {
      const argv = ['node', 'test/faults-window/support/storm.ts', String(RATE), String(SECONDS)]
      const { stdout } = await lab.run(argv, { timeoutMs: SECONDS * 3_000 })
      const { events, seconds } = JSON.parse(stdout) as { events: number; seconds: number }
      // Or it was no storm of that size.
      expect(events / seconds).toBeGreaterThan(RATE * 0.9)
      return stdout.trim()
    })
    const shown = await suite.page.getByTestId(/^machine-storm/).count()
    expect(shown).toBe(0)
  },
)
