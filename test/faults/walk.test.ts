/**
 * Random walks: whatever the app, others and the daemons do in whatever order, after each step the
 * app shows what virsh, nmcli and ip say. `SEED=… STEPS=…` walk the same way again, or further.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { differences } from './walk/facts.ts'
import type { Facts } from './walk/facts.ts'
import { MACHINE_ACTIONS } from './walk/by-app-machines.ts'
import { NETWORK_ACTIONS } from './walk/by-app-networks.ts'
import { OTHERS_ACTIONS } from './walk/by-others.ts'
import { modelFacts } from './walk/model.ts'
import { Random } from './walk/random.ts'
import { hostTruth } from './walk/truth-host.ts'
import { libvirtTruth } from './walk/truth-libvirt.ts'
import { lookedAtBackend } from './walk/world.ts'
import type { Action, World } from './walk/world.ts'

const SEED = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31)
const STEPS = Number(process.env.STEPS) || 500
const ACTIONS = [...NETWORK_ACTIONS, ...MACHINE_ACTIONS, ...OTHERS_ACTIONS] as [Action, ...Action[]]
/** What the daemons themselves take to come to rest, on a busy machine. */
const SETTLE_MS = 30_000

let world: World

beforeAll(async () => {
  const lab = await Lab.start()
  const backend = await lookedAtBackend(lab)
  world = { lab, backend, random: new Random(SEED, 0), lastChange: null }
})
afterAll(async () => {
  await world.backend.stop()
  await world.lab.stop()
})

it(`walk of ${STEPS} steps with SEED=${SEED}`, { timeout: STEPS * 20_000, retry: 0 }, async () => {
  const done: string[] = []
  const took = new Map<string, number[]>()
  try {
    for (let step = 1; step <= STEPS; step++) {
      world.random = new Random(SEED, step)
      const { name, run } = world.random.weighted(ACTIONS)
      const before = performance.now()
      done.push(`${step} ${name}`)
      done[done.length - 1] = `${step} ${await run(world)}`
      await requireTruth()
      took.set(name, [...(took.get(name) ?? []), performance.now() - before])
    }
  } catch (error) {
    const path = done.slice(-12).join('\n')
    throw new Error(`SEED=${SEED} STEPS=${done.length}\n${path}\n${String(error)}`, {
      cause: error,
    })
  } finally {
    if (process.env.PUENTE_WALK_LOG) writeFileSync(process.env.PUENTE_WALK_LOG, log(done, took))
  }
  console.log(`walk: seed ${SEED}, ${STEPS} steps, ${took.size} of ${ACTIONS.length} kinds`)
  expect(took.size).toBeGreaterThan(0)
})

/** The person comes back to the window, and soon sees what is. */
async function requireTruth(): Promise<void> {
  const { lab } = world
  await world.backend.api.setVisible(false)
  await world.backend.api.setVisible(true)
  let left: string[] = []
  const isTrue = async () => {
    const truth: Facts = { ...(await libvirtTruth(lab)), ...(await hostTruth(lab)) }
    const { inventory } = world.backend
    left = inventory ? differences(modelFacts(inventory), truth) : ['no inventory']
    const services = Object.values(inventory?.services ?? {})
    return left.length === 0 && services.every(({ status }) => status === 'connected')
  }
  await until('the model is true', isTrue, { timeoutMs: SETTLE_MS }).catch(() => {
    throw new Error(`the model is not true:\n${left.join('\n')}`)
  })
}

function log(done: string[], took: Map<string, number[]>): string {
  const times = [...took].map(([name, all]) => {
    const sum = all.reduce((total, one) => total + one, 0)
    return `${Math.round(sum)} ms in ${all.length}: ${name}`
  })
  return [...done, '', ...times.sort((a, b) => parseInt(b) - parseInt(a))].join('\n')
}
