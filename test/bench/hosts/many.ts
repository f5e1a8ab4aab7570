/** Inside the lab: the window with few hosts in its list, and with many. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import { proportionalMB, tree, usage, usedSince } from '../memory/processes.ts'
import type { Cdp } from '../window/cdp.ts'
import { inputToPaint } from '../window/inputs.ts'
import { BenchWindow } from '../window/open.ts'
import { goTo } from '../window/page.ts'
import { element, Person } from '../window/person.ts'

const FOLDER = '/home/alex/.config/puente'
/** The first far host brings what all of them share. */
const FEW = 2
/** V8 collects what a start has left behind. */
const SETTLE_MS = 20_000
const MINUTE_MS = 60_000
const ALL_IN_MS = 300_000
const TURNS = 5
const SEARCH = element('input[type=search]')

export interface Held {
  hosts: number
  /** MB, each of what several share with its part. */
  ssh: number
  rest: number
}

export interface HostsTimes {
  held: Held[]
  /** Percent of a core. */
  idle: number
  /** ms for a machine's definition from each of the other hosts, before one hangs and while it does. */
  alone: number[]
  besideHanging: number[]
  filter: number[]
}

export async function measure(lab: Lab, hosts: string, machines: string): Promise<HostsTimes> {
  const few = await withHosts(lab, FEW, Number(machines), heldBy)
  return withHosts(lab, Number(hosts), Number(machines), async (window, names) => {
    const many = await heldBy(window, names)
    const idle = await idleMinute(window)
    const [first = '', ...others] = names
    const alone = await answers(window.page, others)
    const ssh = processes(window).filter((pid) => isSshTo(pid, first))
    if (ssh.length === 0) throw new Error('there is no ssh that could hang')
    ssh.forEach((pid) => process.kill(pid, 'SIGSTOP'))
    const besideHanging = await answers(window.page, others)
    ssh.forEach((pid) => process.kill(pid, 'SIGCONT'))
    return { held: [few, many], idle, alone, besideHanging, filter: await filter(window) }
  })
}

async function withHosts<T>(
  lab: Lab,
  count: number,
  machines: number,
  work: (window: BenchWindow, names: string[]) => Promise<T>,
): Promise<T> {
  const names = Array.from({ length: count }, (_, index) => `host${index + 1}`)
  const input = JSON.stringify({ connections: names.map(uriOf) })
  const store = `umask 077; mkdir -p ${FOLDER}; cat > ${FOLDER}/connections.json`
  await lab.run(['sh', '-c', store], { user: 'alex', input })
  // Of its own each: a display that has lost its last window begins anew, and lets none in meanwhile.
  await using display = await startDisplay(lab)
  await using window = await BenchWindow.open(lab, { display: display.name })
  const areIn = () =>
    window.page.evaluate<boolean>(`window.puente.getConnections().then((all) =>
    all.length === ${count + 1} && all.every(({ counts }) => counts?.machines === ${machines}))`)
  await until('all hosts are reached, with their machines', areIn, {
    ...{ timeoutMs: ALL_IN_MS, everyMs: 500 },
  })
  await sleep(SETTLE_MS)
  return await work(window, names)
}

const uriOf = (name: string) => `qemu+ssh://root@${name}/system`

function processes(window: BenchWindow): number[] {
  return tree(window.process.pid ?? NaN)
}

async function heldBy(window: BenchWindow, names: string[]): Promise<Held> {
  const pids = processes(window)
  const ssh = pids.filter((pid) => commandOf(pid)[0] === 'ssh')
  const rest = pids.filter((pid) => !ssh.includes(pid))
  return { hosts: names.length, ssh: proportionalMB(ssh), rest: proportionalMB(rest) }
}

async function idleMinute(window: BenchWindow): Promise<number> {
  const before = usage(processes(window))
  const begun = performance.now()
  await sleep(MINUTE_MS)
  const took = performance.now() - begun
  return (100 * usedSince(before, usage(processes(window))).cpuMs) / took
}

/** Each crosses the window, the backend, the ssh and libvirtd. */
async function answers(page: Cdp, names: string[]): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    const { puente } = window
    const times = []
    for (const uri of ${JSON.stringify(names.map(uriOf))}) {
      puente.useConnection(uri)
      const [machine] = (await puente.getInventory()).machines
      for (let turn = 0; turn < ${TURNS}; turn++) {
        const begun = performance.now()
        await puente.getMachineXml(machine.uuid)
        times.push(performance.now() - begun)
      }
    }
    return times
  })()`)
}

async function filter(window: BenchWindow): Promise<number[]> {
  await goTo(window.page, '/hosts')
  const person = new Person(window.page)
  const all: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    await person.click(SEARCH)
    all.push(
      ...(await inputToPaint(window, { selector: 'main', event: 'keydown' }, async () => {
        await person.type('vm19')
        await person.erase(4)
      })),
    )
  }
  return all
}

function isSshTo(pid: number, name: string): boolean {
  const words = commandOf(pid)
  return words[0] === 'ssh' && words.includes(name)
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
