/** Inside the lab: the window with few hosts in its list, and with many. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
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
/** V8 collects what a start has left behind, and shells that nobody asks any more have ended. */
const SETTLE_MS = 45_000
const MINUTE_MS = 60_000
const ALL_IN_MS = 150_000
const TURNS = 5
/** More than any pool has threads. */
const WAITING = 16
const SEARCH = element('input[type=search]')

/** Of the processes of ssh, of the backend that started them, and of all others of the window. */
export interface Parts {
  ssh: number
  backend: number
  rest: number
}

/** MB, each of what several share with its part. */
export interface Held extends Parts {
  hosts: number
  /** How many processes of ssh. */
  processes: number
}

export interface HostsTimes {
  held: Held[]
  /** Percent of a core. */
  idle: Parts
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
    const besideHanging = await whileHanging(window, first, () => answers(window.page, others))
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
  let reached = 0
  const areIn = async () => {
    reached = await window.page.evaluate<number>(`window.puente.getConnections().then((all) =>
      all.filter(({ isHost, counts }) => !isHost && counts?.machines === ${machines}).length)`)
    return reached === count
  }
  const timing = { timeoutMs: ALL_IN_MS, everyMs: 500 }
  await until('all hosts are reached, with their machines', areIn, timing).catch(() => {
    throw new Error(`${reached} of ${count} hosts are reached, with their machines`)
  })
  await sleep(SETTLE_MS)
  return await work(window, names)
}

const uriOf = (name: string) => `qemu+ssh://root@${name}/system`

function processes(window: BenchWindow): number[] {
  return tree(window.process.pid ?? NaN)
}

async function heldBy(window: BenchWindow, names: string[]): Promise<Held> {
  const { ssh, backend, rest } = partsOf(window)
  return {
    ...{ hosts: names.length, processes: ssh.length },
    ...{ ssh: proportionalMB(ssh), backend: proportionalMB(backend), rest: proportionalMB(rest) },
  }
}

function partsOf(window: BenchWindow): Record<keyof Parts, number[]> {
  const pids = processes(window)
  const ssh = pids.filter((pid) => isSsh(commandOf(pid)))
  const isBackend = (pid: number) => ssh.some((one) => parentOf(one) === pid)
  const backend = pids.filter((pid) => !ssh.includes(pid) && isBackend(pid))
  return { ssh, backend, rest: pids.filter((pid) => ![...ssh, ...backend].includes(pid)) }
}

async function idleMinute(window: BenchWindow): Promise<Parts> {
  const parts = partsOf(window)
  const now = () => ({
    ...{ ssh: usage(parts.ssh), backend: usage(parts.backend), rest: usage(parts.rest) },
  })
  const [before, begun] = [now(), performance.now()]
  await sleep(MINUTE_MS)
  const [after, took] = [now(), performance.now() - begun]
  const percent = (part: keyof Parts) => (100 * usedSince(before[part], after[part]).cpuMs) / took
  return { ssh: percent('ssh'), backend: percent('backend'), rest: percent('rest') }
}

/** The login says nothing any more, and what is asked over it waits meanwhile. */
async function whileHanging<T>(
  window: BenchWindow,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const login = processes(window).find((pid) => isLoginAt(pid, name))
  if (login === undefined) throw new Error(`nobody is logged in at ${name}`)
  process.kill(login, 'SIGSTOP')
  try {
    await window.page.evaluate(`(() => {
      const { puente } = window
      puente.useConnection(${JSON.stringify(uriOf(name))})
      for (let call = 0; call < ${WAITING}; call++) puente.getFilterNames().catch(() => undefined)
    })()`)
    return await work()
  } finally {
    process.kill(login, 'SIGCONT')
  }
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
        await person.type('19')
        await person.erase(2)
      })),
    )
  }
  return all
}

/** The master, over which all else goes. */
function isLoginAt(pid: number, name: string): boolean {
  const words = commandOf(pid)
  return isSsh(words) && words.includes('ControlMaster=yes') && words.includes(name)
}

/** It is started by its file. */
const isSsh = ([program = '']: string[]) => basename(program) === 'ssh'

function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
