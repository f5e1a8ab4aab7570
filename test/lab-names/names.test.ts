/**
 * Machines by their names: from the host, as its programs look names up, and from a neighbour, by
 * packets. What the host has for it depends on which it is: systemd-resolved, or libvirt's NSS module.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NamesIntent } from '../../shared/contract/contract.ts'
import type { NicNames } from '../../shared/model/machine-names.ts'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { MachineDriver } from '../support/machines.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { startResolver, stopResolver } from '../support/resolver.ts'

const MAC = {
  web: GUESTS[0]?.mac ?? '',
  db: GUESTS[1]?.mac ?? '',
  'old-mail': GUESTS[2]?.mac ?? '',
}
type Guest = keyof typeof MAC
const SERVER = '192.168.122.1'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let canRegister: boolean

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'db', 'old-mail'] })
  await installPackageHelper(lab, 'names')
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await backend.api.setVisible(true)
  for (const guest of ['web', 'db'] as const) await leased(guest)
  const { libvirt } = backend.inventory?.services ?? {}
  const [major = 0, minor = 0] =
    libvirt?.status === 'connected' ? libvirt.version.split('.').map(Number) : []
  canRegister = major > 10 || (major === 10 && minor >= 1)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

async function leased(guest: Guest): Promise<void> {
  await lab.guest(guest).waitForAddress('192.168.122.')
  const known = () => machines.nic(guest, MAC[guest]).addresses.length > 0
  await backend.until(known, 60_000)
}

const addressOf = (guest: Guest) => machines.nic(guest, MAC[guest]).addresses[0]?.address ?? ''
const intent = (guest: Guest, asked: Partial<NamesIntent> = {}): NamesIntent => ({
  ...{ machine: machines.get(guest).uuid, nic: machines.ref(guest, MAC[guest]) },
  ...{ on: true, domain: null },
  ...asked,
})

async function names(guest: Guest): Promise<NicNames> {
  const { nics } = await backend.api.getMachineNames(machines.get(guest).uuid)
  return nics[0] ?? expect.unreachable('it has a NIC')
}

/** As a person types it. */
async function hostReaches(name: string): Promise<string> {
  const argv = [
    'sh',
    '-c',
    `ping -c 1 -W 2 ${name} | sed -n 's/^PING [^(]*(\\([0-9.]*\\)).*/\\1/p'`,
  ]
  return (await lab.run(argv, { check: false })).stdout.trim()
}

/** What a DHCP client of a whole system writes by itself. */
async function neighbourReaches(guest: Guest, name: string): Promise<boolean> {
  const script = `mkdir -p /etc; echo nameserver ${SERVER} >/etc/resolv.conf; ping -c 1 -W 2 ${name}`
  return (await lab.guest(guest).run(script)).code === 0
}

/** All that a plan may have changed. */
async function traces(): Promise<string> {
  const script = `cat /etc/nsswitch.conf; ls -lA --time-style=+ /etc/nsswitch.conf; find /etc/puente
virsh net-dumpxml --inactive default; resolvectl domain 2>/dev/null | sed 's/^Link [0-9]* //' | sort; true`
  return (await lab.run(['sh', '-c', script], { check: false })).stdout
}

async function backAgain(): Promise<void> {
  for (const guest of ['web', 'db'] as const) {
    await until(`${guest} answers`, async () => {
      const argv = ['ping', '-c', '1', '-W', '1', addressOf(guest)]
      return (await lab.run(argv, { check: false })).code === 0 || undefined
    })
  }
}

