/** A new machine through virt-install, started from the network by a real boot loader. */
import { describe, expect, it } from 'vitest'
import type { NewMachineIntent } from '../../shared/contract/contract.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { makeImagePool } from '../support/image-pool.ts'
import { MachineDriver } from '../support/machines.ts'

/** What the lab's guest is started with, for the boot loader in QEMU's own NICs. */
const BOOT = `#!ipxe
kernel vmlinuz console=ttyS0 quiet hostname=fresh
initrd initrd.img
boot
`
const BOOT_NET = `<network><name>boot</name><forward mode="nat"/><bridge name="virbr5"/>
  <ip address="10.99.5.1" netmask="255.255.255.0"><tftp root="/run/lab/tftp"/>
  <dhcp><range start="10.99.5.10" end="10.99.5.99"/><bootp file="boot.ipxe"/></dhcp></ip></network>`
const MAC = '52:54:00:51:64:b1'

/** One that is there before, and off. */
const OLD_MAC = '52:54:00:51:64:d0'
const OLD = `<domain type="qemu"><name>old</name><memory>65536</memory><os><type>hvm</type></os>
  <devices><interface type="network"><mac address="${OLD_MAC}"/><source network="default"/></interface></devices></domain>`

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

useHost(
  async () => {
    lab = await Lab.start({ guests: false })
    const serve = 'mkdir -p /run/lab/tftp && cp /var/lib/libvirt/boot/* /run/lab/tftp/'
    await lab.run(
      ['sh', '-c', `${serve} && cat >/run/lab/tftp/boot.ipxe && chmod -R a+rX /run/lab/tftp`],
      {
        input: BOOT,
      },
    )
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: BOOT_NET })
    await lab.virsh('net-start', 'boot')
    await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input: OLD })
    backend = await TestBackend.start(lab)
    machines = new MachineDriver(lab, backend)
    const bridge = await backend.api.planCreateBridge({
      nic: 'eth0',
      name: 'br0',
      network: 'host-bridge',
    })
    const change = await backend.api.applyPlan(bridge.id)
    await backend.api.keepChange(change.id)
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

const on = (network: string) => ({ type: 'network' as const, network, portGroup: null })

const intent: NewMachineIntent = {
  name: 'fresh',
  memoryMiB: 256,
  vcpus: 1,
  os: null,
  emulated: true,
  install: { from: 'network' },
  disk: { type: 'none' },
  nics: [
    { source: on('boot'), model: 'virtio', mac: MAC },
    { source: on('default'), model: 'virtio', mac: null },
    { source: on('host-bridge'), model: 'virtio', mac: null },
  ],
}

describe('a new machine', () => {
  it('can be any system that virt-install knows', async () => {
    const { systems } = await backend.api.getNewMachineChoices()
    expect(systems).toContain('debian11')
    expect(systems.length).toBeGreaterThan(100)
  })

  it('with three NICs on three networks boots and leases on each', async () => {
    await backend.until(({ networks }) =>
      networks.some(({ name, active }) => name === 'host-bridge' && active),
    )
    const plan = await backend.api.planNewMachine(intent)
    expect(plan.commands[0]).toContain(`--network network=boot,model=virtio,mac=${MAC}`)
    await backend.api.applyPlan(plan.id)
    await backend.until(() => machines.find('fresh')?.state === 'running')
    const { nics } = machines.get('fresh')
    expect(nics.map(({ source }) => source)).toMatchObject([
      { network: 'boot' },
      { network: 'default' },
      { network: 'host-bridge' },
    ])
    // The boot loader asks on the first alone: leases on all three are the system's own.
    const [, second, third] = nics.map(({ mac }) => mac)
    const leases = (network: string) => lab.virsh('net-dhcp-leases', network)
    const patient = { timeoutMs: 100_000 }
    await until(
      'it leases on the default network',
      async () => (await leases('default')).includes(second ?? '-'),
      patient,
    )
    await until(
      'it leases on the LAN',
      () => lab.lan.leases().some(({ mac }) => mac === third),
      patient,
    )
    await until('it leases on the first', async () => /fresh/.test(await leases('boot')), patient)
    expect(await leases('boot')).toContain(MAC)
  })

  it('of a name or with a MAC that is taken is refused before anything is made', async () => {
    const [first = expect.unreachable('it has NICs')] = intent.nics
    const again = { ...intent, name: 'old', nics: [] }
    expect(await failureOf(backend.api.planNewMachine(again))).toMatchObject({
      code: 'machine-name-taken',
    })
    const twice = { ...intent, name: 'second', nics: [{ ...first, mac: OLD_MAC }] }
    expect(await failureOf(backend.api.planNewMachine(twice))).toMatchObject({ code: 'mac-taken' })
  })

  it('from an image that stays as it is writes to a disk of its own over it', async () => {
    const image = await makeImagePool(lab)
    const before = await lab.run(['sha256sum', image])
    const pools = () => backend.api.getStoragePools()
    const [pool] = await pools()
    expect(pool).toMatchObject({ name: 'default', volumes: [{ name: 'base.qcow2', path: image }] })
    const plan = await backend.api.planNewMachine({
      ...{ ...intent, name: 'copy', nics: [], disk: { type: 'none' } },
      install: { from: 'image', path: image, overlay: { sizeGiB: 1 } },
    })
    await backend.api.applyPlan(plan.id)
    await backend.until(() => machines.find('copy')?.state === 'running')
    const own = (await pools())[0]?.volumes.find(({ name }) => name.startsWith('copy'))
    expect(own).toMatchObject({ format: 'qcow2', capacity: 1024 ** 3 })
    expect(await lab.virsh('dumpxml', 'copy')).toContain(`<source file='${own?.path}'`)
    expect(await lab.virsh('vol-dumpxml', own?.path ?? '')).toContain(`<path>${image}</path>`)
    expect((await lab.run(['sha256sum', image])).stdout).toBe(before.stdout)
  })

  it('that virt-install refuses is told in its own words', async () => {
    const plan = await backend.api.planNewMachine({
      ...intent,
      name: 'no-medium',
      install: { from: 'iso', path: '/nowhere/medium.iso' },
      nics: [],
    })
    const failure = await failureOf(backend.api.applyPlan(plan.id))
    expect(failure).toMatchObject({ code: 'virt-install-failed' })
    expect(failure.cause).toContain('/nowhere/medium.iso')
    expect(await lab.virsh('list', '--all', '--name')).not.toContain('no-medium')
  })

  it.each(['x;reboot', '--help', 'a b', '$(id)'])('is not called %s', async (name) => {
    const failure = await failureOf(backend.api.planNewMachine({ ...intent, name }))
    expect(failure).toMatchObject({ code: 'bad-request' })
  })
})
