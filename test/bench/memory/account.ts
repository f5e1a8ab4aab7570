/** Inside the lab: what a window holds is for, by Chromium's and V8's own account. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { startDisplay } from '../../support/display.ts'
import { BARE, BenchWindow, PUENTE } from '../window/open.ts'
import { heldFor, type Held } from './dump.ts'

const SETTLE_MS = 10_000

export interface Accounts {
  ours: Held
  bare: Held
}

export async function measure(lab: Lab): Promise<Accounts> {
  await using display = await startDisplay(lab)
  const of = async (app: string): Promise<Held> => {
    await using window = await BenchWindow.open(lab, { display: display.name, app })
    await sleep(SETTLE_MS)
    return await heldFor(window)
  }
  return { ours: await of(PUENTE), bare: await of(BARE) }
}
