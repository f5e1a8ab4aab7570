import { describe, expect, it } from 'vitest'
import type { When } from '../../shared/contract/contract.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'

let lab: Lab
let backend: TestBackend

async function start(): Promise<void> {
  lab = await Lab.start()
  backend = await TestBackend.start(lab)
  await backend.api.setVisible(true)
}
async function stop(): Promise<void> {
  await backend.stop()
  await lab.stop()
}
useHost(start, stop)

const machine = (name: string) => {
  const found = backend.inventory?.machines.find((item) => item.name === name)
  if (!found) throw new Error(`no machine ${name}`)
  return found
}

async function addNic(name: string, network: string, when: When): Promise<string> {
  const before = machine(name).nics.map(({ mac }) => mac)
  const source = { type: 'network', network, portGroup: null } as const
  const intent = { machine: machine(name).uuid, source, model: 'virtio', mac: null, when } as const
  const plan = await backend.api.planAddNic(intent)
  await backend.api.applyPlan(plan.id)
  await backend.until(() => machine(name).nics.length > before.length)
  const added = machine(name).nics.find(({ mac }) => !before.includes(mac))
  return added?.mac ?? expect.unreachable('the NIC did not appear')
}

async function removeNic(name: string, mac: string, when: When): Promise<void> {
  const { alias, slot } = machine(name).nics.find((item) => item.mac === mac) ?? {}
  const nic = { mac, alias: alias ?? null, slot: slot ?? null }
  const intent = { machine: machine(name).uuid, nic, when }
  const plan = await backend.api.planRemoveNic(intent)
  await backend.api.applyPlan(plan.id)
}

/** MACs that libvirt itself lists, in the running machine or in its stored definition. */
async function macs(name: string, ...which: string[]): Promise<string[]> {
  const text = await lab.virsh('domiflist', name, ...which)
  return [...text.matchAll(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g)].map(([mac]) => mac)
}

const hostBridge = () => backend.inventory?.networks.find(({ name }) => name === 'host-bridge')

/** br0 with its network, made where it is not there: each test can be the first one of a host. */
async function makeBridge(): Promise<void> {
  if (hostBridge()) return
  const intent = { nic: 'eth0', name: 'br0', network: 'host-bridge' }
  const plan = await backend.api.planCreateBridge(intent)
  const change = await backend.api.applyPlan(plan.id)
  await backend.api.keepChange(change.id)
  await backend.until(() => hostBridge()?.active)
}

/** @returns the MAC of the NIC that `web` has on br0, plugged in where it has none */
async function plugWebIn(): Promise<string> {
  await makeBridge()
  const there = machine('web').nics.find(
    ({ source }) => source.type === 'network' && source.network === 'host-bridge',
  )
  if (there?.mac) return there.mac
  await lab.guest('web').waitUntilUp()
  return addNic('web', 'host-bridge', 'now-and-stored')
}

