import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from './lab.ts'
import { NIC_MAC, ROUTER } from './lan.ts'
import { OFFICE_LAN } from './workstation.ts'

let lab: Lab

beforeAll(async () => {
  const routes = ['10.9.0.0/16 198.51.100.254']
  const eth0 = { address: '198.51.100.20/24', gateway: ROUTER, dns: [ROUTER, '192.0.2.53'], routes }
  lab = await Lab.start({ eth0, guests: false, ipv6: 'slaac' })
})

afterAll(() => lab.stop())

describe('a workstation with a static address', () => {
  it('has it, with its routes and its resolvers, and an IPv6 address by itself', async () => {
    const v6 = expect.stringMatching(/^2001:db8:51:64:.*\/64$/) as string
    await expect
      .poll(() => lab.snapshotHost(), { timeout: 15_000 })
      .toMatchObject({
        addresses: ['198.51.100.20/24', v6],
        routes: ['10.9.0.0/16 via 198.51.100.254 metric 100'],
        dns: [ROUTER, '192.0.2.53', expect.stringMatching(/^fe80::/) as string],
      })
  })
})

describe('the cable', () => {
  it('takes the carrier away and gives it back; the probe sees for how long', async () => {
    const carrier = async () =>
      (await lab.run(['cat', '/sys/class/net/eth0/carrier'])).stdout.trim()
    const probe = await lab.lan.probe('198.51.100.20')
    await lab.cable('eth0').unplug()
    expect(await carrier()).toBe('0')
    await sleep(500)
    await lab.cable('eth0').plug()
    await expect.poll(carrier).toBe('1')
    await sleep(500)
    const { gapMs, lost, sent } = await probe.stop()
    expect(gapMs).toBeGreaterThan(450)
    expect(gapMs).toBeLessThan(5_000)
    expect(lost).toBeGreaterThan(30)
    expect(lost).toBeLessThan(sent)
  })

  it('loses nothing while nothing happens', async () => {
    const probe = await lab.lan.probe('198.51.100.20')
    await sleep(1_000)
    const { gapMs, lost, sent } = await probe.stop()
    expect(sent).toBeGreaterThan(50)
    expect(lost).toBe(0)
    expect(gapMs).toBeLessThan(100)
  })
})

describe('the DHCP server', () => {
  const connectEth1 = (): Promise<{ code: number | null }> =>
    lab.run(['nmcli', '--wait', '4', 'device', 'connect', 'eth1'], { check: false })

  it('gives no lease while it is paused, and gives one afterwards', async () => {
    await lab.lan.dhcp.pause()
    expect((await connectEth1()).code).not.toBe(0)
    expect(lab.lan.leases()).toEqual([])
    await lab.lan.dhcp.resume()
    await expect
      .poll(() => lab.lan.leases(), { timeout: 30_000 })
      .toContainEqual(expect.objectContaining({ mac: NIC_MAC.eth1 }))
  })

  it('forgets its leases and hands out others after a restart with another range', async () => {
    await lab.lan.dhcp.restart({ range: ['198.51.100.210', '198.51.100.219'] })
    expect(lab.lan.leases()).toEqual([])
    await lab.nmcli(
      'con',
      'modify',
      OFFICE_LAN.uuid,
      'ipv4.method',
      'auto',
      'ipv4.gateway',
      '',
      'ipv4.addresses',
      '',
    )
    await lab.nmcli('con', 'up', OFFICE_LAN.uuid)
    const lease = lab.lan.leases().find(({ mac }) => mac === NIC_MAC.eth0)
    expect(lease?.address).toMatch(/^198\.51\.100\.21\d$/)
  })
})

describe('the daemons', () => {
  it('may be killed and come back', async () => {
    const { libvirtd, networkManager } = lab.daemons
    const before = libvirtd.pid
    await libvirtd.restart('SIGKILL')
    expect(libvirtd.pid).not.toBe(before)
    expect(await lab.virsh('net-list', '--name')).toContain('default')
    await networkManager.restart()
    expect(await lab.nmcli('-g', 'RUNNING', 'general')).toBe('running')
  })
})
