import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from './lab.ts'
import { NIC_MAC, ROUTER } from './lan.ts'
import { OFFICE_LAN } from './workstation.ts'

let lab: Lab
let startMs = 0

beforeAll(async () => {
  const before = performance.now()
  lab = await Lab.start()
  startMs = performance.now() - before
})

afterAll(() => lab.stop())

describe('the workstation', () => {
  it('is up within 15 seconds', () => {
    expect(startMs).toBeLessThan(15_000)
  })

  it('has its address, route and resolver from the DHCP server of the LAN', async () => {
    const lease = lab.lan.leases().find(({ mac }) => mac === NIC_MAC.eth0)
    expect(await lab.snapshotHost()).toEqual({
      addresses: [`${lease?.address}/24`],
      defaultRoutes: [`via ${ROUTER} metric 100`],
      routes: [],
      dns: [ROUTER],
      macs: NIC_MAC,
    })
  })

  it('has NICs of its own only, and a LAN without a way out', async () => {
    const links = await lab.ip<{ ifname: string }>('link')
    const names = links.map(({ ifname }) => ifname).filter((name) => !/^(lo|vnet)/.test(name))
    expect(names).toEqual(['eth0', 'eth1', 'virbr0'])
    const { stdout } = await lab.run(['ip', 'route', 'show', 'default'], { where: 'lan' })
    expect(stdout).toBe('')
  })

  it('has the machines and the network of a normal libvirt host', async () => {
    expect(await lab.virsh('net-list', '--autostart', '--name')).toContain('default')
    expect(await lab.guest('web').state()).toBe('running')
    expect(await lab.guest('db').state()).toBe('running')
    expect(await lab.guest('old-mail').state()).toBe('shut off')
  })
})

describe('guests', () => {
  it('on the NAT network get an address and reach their host', async () => {
    const nics = await Promise.all(
      ['web', 'db'].map((name) => lab.guest(name).waitForAddress('192.168.122.')),
    )
    expect(new Set(nics.map(({ address }) => address)).size).toBe(2)
    expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
    expect(await lab.guest('web').ping('192.168.122.99')).toBe(false)
  })

  it('start, and shut down when the power button is pressed', async () => {
    const mail = lab.guest('old-mail')
    await lab.virsh('start', 'old-mail')
    await mail.waitUntilUp()
    await lab.virsh('shutdown', 'old-mail')
    await expect.poll(() => mail.state(), { timeout: 20_000 }).toBe('shut off')
  })
})

describe('bridging', () => {
  it('keeps the address, and a NIC plugged in live leases from the LAN; then all is undone', async () => {
    const before = await lab.snapshotHost()
    const [address = ''] = before.addresses
    const probe = await lab.lan.probe(address.split('/')[0] ?? '')
    const mac = NIC_MAC.eth0
    const bridge = ['type', 'bridge', 'con-name', 'br0', 'ifname', 'br0', 'stp', 'no']
    const same = ['cloned-mac', mac, 'ipv4.route-metric', '100']
    await lab.nmcli('con', 'add', ...bridge, 'autoconnect', 'no', ...same)
    const port = ['type', 'ethernet', 'con-name', 'br0-eth0', 'ifname', 'eth0', 'master', 'br0']
    await lab.nmcli('con', 'add', ...port, 'autoconnect', 'no')
    await lab.nmcli('con', 'up', 'br0-eth0')
    await expect.poll(async () => (await lab.snapshotHost()).addresses).toEqual([address])
    const { gapMs, sent, lost } = await probe.stop()
    expect(sent).toBeGreaterThan(5)
    expect(lost).toBeLessThan(sent)
    expect(gapMs).toBeLessThan(2_000)

    const nic = ['--type', 'bridge', '--source', 'br0', '--model', 'virtio']
    await lab.virsh('attach-interface', 'web', ...nic, '--mac', '52:54:00:00:00:99', '--live')
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    const lease = lab.lan.leases().find((one) => one.mac === '52:54:00:00:00:99')
    expect(lease).toMatchObject({ address: leased.address, hostname: 'web' })
    await lab.virsh('detach-interface', 'web', 'bridge', '--mac', '52:54:00:00:00:99', '--live')
    await expect.poll(() => lab.virsh('domiflist', 'web'), { timeout: 20_000 }).not.toContain('br0')

    await lab.nmcli('con', 'delete', 'br0-eth0', 'br0')
    await lab.nmcli('con', 'up', OFFICE_LAN.uuid)
    await expect.poll(() => lab.snapshotHost()).toEqual(before)
  })
})