describe('the main job, without the window', () => {
  it('makes br0 and its libvirt network', async () => {
    await makeBridge()
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
    expect(hostBridge()).toMatchObject({ kind: 'bridged', bridge: 'br0', madeByPuente: true })
    await until('it is started with the host', async () =>
      (await lab.virsh('net-info', 'host-bridge')).includes('Autostart:      yes'),
    )
  })

  it('plugs a NIC into a running machine, which leases from the LAN', async () => {
    const mac = await plugWebIn()
    expect(await macs('web')).toContain(mac)
    expect(await macs('web', '--inactive')).toContain(mac)
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    expect(leased.mac).toBe(mac)
    expect(lab.lan.leases()).toContainEqual(
      expect.objectContaining({ mac, address: leased.address }),
    )
    const { tap } = machine('web').nics.find((nic) => nic.mac === mac) ?? {}
    const [link] = await lab.ip<{ master: string }>('link', 'show', tap ?? '')
    expect(link?.master).toBe('br0')
  })

  it('finds the address that the LAN gave the machine', async () => {
    const mac = await plugWebIn()
    await lab.guest('web').waitForAddress('198.51.100.')
    await backend.api.findAddresses('br0')
    const address = () => machine('web').nics.find((nic) => nic.mac === mac)?.addresses[0]
    await backend.until(address)
    const { address: leased } = await lab.guest('web').waitForAddress('198.51.100.')
    expect(address()).toEqual({ address: leased, prefix: null, from: 'arp' })
  })

  it('sees who is known by IPv6', async () => {
    const mac = await plugWebIn()
    const address = '2001:db8:51:64::77'
    await lab.run(['ip', '-6', 'neigh', 'replace', address, 'lladdr', mac, 'dev', 'br0'])
    const addresses = () => machine('web').nics.find((nic) => nic.mac === mac)?.addresses ?? []
    await backend.until(() => addresses().some((known) => known.address === address))
    expect(addresses()).toContainEqual({ address, prefix: null, from: 'arp' })
  })

  it('shows the addresses that libvirt leased', async () => {
    await backend.until(() =>
      machine('web').nics[0]?.addresses.some(({ from }) => from === 'lease'),
    )
    expect(machine('web').nics[0]?.addresses[0]?.address).toMatch(/^192\.168\.122\./)
  })

  it('will not stop a network under its machines without saying so', async () => {
    await plugWebIn()
    const stopped = backend.api.stopNetwork(hostBridge()?.uuid ?? '', { force: false })
    await expect(stopped).rejects.toMatchObject({
      data: { code: 'network-in-use', params: { machines: 'web' } },
    })
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
  })

  it('names the machines that lose their network when the bridge is removed', async () => {
    await plugWebIn()
    const plan = await backend.api.planRemoveBridge({ bridge: 'br0' })
    const warning = plan.warnings.find(({ key }) => key === 'warning.machines-cut')
    expect(warning?.params).toMatchObject({ bridge: 'br0', machines: 'web' })
  })

  it('takes the NIC out of the running and the stored machine', async () => {
    const mac = await plugWebIn()
    await removeNic('web', mac, 'now-and-stored')
    expect(await macs('web')).not.toContain(mac)
    expect(await macs('web', '--inactive')).not.toContain(mac)
    await backend.until(() => !machine('web').nics.some((nic) => nic.mac === mac))
  })

  it('removes the bridge with the network that was made for it', async () => {
    await makeBridge()
    const plan = await backend.api.planRemoveBridge({ bridge: 'br0' })
    const change = await backend.api.applyPlan(plan.id)
    await backend.api.keepChange(change.id)
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
    await backend.until(({ networks }) => !networks.some(({ name }) => name === 'host-bridge'))
  })
})

describe('a NIC of a machine', () => {
  it('is stored only, when asked so, and shown as from the next start', async () => {
    const mac = await addNic('db', 'default', 'stored')
    expect(await macs('db')).not.toContain(mac)
    expect(await macs('db', '--inactive')).toContain(mac)
    expect(machine('db').nics.find((nic) => nic.mac === mac)).toMatchObject({
      plugged: false,
      stored: true,
    })
    await removeNic('db', mac, 'stored')
    expect(await macs('db', '--inactive')).not.toContain(mac)
  })

  it('is plugged in only now, when asked so, and shown as gone at the next start', async () => {
    await lab.guest('db').waitUntilUp()
    const mac = await addNic('db', 'default', 'now')
    expect(await macs('db', '--inactive')).not.toContain(mac)
    expect(machine('db').nics.find((nic) => nic.mac === mac)).toMatchObject({
      plugged: true,
      stored: false,
    })
    await removeNic('db', mac, 'now')
    expect(await macs('db')).not.toContain(mac)
  })

  it('is not plugged into a machine that is off', async () => {
    const intent = {
      machine: machine('old-mail').uuid,
      source: { type: 'network', network: 'default', portGroup: null },
      model: 'virtio',
      mac: null,
      when: 'now',
    } as const
    const plan = backend.api.planAddNic(intent)
    await expect(plan).rejects.toMatchObject({ data: { code: 'machine-state' } })
  })
})