describe('without a plan', () => {
  it('neighbours know a machine by what its guest says, the host and the LAN by nothing', async () => {
    // Its address may be heard of before dnsmasq has told what it calls itself.
    await until('its lease is told', async () => (await names('web')).neighbours.name !== null)
    expect(await names('web')).toMatchObject({
      network: 'default',
      host: { name: null, why: 'not-asked' },
      neighbours: { name: 'web' },
      lan: { name: null, why: 'behind-host' },
      way: { how: 'module', on: false },
      web: [],
    })
    expect(await hostReaches('web')).toBe('')
    expect(await neighbourReaches('db', 'web')).toBe(true)
  })

  it('a web page is found where it answers', async () => {
    await lab.guest('web').run('mkdir -p /www; httpd -p 8080 -h /www')
    expect((await names('web')).web).toEqual([{ port: 8080, scheme: 'http' }])
    // Nothing in the lab opens any.
    const asked = { machine: machines.get('web').uuid, nic: machines.ref('web', MAC.web) }
    expect(await failureOf(backend.api.openWebPage({ ...asked, port: 8080 }))).toMatchObject({
      code: 'web-page-failed',
    })
  })
})

describe('by libvirt’s NSS module', () => {
  it('the host reaches a machine by its name, and undo leaves nothing', async () => {
    const before = await traces()
    const plan = await backend.api.planNames(intent('web'))
    expect(plan.steps.map(({ text }) => text.key)).toEqual(['step.names-module-add'])
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.names-module'])
    expect(plan.commands).toContain('sudo /usr/lib/puente/names add')
    const { id } = await machines.carryOut(Promise.resolve(plan))
    expect(await hostReaches('web')).toBe(addressOf('web'))
    expect(await hostReaches('db')).toBe(addressOf('db'))
    expect(await names('web')).toMatchObject({
      host: { name: 'web' },
      way: { how: 'module', on: true },
    })
    expect(await failureOf(backend.api.planNames(intent('web')))).toMatchObject({
      code: 'names-impossible',
      params: { why: 'names.hindrance.already' },
    })
    await machines.carryOut(backend.api.planUndo(id))
    expect(await traces()).toBe(before)
    expect(await hostReaches('web')).toBe('')
  })

  it('is switched off again, and on by undo', async () => {
    const before = await traces()
    await machines.carryOut(backend.api.planNames(intent('web')))
    const off = await machines.carryOut(backend.api.planNames(intent('web', { on: false })))
    expect(await traces()).toBe(before)
    await machines.carryOut(backend.api.planUndo(off.id))
    expect(await hostReaches('web')).toBe(addressOf('web'))
    await machines.carryOut(backend.api.planNames(intent('web', { on: false })))
    expect(await traces()).toBe(before)
  })

  it('is refused without the right, and nothing is left', async () => {
    const before = await traces()
    await lab.polkit.revoke('org.puente.Puente.names')
    const { id } = await backend.api.planNames(intent('web'))
    expect(await failureOf(backend.applyAgreed(id))).toMatchObject({ code: 'administrator-failed' })
    expect(await traces()).toBe(before)
    await lab.polkit.grant('org.puente.Puente.names')
  })
})

describe('a machine whose guest says no name', () => {
  it('gets one on its network with the same plan, at once and for as long as it is there', async () => {
    const script = `virsh dumpxml old-mail | sed 's/ hostname=[a-z-]*//' >/tmp/d.xml
virsh -q define /tmp/d.xml; virsh -q start old-mail`
    await lab.run(['sh', '-euc', script])
    await leased('old-mail')
    expect((await names('old-mail')).neighbours).toEqual({ name: null, why: 'not-told' })
    expect(await neighbourReaches('web', 'old-mail')).toBe(false)
    const before = await traces()
    const plan = await backend.api.planNames(intent('old-mail'))
    expect(plan.steps.map(({ text }) => text.key)).toEqual([
      ...['step.names-guest', 'step.store-network', 'step.update-network', 'step.names-module-add'],
    ])
    const { id } = await machines.carryOut(Promise.resolve(plan))
    await until('its neighbour reaches it', async () => {
      return (await neighbourReaches('web', 'old-mail')) || undefined
    })
    const named = { name: 'old-mail' }
    expect(await names('old-mail')).toMatchObject({ host: named, neighbours: named })
    await machines.carryOut(backend.api.planUndo(id))
    expect(await traces()).toBe(before)
  })
})

