/** The counters of all NICs, as each tick of the window reads them: beside C, and virt-manager. */
import { Lab } from '../lab/lab.ts'
import { compile } from './binding/programs.ts'
import { Player, turnsRow, type Turn } from './player.ts'
import type { BenchRow } from './row.ts'

const URI = 'qemu:///system'
const MACHINES = 20
const NICS = 3
const TURNS = 30
const HERE = 'test/bench/traffic'

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  compile('inventory', lab.path('/tmp'))
  await lab.run(['node', `${HERE}/machines.ts`, String(MACHINES), String(NICS)], {
    timeoutMs: 300_000,
  })
  const turns = await takeTurns(lab)
  const name = (what: string) =>
    `${MACHINES} machines run, ${MACHINES * NICS} NICs: a tick, ${what}`
  return [
    turnsRow(name('to the one call in C'), turns, { ours: 'puente', theirs: 'c', goal: 1.2 }),
    turnsRow(name('where libvirt must be asked, to the one call in C'), turns, {
      ...{ ours: 'asking', theirs: 'c', goal: 1.2 },
    }),
    turnsRow(name('to virt-manager’s'), turns, {
      ours: 'puente',
      theirs: 'virtManager',
      goal: 1 / 15,
    }),
  ]
}

async function takeTurns(lab: Lab): Promise<Turn[]> {
  await using c = new Player(lab, ['/tmp/inventory', 'traffic', URI, '-', '0'])
  await using puente = new Player(lab, ['node', `${HERE}/tick.ts`, 'kernel', URI])
  await using asking = new Player(lab, ['node', `${HERE}/tick.ts`, 'libvirt', URI])
  await using virtManager = new Player(lab, ['python3', `${HERE}/virt-manager.py`, URI])
  const players = { c, puente, asking, virtManager }
  const turns: Turn[] = []
  for (let index = 0; index < TURNS; index++) turns.push(await oneTurn(players))
  // What was compiled and cached by the first turns is not counted.
  return turns.slice(TURNS / 3)
}

async function oneTurn(players: Record<'c' | 'puente' | 'virtManager', Player>): Promise<Turn> {
  const turn: Turn = {}
  for (const [name, player] of Object.entries(players)) {
    const [took = NaN, nics = MACHINES * NICS] = await player.play()
    if (nics !== MACHINES * NICS) throw new Error(`${name} has read ${nics} NICs`)
    turn[name] = took
  }
  return turn
}
