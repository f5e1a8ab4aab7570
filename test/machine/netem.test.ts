/**
 * Bad links on purpose, by packets: what the package’s helper does to a tap, each impairment as it arrives,
 * each way, within a tenth of what was asked; beside limits as libvirt makes them; and nothing left of it. At
 * the far end of the tap stands a program that answers, in a machine’s place: how the app, libvirt and its
 * hook come to the helper is netem-kept.test.ts.
 *
 * Loss and duplicates are a coin’s: of 2,500 packets half are asked for, so that what is measured lies
 * within a tenth but by an accident (± 5 points are 5 σ of 2,500 tries, and 3.5 σ of the 1,250 that are
 * answered: one run in two thousand, by the binomial’s normal bounds). Of 400 delays the deviation is known to
 * 2 %, so a tenth is 4.5 σ.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readQdiscs } from '../../electron/host/qdiscs.ts'
import type { WayConditions } from '../../shared/model/link-conditions.ts'
import { isPerfect, perfectWay } from '../../shared/rules/link-conditions.ts'
import { conditionWords } from '../../shared/rules/netem.ts'
import { until } from '../lab/wait.ts'
import { Computer } from './computer.ts'
import { about, delayOf, deviation, mean, measure, median, qdiscs, share } from './support/wire.ts'
import type { Asked } from './support/wire.ts'

const TAP = 'vnet9'
const ADDRESS = '192.168.122.77'
const MAC = '52:54:00:51:64:77'
const HELPER = '/usr/lib/puente/netem'
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

let computer: Computer
beforeAll(async () => {
  computer = await Computer.start()
  await computer.write(HELPER, read('../../build/package/files/netem'), '755')
  const argv = ['python3', '-c', read('./support/stand-in.py'), TAP, 'virbr0', ADDRESS, MAC]
  const standIn = computer.start(argv)
  let said = ''
  standIn.on('output', (_, text) => (said += text.toString()))
  await until('the stand-in is there', async () => said.includes('ready'), { timeoutMs: 120_000 })
  // Where half of all is lost, who has which address is not asked anew.
  await computer.sh(`ip neigh replace ${ADDRESS} lladdr ${MAC} dev virbr0 nud permanent`)
})
afterAll(() => computer?.stop())

const way = (part: Partial<WayConditions>): WayConditions => ({ ...perfectWay, ...part })
const all = () => qdiscs(computer, TAP)
const measured = (asked: Asked) => measure(computer, TAP, ADDRESS, asked)
const left = () => computer.sh('find /etc/libvirt/hooks/qemu.d /run/puente 2>/dev/null || :')

/** And what the app reads of it is what was asked for. */
async function set(to: Partial<WayConditions>, from: Partial<WayConditions>): Promise<void> {
  const conditions = { toMachine: way(to), fromMachine: way(from) }
  await computer.run([HELPER, 'set', 'now', TAP, ...conditionWords(conditions)])
  for (const [device, asked] of [
    [TAP, conditions.toMachine],
    [`pu-${TAP}`, conditions.fromMachine],
  ] as const) {
    const json = await computer.sh(`tc -j qdisc show dev ${device} || :`)
    expect(readQdiscs(json)).toEqual(isPerfect(asked) ? null : asked)
  }
}
const takeOff = () => computer.run([HELPER, 'remove', TAP, 'forget'])

let untouched: string

it('as it is, the cable delays nothing that could be taken for it', async () => {
  untouched = await all()
  expect(untouched).not.toMatch(/netem|pu-/)
  const { to, from } = await measured({ count: 20, interval: 0.2, wait: 5 })
  expect([to.sent, share(to), share(from)]).toEqual([20, 1, 1])
  expect(median(to.delays)).toBeLessThan(50)
  expect(median(from.delays)).toBeLessThan(50)
})

