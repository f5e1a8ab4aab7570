/** A host at the other end of an ssh: the person sits on the LAN, and the workstation is the far host. */
import { appendFile, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { countLogins, endLogins } from '../support/ssh-server.ts'
import { reachHost } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
})
afterAll(() => lab.stop())

const isConnected = ({ inventory }: TestBackend) =>
  inventory?.services.networkManager.status === 'connected'

const namesOf = ({ inventory }: TestBackend) => inventory?.interfaces.map(({ name }) => name)

describe('as root', () => {
  let host: FarHost
  beforeAll(async () => void (host = await reachHost(lab, 'root')))
  afterAll(() => host[Symbol.asyncDispose]())

  it('shows the far host’s network, and nothing of the computer that the person sits at', async () => {
    await host.backend.until(() => isConnected(host.backend))
    const inventory = await host.backend.until(({ interfaces }) => interfaces.length > 0)
    const eth0 = inventory.interfaces.find(({ name }) => name === 'eth0')
    expect(eth0?.ipv4.addresses.map((one) => one.address)).toContain(host.address)
    expect(eth0?.ipv4.gateway).toBe('198.51.100.1')
    expect(namesOf(host.backend)).not.toContain('lanbr')
    expect(inventory.machines.map(({ name }) => name)).toContain('web')
  })

  it('counts its traffic', async () => {
    await host.backend.api.watchTraffic(true)
    await host.backend.api.setVisible(true)
    const sample = await until('a second reading', () => host.backend.samples[1])
    expect(Object.keys(sample.interfaces)).toContain('eth0')
    expect(Object.keys(sample.interfaces)).not.toContain('lanbr')
    await host.backend.api.watchTraffic(false)
  })

  it('knows its subnets, which a new network must not take', async () => {
    const occupied = await host.backend.api.getOccupiedSubnets()
    expect(occupied.map(({ subnet, name }) => `${subnet} ${name}`)).toContain(
      '198.51.100.0/24 eth0',
    )
  })

  it('tells which bridge its machines’ taps are in', async () => {
    await host.backend.until(({ machines }) =>
      machines.some(({ nics }) => nics.some(({ bridge }) => bridge === 'virbr0')),
    )
  })

  it('is diagnosed with its own readings', async () => {
    const diagnose = () =>
      host.backend.api.diagnose({ type: 'everything' }, { run: 'far', asAdministrator: true })
    const codes = async () => (await diagnose()).findings.map(({ code }) => code)
    expect(await codes()).not.toContain('ip-forward')
    await lab.run(['sysctl', '-qw', 'net.ipv4.ip_forward=0'])
    expect(await codes()).toContain('ip-forward')
    await lab.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])
    const { unseen, asAdministrator } = await diagnose()
    expect(unseen.map(({ what }) => what)).not.toContain('links')
    // As root, without a question.
    expect(asAdministrator).toBe(true)
  })

  it('takes one login for all of it, libvirt’s connections too', async () => {
    expect(await countLogins(lab)).toBe(1)
  })

  it('has a history of its own', async () => {
    expect(await host.backend.api.getHistory()).toEqual([])
  })

  it('is found again by itself when the connection is cut', async () => {
    await endLogins(lab)
    await host.backend.until(() => !isConnected(host.backend))
    await host.backend.until(({ interfaces }) => interfaces.length > 0, 60_000)
    expect(isConnected(host.backend)).toBe(true)
  })
})

describe('of awkward hosts', () => {
  it('where no socket may be forwarded', async () => {
    await using host = await reachHost(lab, 'root', { settings: ['AllowStreamLocalForwarding no'] })
    await host.backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
    expect(namesOf(host.backend)).not.toContain('lanbr')
  })

  it('where only one program is let in for each login', async () => {
    await using host = await reachHost(lab, 'root', { settings: ['MaxSessions 1'] })
    await host.backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
  })

  it('as an ordinary user, whose login script prints', async () => {
    const file = lab.path('/home/alex/.bashrc')
    await appendFile(file, 'echo Welcome\n')
    await using host = await reachHost(lab, 'alex')
    await host.backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
    await rm(file)
  })

  it('as an ordinary user, whose login shell is fish', async () => {
    await lab.run(['usermod', '-s', '/usr/bin/fish', 'alex'])
    await using host = await reachHost(lab, 'alex', { settings: ['AllowStreamLocalForwarding no'] })
    await host.backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
    await lab.run(['usermod', '-s', '/bin/bash', 'alex'])
  })

  it('which let nobody in are told of with ssh’s own words, and asked more and more rarely', async () => {
    await using host = await reachHost(lab, 'root', { settings: ['AllowUsers nobody-at-all'] })
    const { services } = await host.backend.until(
      ({ services }) => services.networkManager.status === 'unavailable',
    )
    expect(services.networkManager).toMatchObject({
      error: { code: 'connection-not-let-in', cause: expect.stringContaining('Permission denied') },
    })
  })
})

it('nothing of it is left when the app has ended', async () => {
  const host = await reachHost(lab, 'root')
  await host.backend.until(() => isConnected(host.backend))
  await host.backend.kill()
  await until('every ssh has ended', async () => {
    const { stdout } = await lab.run(['pgrep', '-u', 'alex', '-x', 'ssh'], { check: false })
    return stdout.trim() === ''
  })
  await host.server[Symbol.asyncDispose]()
})
