/** Where a walk takes place: the lab, the backend that is there now, chance, and what is true. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import type { Lab } from '../../lab/lab.ts'
import { TestBackend } from '../../support/backend.ts'
import type { Random } from './random.ts'

export interface World {
  readonly lab: Lab
  /** Another one after it was killed. */
  backend: TestBackend
  random: Random
  /** The last change of NICs, to be taken back. */
  lastChange: string | null
}

/** What can happen in one step; it says what it did. */
export interface Action {
  name: string
  weight: number
  run: (world: World) => Promise<string>
}

export const NOTHING_TO_DO = 'nothing to do it on'

/** A backend whose window is looked at. */
export async function lookedAtBackend(lab: Lab): Promise<TestBackend> {
  const backend = await TestBackend.start(lab, { env: { PUENTE_ANSWER_SECONDS: '60' } })
  await backend.api.setVisible(true)
  return backend
}

/** By name, not as they happen to be listed: the order is a matter of what came when. */
export function networks({ backend }: World): Network[] {
  return byName(backend.inventory?.networks)
}

export function machines({ backend }: World): Machine[] {
  return byName(backend.inventory?.machines)
}

export function nics({ nics }: Machine): MachineNic[] {
  return [...nics].sort((a, b) => (a.mac < b.mac ? -1 : 1))
}

export function hasInterface({ backend }: World, name: string): boolean {
  return backend.inventory?.interfaces.some((item) => item.name === name) === true
}

/** A refusal is an answer; what nobody meant to say is a failure of the app. */
export async function answer(what: string, asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return what
  } catch (error) {
    if (!(error instanceof PuenteError)) throw error
    const { code, cause } = error.data
    if (['internal', 'bad-request', 'backend-gone'].includes(code)) {
      throw new Error(`${what}: ${code}: ${cause}`, { cause: error })
    }
    return `${what}: ${code}`
  }
}

export async function apply({ backend }: World, planned: Promise<Plan>): Promise<string> {
  const { id } = await planned
  return (await backend.api.applyPlan(id)).id
}

/** A command of somebody else, who may well be refused too. */
export async function outside({ lab }: World, argv: string[], input?: string): Promise<string> {
  const { code } = await lab.run(argv, { check: false, ...(input !== undefined && { input }) })
  return `${argv.join(' ')}${code === 0 ? '' : `: status ${code}`}`
}

function byName<T extends { name: string }>(list: T[] = []): T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1))
}