describe('each way by itself', () => {
  it('delays what goes to the machine, and nothing else', async () => {
    await set({ delay: 1_000 }, {})
    const { to, from } = await measured({ count: 40, interval: 0.1, wait: 5 })
    delayOf(to, 1_000, 'to the machine')
    expect(median(from.delays)).toBeLessThan(50)
  })

  it('delays what comes from it, and nothing else', async () => {
    await set({}, { delay: 700 })
    const { to, from } = await measured({ count: 40, interval: 0.1, wait: 5 })
    expect(median(to.delays)).toBeLessThan(50)
    delayOf(from, 700, 'from the machine')
  })

  it('has jitter around the delay', async () => {
    await set({ delay: 1_000, jitter: 500 }, { delay: 800, jitter: 400 })
    const { to, from } = await measured({ count: 400, interval: 0.03, wait: 6 })
    for (const [one, delay, jitter, what] of [
      [to, 1_000, 500, 'to the machine'],
      [from, 800, 400, 'from the machine'],
    ] as const) {
      about(mean(one.delays), delay, `${what}, mean delay in ms`)
      // netem's is even between the two ends: √3 of its deviations. The ends themselves a busy host puts off.
      about(Math.sqrt(3) * deviation(one.delays), jitter, `${what}, jitter in ms`)
    }
  })

  it('loses packets', async () => {
    await set({ loss: 50 }, { loss: 50 })
    const { to, from } = await measured({ count: 2_500, interval: 0.005, wait: 5 })
    expect(to.sent).toBe(2_500)
    about(1 - share(to), 0.5, 'to the machine, lost')
    about(1 - share(from), 0.5, 'from the machine, lost')
  })

  it('duplicates packets', async () => {
    await set({ duplicates: 50 }, { duplicates: 50 })
    const { to, from } = await measured({ count: 2_500, interval: 0.005, wait: 5 })
    about(share(to) - 1, 0.5, 'to the machine, twice')
    about(share(from) - 1, 0.5, 'from the machine, twice')
  })

  it('has a rate', async () => {
    await set({ rate: 400 }, { rate: 200 })
    const { to, from } = await measured({ count: 200, interval: 0, size: 1_000, wait: 15 })
    about(to.kbit, 400, 'to the machine, kbit/s')
    about(from.kbit, 200, 'from the machine, kbit/s')
  })
})

it('taken off, all is byte for byte as it was', async () => {
  await takeOff()
  expect(await all()).toBe(untouched)
  expect(await left()).toBe('')
})

describe('beside limits of bandwidth as libvirt makes them', () => {
  let limited: string

  beforeAll(async () => {
    // Its own commands, for 25 KB/s to the machine and 5 KB/s from it.
    await computer.sh(`tc qdisc del dev ${TAP} root
tc qdisc add dev ${TAP} root handle 1: htb default 1
tc class add dev ${TAP} parent 1: classid 1:1 htb rate 25kbps
tc qdisc add dev ${TAP} parent 1:1 handle 2: sfq perturb 10
tc filter add dev ${TAP} parent 1:0 protocol all prio 1 handle 1 fw flowid 1
tc qdisc add dev ${TAP} ingress
tc filter add dev ${TAP} parent ffff: protocol all u32 match u32 0 0 police rate 5kbps burst 20kb mtu 64kb drop flowid :1`)
    limited = await all()
  })

  it('delays each way, and the limits hold as before', async () => {
    const burst = { count: 150, interval: 0, size: 1_000, wait: 10 }
    const before = await measured(burst)
    await set({ delay: 600 }, { delay: 900 })
    const slow = await measured({ count: 40, interval: 0.1, wait: 5 })
    delayOf(slow.to, 600, 'to the machine')
    delayOf(slow.from, 900, 'from the machine')
    const after = await measured(burst)
    about(after.to.kbit, 200, 'to the machine, kbit/s')
    // What is above the limit is dropped still: a fifth passes, and what may come at once.
    console.log(`let through: ${share(before.from)} without, ${share(after.from)} with`)
    expect(share(after.from)).toBeGreaterThan(0.15)
    expect(share(after.from)).toBeLessThan(0.5)
  })

  it('taken off, the limits are byte for byte as they were', async () => {
    await takeOff()
    expect(await all()).toBe(limited)
  })
})

describe('touches nothing of others’', () => {
  it.each([
    ['a queueing discipline', `tc qdisc replace dev ${TAP} root handle 5: pfifo`, 'to'],
    ['a filter', `tc qdisc add dev ${TAP} clsact`, 'from'],
  ])('%s is refused, and stays', async (what, made, side) => {
    await computer.sh(`tc qdisc del dev ${TAP} root; tc qdisc del dev ${TAP} ingress; :`, {
      check: false,
    })
    await computer.sh(made)
    const before = await all()
    const words = [HELPER, 'set', 'now', TAP, side, 'limit', '1000', 'loss', 'random', '5%']
    const { code, stderr } = await computer.run(words, { check: false })
    expect([code, stderr]).toEqual([1, expect.stringContaining(`has ${what} of somebody else’s`)])
    expect(await all()).toBe(before)
  })

  it('nor of a NIC of the host’s', async () => {
    const words = [HELPER, 'set', 'now', 'eth0', 'to', 'limit', '1000', 'loss', 'random', '5%']
    const { code, stderr } = await computer.run(words, { check: false })
    expect([code, stderr.trim()]).toEqual([66, 'netem: eth0 is no tap'])
  })
})