describe('what others do', () => {
  it('shows a network that virsh defines, starts, stops and undefines', async () => {
    const xml = '<network><name>made-by-virsh</name><bridge name="virbr9"/></network>'
    const network = () => backend.inventory?.networks.find(({ name }) => name === 'made-by-virsh')
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: xml })
    await backend.until(network, 1_000)
    expect(network()).toMatchObject({ kind: 'very-isolated', active: false })
    await lab.virsh('net-start', 'made-by-virsh')
    await backend.until(() => network()?.active, 1_000)
    await lab.virsh('net-destroy', 'made-by-virsh')
    await backend.until(() => network()?.active === false, 1_000)
    await lab.virsh('net-undefine', 'made-by-virsh')
    await backend.until(() => !network(), 1_000)
  })

  it('shows an interface that nmcli makes and deletes', async () => {
    const bridge = () => backend.inventory?.interfaces.find(({ name }) => name === 'br7')
    const add = ['connection', 'add', 'type', 'bridge', 'ifname', 'br7', 'con-name', 'br7']
    await lab.nmcli(...add, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
    await backend.until(bridge, 1_000)
    expect(bridge()).toMatchObject({ kind: 'bridge', madeByPuente: null })
    await lab.nmcli('connection', 'delete', 'br7')
    await backend.until(() => !bridge(), 1_000)
  })

  it('follows a machine that is started and destroyed', async () => {
    await lab.virsh('start', 'old-mail')
    await backend.until(() => machine('old-mail').state === 'running')
    await lab.virsh('destroy', 'old-mail')
    await backend.until(() => machine('old-mail').state === 'shut-off')
  })

  it('follows a guest that gives its NIC another MAC', async () => {
    const web = lab.guest('web')
    await web.waitUntilUp()
    const [given, own] = ['52:54:00:aa:00:01', '52:54:00:aa:00:02']
    const input = `<interface type="network" trustGuestRxFilters="yes"><mac address="${given}"/>
      <source network="default"/><model type="virtio"/><rom enabled="no"/></interface>`
    const attach = 'cat >/run/lab/nic.xml; virsh -q attach-device web /run/lab/nic.xml --live'
    await lab.run(['sh', '-c', attach], { input })
    await backend.until(() => machine('web').nics.some(({ mac }) => mac === given))
    const set = `dev=$(grep -l ${given} /sys/class/net/*/address | cut -d/ -f5); ip link set $dev address ${own} up`
    await until('the guest has it', async () => (await web.run(set)).code === 0, {
      timeoutMs: 60_000,
    })
    // libvirt knows since 11.2, and says so in the machine's XML.
    const isTold = () => lab.virsh('dumpxml', 'web').then((xml) => xml.includes('currentAddress'))
    const [major = 0, minor = 0] = (await lab.virsh('--version')).split('.').map(Number)
    if (major > 11 || (major === 11 && minor >= 2)) {
      await until('libvirt has heard', isTold)
      await backend.until(() => machine('web').nics.some(({ guestMac }) => guestMac === own))
    }
    await lab.virsh('detach-interface', 'web', 'network', '--mac', given, '--live')
    await backend.until(() => machine('web').nics.every(({ mac }) => mac !== given))
  })

  it('says that libvirtd is gone, and reads everything again when it is back', async () => {
    await lab.daemons.libvirtd.stop('SIGKILL')
    await backend.until(({ services }) => services.libvirt.status !== 'connected')
    await lab.daemons.libvirtd.start()
    await backend.until(({ services }) => services.libvirt.status === 'connected', 30_000)
    expect(machine('web').state).toBe('running')
  })
})

describe('an ordinary user without rights', () => {
  it('may look at libvirt, and is refused the rest with a sentence', async () => {
    await lab.polkit.revoke('org.libvirt.unix.manage')
    await using looking = await TestBackend.start(lab)
    const { services, machines } = looking.inventory ?? expect.unreachable('nothing was read')
    expect(services.libvirt).toMatchObject({ status: 'connected', readOnly: true })
    expect(machines.length).toBe(3)
    const [first] = machines
    const start = looking.api.forceOffMachine(first?.uuid ?? '')
    await expect(start).rejects.toMatchObject({ data: { code: 'libvirt-read-only' } })
    await lab.polkit.grant('org.libvirt.unix.manage')
  })
})