describe('by systemd-resolved', () => {
  it('libvirt tells it of the network’s domain, where it can; else the module is taken', async (context) => {
    if (!canRegister) {
      expect((await names('web')).way).toMatchObject({ how: 'module' })
      context.skip()
    }
    await startResolver(lab)
    const before = await traces()
    const plan = await backend.api.planNames(intent('web', { domain: 'lab.internal' }))
    expect(plan.steps.map(({ text }) => text.key)).toEqual([
      ...['step.names-domain', 'step.store-network', 'step.stop-network'],
      ...['step.start-stored-network', 'step.replug-machines'],
    ])
    expect(plan.interruption?.what.key).toBe('interruption.machines')
    // The host’s resolver is reached into: asked about outside of the window.
    expect((await backend.asksOf(plan.id)).map(({ key }) => key)).toEqual(['reach.resolver'])
    const { id } = await machines.carryOut(Promise.resolve(plan))
    await backAgain()
    expect(await hostReaches('web.lab.internal')).toBe(addressOf('web'))
    expect(await names('web')).toMatchObject({
      host: { name: 'web.lab.internal' },
      way: { how: 'resolver', on: true, domain: 'lab.internal' },
    })
    expect(await neighbourReaches('db', 'web.lab.internal')).toBe(true)
    await doesNotLoop()
    await machines.carryOut(backend.api.planUndo(id))
    await backAgain()
    expect(await traces()).toBe(before)
    expect(await hostReaches('web.lab.internal')).toBe('')
  })

  it('while it does not run, the doctor says why the network does not start, and mends that', async (context) => {
    if (!canRegister) context.skip()
    const { id } = await machines.carryOut(
      backend.api.planNames(intent('web', { domain: 'lab.internal' })),
    )
    await backAgain()
    await stopResolver(lab)
    await lab.virsh('net-destroy', 'default')
    await backend.until(({ networks }) => networks.every(({ active }) => !active))
    const { uuid } = backend.inventory?.networks[0] ?? expect.unreachable('it is there')
    expect(await failureOf(backend.api.startNetwork(uuid))).toMatchObject({
      code: 'network-resolver-off',
    })
    const first = async () => {
      const asked = { run: 't', asAdministrator: false }
      return (await backend.api.diagnose({ type: 'network', uuid }, asked)).findings[0]
    }
    const found = await first()
    expect(found).toMatchObject({ code: 'resolver-off', params: { domain: 'lab.internal' } })
    const { id: fixed } = await machines.carryOut(backend.api.planFix(found?.id ?? ''))
    expect((await first())?.code).toBe('network-inactive')
    await backend.api.startNetwork(uuid)
    await machines.carryOut(backend.api.planUndo(fixed))
    await startResolver(lab)
    await machines.carryOut(backend.api.planUndo(id))
    await backAgain()
  })

  it('a domain of multicast DNS is refused', async (context) => {
    if (!canRegister) context.skip()
    const asked = intent('web', { domain: 'lab.local' })
    expect(await failureOf(backend.api.planNames(asked))).toMatchObject({
      params: { why: 'names.hindrance.bad-domain' },
    })
  })
})

/** A name that nobody has: dnsmasq must not ask the host, which asks dnsmasq. */
async function doesNotLoop(): Promise<void> {
  const began = Date.now()
  expect(await hostReaches('nobody.lab.internal')).toBe('')
  expect(await neighbourReaches('db', 'nobody.lab.internal')).toBe(false)
  expect(Date.now() - began).toBeLessThan(10_000)
  const { stdout } = await lab.run(['sh', '-c', 'ps -C dnsmasq -o time= | tail -1'])
  expect(stdout.trim()).toMatch(/^00:00:0/)
}
