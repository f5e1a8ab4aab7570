/**
 * From libvirt into the app's own model, on a real libvirtd, for hosts of 10 to 5,000 machines:
 * beside C with four threads, which only fetches, and virt-manager's way.
 */
import { Lab } from '../lab/lab.ts'
import { compile } from './binding/programs.ts'
import { Player, turnsRow, type Turn } from './player.ts'
import { median, type BenchRow } from './row.ts'

const URI = 'qemu:///system'
const SIZES = [10, 100, 1_000, 5_000]
const NETWORKS = 100
const TURNS = 12
/** virt-manager's way takes half a minute for the largest host. */
const SLOW_TURNS = 3
const HERE = 'test/bench/inventory'

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  compile('inventory', lab.path('/tmp'))
  await define(lab, 'network', 0, NETWORKS)
  const rows: BenchRow[] = []
  const each: number[] = []
  let defined = 0
  for (const size of SIZES) {
    await define(lab, 'domain', defined, size)
    defined = size
    const turns = await takeTurns(lab, size)
    rows.push(...sizeRows(size, turns))
    each.push((median(turns.map(({ complete = NaN }) => complete)) / size) * 1e3)
  }
  return [...rows, growthRow(each.at(-1) ?? NaN, each.at(-2) ?? NaN)]
}

export async function define(lab: Lab, kind: string, from: number, to: number): Promise<void> {
  const argv = ['node', 'test/bench/binding/define.ts', kind, String(from), String(to)]
  await lab.run(argv, { timeoutMs: 600_000 })
}

async function takeTurns(lab: Lab, size: number): Promise<Turn[]> {
  await using c = new Player(lab, ['/tmp/inventory', 'bulk', URI, '4', '0'])
  await using cFirst = new Player(lab, ['/tmp/inventory', 'first', URI, '-', '0'])
  await using puente = new Player(lab, ['node', `${HERE}/model.ts`, URI])
  await using virtManager = new Player(lab, ['python3', `${HERE}/virt-manager.py`, URI])
  // What is warmed up, compiled and cached by the first turn is not counted.
  for (const player of [c, cFirst, puente, puente]) await player.play()
  const turns: Turn[] = []
  for (let index = 0; index < TURNS; index++) {
    const turn = await oneTurn({ c, cFirst, puente })
    const isSlow = size >= 1_000
    if (!isSlow || index < SLOW_TURNS) turn.virtManager = await only(virtManager)
    turns.push(turn)
  }
  return turns
}

async function oneTurn(players: Record<'c' | 'cFirst' | 'puente', Player>): Promise<Turn> {
  const c = await only(players.c)
  const [first = NaN, complete = NaN] = await players.puente.play()
  return { c, first, complete, cFirst: await only(players.cFirst) }
}

const only = async (player: Player) => (await player.play())[0] ?? NaN

function sizeRows(size: number, turns: Turn[]): BenchRow[] {
  const name = (what: string) => `${size} machines + ${NETWORKS} networks, ${what}`
  const goal = (value: number) => (size >= 1_000 ? value : null)
  return [
    turnsRow(name('first names and states, to C’s list and states'), turns, {
      ours: 'first',
      theirs: 'cFirst',
      goal: size === 5_000 ? 2 : null,
    }),
    turnsRow(name('complete, to C with 4 threads'), turns, {
      ours: 'complete',
      theirs: 'c',
      goal: goal(1.5),
    }),
    turnsRow(name('complete, to virt-manager’s way'), turns, {
      ours: 'complete',
      theirs: 'virtManager',
      goal: goal(1 / 12),
    }),
  ]
}

/** Five times the machines may take five times as long, and a quarter more for the noise. */
function growthRow(measured: number, peer: number): BenchRow {
  const ratio = measured / peer
  const name = 'each of 5,000 machines, to each of 1,000: growth is linear'
  return { name, measured, peer, ratio, goal: 1.25, met: ratio <= 1.25, unit: 'µs', runs: TURNS }
}
