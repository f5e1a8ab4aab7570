/**
 * Bad links on purpose, as the app sets them on a machine of libvirt’s: each way, beside libvirt’s own limits,
 * over a restart of the machine with no app there, named by the doctor, and nothing left. What each impairment
 * does to packets is netem.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LinkConditions, WayConditions } from '../../shared/model/link-conditions.ts'
import { perfectWay } from '../../shared/rules/link-conditions.ts'
import { NEEDED, polkitRule } from '../lab/polkit.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { Computer } from './computer.ts'
import { bringApp, installHelper, startBackend } from './support/app.ts'
import { MachineGuest } from './support/guest.ts'
import { about, delayOf, measure, median, qdiscs, share } from './support/wire.ts'
import type { Asked } from './support/wire.ts'

const SEEN_MS = 120_000

let computer: Computer
let guest: MachineGuest
let backend: TestBackend
let address: string

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer, ['build/package/files'])
  await installHelper(computer)
  const rule = polkitRule([...NEEDED, 'org.puente.Puente.link'])
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', rule)
  // At a boot that is slow, udev gives it up.
  await computer.sh('modprobe kvm_amd; systemctl restart libvirtd')
  guest = await MachineGuest.start(computer)
  address = await guest.serves()
  await knowEachOther()
  backend = await startBackend(computer)
  await backend.until(() => tap() !== '', SEEN_MS)
})
afterAll(async () => {
  await backend?.stop()
  await computer?.stop()
})

/** Where half of all is lost, who has which address is not asked anew. */
async function knowEachOther(): Promise<void> {
  await computer.sh(`ip neigh replace ${address} lladdr ${guest.mac} dev virbr0 nud permanent`)
  await guest.run('arp -s 192.168.122.1 52:54:00:51:64:ff')
}

const machine = () => {
  const found = backend.inventory?.machines.find(({ name }) => name === guest.name)
  if (!found) throw new Error('the machine is not seen')
  return found
}
const card = () => machine().nics.find(({ mac }) => mac === guest.mac)
const tap = () => card()?.tap ?? ''
const at = () => {
  const { alias = null, slot = null } = card() ?? {}
  return { machine: machine().uuid, nic: { alias, mac: guest.mac, slot } }
}

const way = (part: Partial<WayConditions>): WayConditions => ({ ...perfectWay, ...part })

async function set(
  toMachine: Partial<WayConditions>,
  fromMachine: Partial<WayConditions>,
  keep = false,
): Promise<void> {
  const conditions: LinkConditions = { toMachine: way(toMachine), fromMachine: way(fromMachine) }
  const plan = await backend.api.planSetConditions({ ...at(), conditions, keep })
  await backend.api.applyPlan(plan.id)
  expect(card()?.conditions?.now).toEqual(conditions)
}

async function takeOff(): Promise<void> {
  const plan = await backend.api.planSetConditions({ ...at(), conditions: null, keep: false })
  await backend.api.applyPlan(plan.id)
  expect(card()?.conditions).toBeUndefined()
}

const measured = (asked: Asked) => measure(computer, tap(), address, asked)
const all = () => qdiscs(computer, tap())
/** Of the hook, and of what is noted while a link is bad. */
const left = () => computer.sh('find /etc/libvirt/hooks/qemu.d /run/puente 2>/dev/null || :')

let untouched: string

it('as it is, the cable delays nothing that could be taken for it', async () => {
  untouched = await all()
  expect(untouched).not.toMatch(/netem|pu-/)
  const { to, from } = await measured({ count: 20, interval: 0.2, wait: 5 })
  expect(share(to)).toBe(1)
  expect(share(from)).toBe(1)
  expect(median(to.delays)).toBeLessThan(50)
  expect(median(from.delays)).toBeLessThan(50)
})

describe('each way by itself', () => {
  it('delays what goes to the machine, and nothing else', async () => {
    await set({ delay: 1_000 }, {})
    const { to, from } = await measured({ count: 40, interval: 0.2, wait: 8 })
    delayOf(to, 1_000, 'to the machine')
    expect(median(from.delays)).toBeLessThan(50)
  })

  it('delays what comes from it, and nothing else', async () => {
    await set({}, { delay: 700 })
    const { to, from } = await measured({ count: 40, interval: 0.2, wait: 8 })
    expect(median(to.delays)).toBeLessThan(50)
    delayOf(from, 700, 'from the machine')
  })
})

it('taken off, all is byte for byte as it was', async () => {
  await takeOff()
  expect(await all()).toBe(untouched)
  expect(await left()).toBe('')
})

