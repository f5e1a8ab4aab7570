/** Inside the lab: what Puente, a bare window and virt-manager hold, in turns. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import type { Turn } from '../player.ts'
import { BARE, BenchWindow } from '../window/open.ts'
import { isComplete } from '../window/page.ts'
import { VirtManager } from '../window/virt-manager.ts'
import { proportionalMB, tree } from './processes.ts'

/** V8 collects what a start has left behind after half a minute: then Puente holds 15 to 25 MB less. */
const SETTLE_MS = 10_000

export async function measure(lab: Lab, turns: string, machines: string): Promise<Turn[]> {
  await using display = await startDisplay(lab)
  const all: Turn[] = []
  for (let index = 0; index < Number(turns); index++) {
    const turn: Turn = {
      puente: await puente(lab, display.name),
      bare: await bare(lab, display.name),
    }
    if (index === 0) turn.virtManager = await virtManager(lab, display.name, Number(machines))
    all.push({ ...turn, over: (turn.puente ?? NaN) - (turn.bare ?? NaN) })
  }
  return all
}

async function puente(lab: Lab, display: string): Promise<number> {
  await using window = await BenchWindow.open(lab, { display })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  return await heldBy(window.process.pid)
}

async function bare(lab: Lab, display: string): Promise<number> {
  await using window = await BenchWindow.open(lab, { display, app: BARE })
  return await heldBy(window.process.pid)
}

async function virtManager(lab: Lab, display: string, machines: number): Promise<number> {
  await using window = await VirtManager.open(lab, display, machines)
  return await heldBy(window.pid)
}

async function heldBy(pid = NaN): Promise<number> {
  await sleep(SETTLE_MS)
  return proportionalMB(tree(pid))
}