describe('beside libvirt’s own limits of bandwidth', () => {
  let limited: string

  beforeAll(async () => {
    // In KB/s, and so few that an emulated clock keeps to it.
    const limit = ['--inbound', '25', '--outbound', '5', '--live', '--config']
    // What is stored has no tap.
    await computer.virsh('domiftune', guest.name, guest.mac, ...limit)
    limited = await all()
    expect(limited).toMatch(/htb[^]*sfq 2:[^]*police/)
  })

  it('delays each way, and the limits hold as before', async () => {
    const burst = { count: 150, interval: 0, size: 1_000, wait: 15 }
    const before = await measured(burst)
    await set({ delay: 600 }, { delay: 900 })
    expect(await all()).toMatch(/htb 1: dev TAP root[^]*netem 7075: dev TAP parent 1:1/)
    const slow = await measured({ count: 40, interval: 0.2, wait: 8 })
    delayOf(slow.to, 600, 'to the machine')
    delayOf(slow.from, 900, 'from the machine')
    const after = await measured(burst)
    about(after.to.kbit, before.to.kbit ?? 0, 'to the machine, kbit/s, as without')
    // What is above the limit is dropped still, and what is not passes: a fifth, and what may come at once.
    console.log(`let through: ${share(before.from)} without, ${share(after.from)} with`)
    expect(share(after.from)).toBeGreaterThan(0.15)
    expect(share(after.from)).toBeLessThan(0.5)
  })

  it('taken off, the limits are byte for byte as they were', async () => {
    await takeOff()
    expect(await all()).toBe(limited)
  })
})

describe('kept with the machine', () => {
  const restart = async () => {
    const before = tap()
    await computer.virsh('destroy', guest.name)
    await computer.sh(`truncate -s 0 /run/lab/log/guest-${guest.name}.log`)
    await computer.virsh('start', guest.name)
    await backend.until(() => tap() !== '' && tap() !== before, SEEN_MS)
    address = await guest.serves()
  }

  it('is set again at its start, with nobody there who asks for it', async () => {
    await set({ delay: 1_000 }, { delay: 700 }, true)
    expect(await computer.virsh('dumpxml', guest.name, '--inactive')).toContain('puente:link ')
    await backend.stop()
    await computer.virsh('destroy', guest.name)
    expect(await computer.sh('ls /sys/class/net')).not.toContain('pu-')
    await computer.sh(`truncate -s 0 /run/lab/log/guest-${guest.name}.log`)
    await computer.virsh('start', guest.name)
    address = await guest.serves()
    backend = await startBackend(computer)
    await backend.until(() => card()?.conditions?.now, SEEN_MS)
    const { to, from } = await measured({ count: 40, interval: 0.2, wait: 8 })
    delayOf(to, 1_000, 'to the machine')
    delayOf(from, 700, 'from the machine')
  })

  it('is named by the doctor, who takes it off', async () => {
    const target = { type: 'machine' as const, uuid: machine().uuid }
    const diagnose = () => backend.api.diagnose(target, { run: 'test', asAdministrator: false })
    // As busy as this computer is, tc may take longer than the doctor waits for it.
    const named = async () => {
      const { findings } = await diagnose()
      const bad = findings.find(({ code }) => code === 'bad-link')
      return bad?.evidence.some(({ output }) => output !== '') ? bad : undefined
    }
    const bad = await until('the doctor names it', named, { timeoutMs: SEEN_MS })
    expect(bad).toMatchObject({ params: { mac: guest.mac }, fixable: true })
    expect(bad.evidence.map(({ output }) => output).join('\n')).toMatch(/netem 7075:.* delay 1s/)
    const plan = await backend.api.planFix(bad.id)
    await backend.api.applyPlan(plan.id)
    expect((await diagnose()).findings.map(({ code }) => code)).not.toContain('bad-link')
    expect(await computer.virsh('dumpxml', guest.name, '--inactive')).not.toContain('puente')
    expect(await left()).toBe('')
  })

  it('leaves the next start as any machine’s', async () => {
    const here = await all()
    await restart()
    expect(await all()).toBe(here)
    expect(card()?.conditions).toBeUndefined()
  })
})

describe('unplugged for a while', () => {
  it('comes back by itself, whatever becomes of the app', async () => {
    const plan = await backend.api.planUnplug({ ...at(), seconds: 20 })
    await backend.api.applyPlan(plan.id)
    const link = () => computer.virsh('domif-getlink', guest.name, tap())
    const name = tap()
    expect(await link()).toContain('down')
    await backend.kill()
    await until(
      'the link is up again',
      async () => (await computer.virsh('domif-getlink', guest.name, name)).includes('up'),
      { timeoutMs: 120_000, everyMs: 1_000 },
    )
  })
})
