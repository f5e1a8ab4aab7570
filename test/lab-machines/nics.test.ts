/** Changing the NICs of real guests, as the window does it. */
import { describe, expect, it } from 'vitest'
import type { ChangeNicIntent, When } from '../../shared/contract/contract.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { MachineDriver } from '../support/machines.ts'

const WEB = '52:54:00:51:64:01'
const DB = '52:54:00:51:64:02'
const SECOND_NET = `<network><name>second</name><forward mode="nat"/><bridge name="virbr5"/>
  <ip address="10.99.5.1" netmask="255.255.255.0"><dhcp><range start="10.99.5.10" end="10.99.5.99"/></dhcp></ip></network>`

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

async function start(): Promise<void> {
  lab = await Lab.start()
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: SECOND_NET })
  await lab.virsh('net-start', 'second')
  backend = await TestBackend.start(lab)
  await backend.api.setVisible(true)
  machines = new MachineDriver(lab, backend)
}
async function stop(): Promise<void> {
  await backend.stop()
  await lab.stop()
}
useHost(start, stop)

const onNetwork = (network: string): ChangeNicIntent['changes'] => ({
  source: { type: 'network', network, portGroup: null },
})

function change(name: string, mac: string, changes: ChangeNicIntent['changes'], when: When) {
  const nic = machines.ref(name, mac)
  return machines.carryOut(
    backend.api.planChangeNic({ machine: machines.get(name).uuid, nic, changes, when }),
  )
}

describe('another network', () => {
  it('is given to a running machine without unplugging: its new lease comes from there', async () => {
    await lab.guest('web').waitForAddress('192.168.122.')
    const alias = machines.nic('web', WEB).alias
    const { id } = await change('web', WEB, onNetwork('second'), 'now-and-stored')
    expect(lab.guest('web').console()).not.toContain('eth0 gone')
    expect(machines.nic('web', WEB)).toMatchObject({
      alias,
      source: { type: 'network', network: 'second' },
      pending: [],
    })
    await machines.renewLease('web')
    const { mac } = await lab.guest('web').waitForAddress('10.99.5.')
    expect(mac).toBe(WEB)
    expect(await lab.virsh('net-dhcp-leases', 'second')).toContain(WEB)
    expect(await machines.definedXml('web')).toContain("network='second'")

    await machines.carryOut(backend.api.planUndo(id))
    expect(await machines.definedXml('web')).not.toContain("network='second'")
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress('192.168.122.')
  })

  it('waits for the next start when asked so, is shown, and then is there', async () => {
    await change('web', WEB, onNetwork('second'), 'stored')
    expect(machines.nic('web', WEB)).toMatchObject({
      pending: ['source'],
      source: { network: 'default' },
    })
    await lab.virsh('destroy', 'web')
    await backend.until(() => machines.get('web').state === 'shut-off')
    await backend.api.startMachine(machines.get('web').uuid)
    await lab.guest('web').waitForAddress('10.99.5.')
    await backend.until(() => machines.nic('web', WEB).plugged)
    expect(machines.nic('web', WEB)).toMatchObject({ pending: [], source: { network: 'second' } })
    await change('web', WEB, onNetwork('default'), 'now-and-stored')
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress('192.168.122.')
  })

  it('that waits can be applied at once, or given up', async () => {
    await lab.guest('web').waitForAddress('192.168.122.')
    await change('web', WEB, onNetwork('second'), 'stored')
    await machines.settle('web', WEB, 'discard')
    expect(machines.nic('web', WEB).pending).toEqual([])
    expect(await machines.definedXml('web')).toContain("network='default'")

    await change('web', WEB, onNetwork('second'), 'stored')
    await machines.settle('web', WEB, 'apply')
    expect(machines.nic('web', WEB)).toMatchObject({ pending: [], source: { network: 'second' } })
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress('10.99.5.')
    await change('web', WEB, onNetwork('default'), 'now-and-stored')
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress('192.168.122.')
  })
})

describe('the other settings', () => {
  it('are changed live where the hypervisor can', async () => {
    await lab.guest('db').waitForAddress('192.168.122.')
    await change('db', DB, { linkUp: false }, 'now')
    expect(machines.nic('db', DB)).toMatchObject({ linkUp: false, pending: ['linkUp'] })
    await until('the guest sees its cable pulled', async () =>
      (await lab.guest('db').run('cat /sys/class/net/eth0/carrier')).output.includes('0'),
    )
    await change('db', DB, { linkUp: true, isolated: true }, 'now-and-stored')
    expect(await lab.virsh('dumpxml', 'db')).toContain("isolated='yes'")
    expect(machines.nic('db', DB)).toMatchObject({ linkUp: true, pending: [] })
    await change('db', DB, { isolated: false }, 'now-and-stored')
  })

  it('are not stored either when the host refuses them', async () => {
    const before = await machines.definedXml('db')
    const filter = { name: 'no-mac-spoofing', parameters: [{ name: 'MAC', value: DB }] }
    // Of the filters that libvirt's own package brings the lab has none.
    const refused = change('db', DB, { filter }, 'now-and-stored')
    expect(await failureOf(refused)).toMatchObject({ code: 'filters-not-possible' })
    expect(await machines.definedXml('db')).toBe(before)
    const { id } = await change('db', DB, { filter }, 'stored')
    expect(await machines.definedXml('db')).toContain("<filterref filter='no-mac-spoofing'>")
    await machines.carryOut(backend.api.planUndo(id))
    expect(await machines.definedXml('db')).toBe(before)
  })

  it('are stored for the next start where it can’t, and the rest of the definition survives', async () => {
    const before = await machines.definedXml('db')
    const changes = {
      model: 'e1000e',
      mtu: 1400,
      vlan: { trunk: false, tags: [{ id: 42, native: null }] },
      bandwidth: { inbound: { average: 1000, peak: null, burst: null }, outbound: null },
      trustGuestRxFilters: true,
      bootOrder: 3,
    }
    const refused = backend.api.planChangeNic({
      machine: machines.get('db').uuid,
      nic: machines.ref('db', DB),
      changes,
      when: 'now-and-stored',
    })
    expect(await failureOf(refused)).toMatchObject({ code: 'nic-not-live' })
    const { bootOrder: _, ...rest } = changes
    const { id } = await change('db', DB, rest, 'stored')
    const { stored, running } = await backend.api.getNicDetails(
      machines.get('db').uuid,
      machines.ref('db', DB),
    )
    expect(stored).toMatchObject(rest)
    expect(running).toMatchObject({ model: 'virtio', mtu: null, vlan: null })
    expect(machines.nic('db', DB).pending).toEqual([
      'model',
      'mtu',
      'bandwidth',
      'vlan',
      'trustGuestRxFilters',
    ])
    await machines.carryOut(backend.api.planUndo(id))
    expect(await machines.definedXml('db')).toBe(before)
  })

  it('keep a MAC that is taken from being given twice', async () => {
    const twice = backend.api.planChangeNic({
      machine: machines.get('db').uuid,
      nic: machines.ref('db', DB),
      changes: { mac: WEB },
      when: 'stored',
    })
    expect(await failureOf(twice)).toMatchObject({ code: 'mac-taken', params: { mac: WEB } })
  })

  it('give a stored NIC another MAC, and that is not a new NIC', async () => {
    const { id } = await change('db', DB, { mac: '52:54:00:51:64:92' }, 'stored')
    expect(machines.get('db').nics).toHaveLength(1)
    expect(machines.nic('db', DB).pending).toEqual(['mac'])
    await machines.carryOut(backend.api.planUndo(id))
    expect(machines.nic('db', DB).pending).toEqual([])
  })
})

describe('taking back', () => {
  it('brings a removed NIC back with its MAC, running and stored', async () => {
    const mac = await machines.add('web', 'default', 'now-and-stored')
    const isSeen = async () =>
      (await lab.guest('web').run('cat /sys/class/net/*/address')).output.includes(mac)
    await until('the guest has it', isSeen)
    const { id } = await machines.remove('web', mac, 'now-and-stored')
    expect(await machines.definedXml('web')).not.toContain(mac)
    await machines.carryOut(backend.api.planUndo(id))
    expect(machines.nic('web', mac)).toMatchObject({ plugged: true, stored: true, pending: [] })
    expect(await lab.virsh('domiflist', 'web')).toContain(mac)
    expect(await machines.definedXml('web')).toContain(mac)
    await until('the guest has it again', isSeen, { timeoutMs: 30_000 })
    await machines.remove('web', mac, 'now-and-stored')
    await until('the guest has let it go', async () => !(await isSeen()), { timeoutMs: 30_000 })
  })

  it('is offered once', async () => {
    const { id } = await change('db', DB, { linkUp: false }, 'now-and-stored')
    await machines.carryOut(backend.api.planUndo(id))
    expect(await failureOf(backend.api.planUndo(id))).toMatchObject({ code: 'undo-unknown' })
  })
})

describe('many at once', () => {
  it('puts several machines on a network, each as it can', async () => {
    const uuids = ['web', 'old-mail'].map((name) => machines.get(name).uuid)
    const change = await machines.carryOut(
      backend.api.planAttachMachines({
        machines: uuids,
        network: 'second',
        model: 'virtio',
        when: 'now-and-stored',
      }),
    )
    try {
      expect(change.steps.map(({ text }) => text.key)).toEqual([
        'step.attach-both',
        'step.attach-stored',
      ])
      await lab.guest('web').waitForAddress('10.99.5.')
      expect(await machines.definedXml('old-mail')).toContain("network='second'")
    } finally {
      await machines.carryOut(backend.api.planUndo(change.id))
    }
    expect(await machines.definedXml('old-mail')).not.toContain("network='second'")
    expect(await lab.virsh('domiflist', 'web')).not.toContain('second')
  })

  it('moves all machines of a network to another, the running ones without unplugging', async () => {
    const plan = backend.api.planMoveMachines({
      from: 'default',
      to: 'second',
      when: 'now-and-stored',
    })
    const change = await machines.carryOut(plan)
    expect(change.steps).toHaveLength(3)
    for (const name of ['web', 'db', 'old-mail']) {
      expect(machines.get(name).nics).toMatchObject([
        { source: { network: 'second' }, pending: [] },
      ])
      expect(await machines.definedXml(name)).not.toContain("network='default'")
    }
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress('10.99.5.')
    await machines.carryOut(backend.api.planUndo(change.id))
    expect(await lab.virsh('domiflist', 'db')).toContain('default')
  })

  it('takes back what was done when one fails', async () => {
    await lab.guest('web').waitUntilUp()
    const before = await lab.virsh('domiflist', 'web')
    const attach = ['attach-interface', 'db', 'network', 'default', '--model', 'virtio', '--live']
    let full = false
    while (!full) full = (await lab.run(['virsh', ...attach], { check: false })).code !== 0
    const uuids = ['web', 'db'].map((name) => machines.get(name).uuid)
    const intent = { machines: uuids, network: 'second', model: 'virtio', when: 'now' } as const
    const failure = await failureOf(machines.carryOut(backend.api.planAttachMachines(intent)))
    expect(failure).toMatchObject({ code: 'machine-no-slot', outcome: { code: 'nics-put-back' } })
    expect(await lab.virsh('domiflist', 'web')).toBe(before)
  })

  it('gives a machine the same NICs as another, with MACs of their own', async () => {
    const change = await machines.carryOut(
      backend.api.planCloneNics({
        from: machines.get('web').uuid,
        to: machines.get('old-mail').uuid,
        when: 'stored',
      }),
    )
    const macs = machines.get('old-mail').nics.map(({ mac }) => mac)
    expect(new Set(macs).size).toBe(2)
    expect(macs).not.toContain(WEB)
    await machines.carryOut(backend.api.planUndo(change.id))
  })
})

describe('a machine', () => {
  it('is paused and goes on, and starts with the host when asked to', async () => {
    const { uuid } = machines.get('web')
    await backend.api.pauseMachine(uuid)
    await backend.until(() => machines.get('web').state === 'paused')
    await backend.api.resumeMachine(uuid)
    await backend.until(() => machines.get('web').state === 'running')
    await backend.api.setMachineAutostart(uuid, true)
    await machines.shown()
    expect(machines.get('web').autostart).toBe(true)
    expect(await lab.virsh('dominfo', 'web')).toMatch(/Autostart:\s+enable/)
    await backend.api.setMachineAutostart(uuid, false)
  })

  it('has notes, which libvirt keeps for the running and the stored machine', async () => {
    const { uuid } = machines.get('web')
    const written = 'Mail & DNS\n<of> Ana'
    await backend.api.setMachineNote(uuid, written)
    expect(machines.get('web').note).toBe(written)
    for (const which of ['--live', '--config']) {
      expect(await lab.virsh('desc', 'web', which)).toContain(written)
    }
    await backend.api.setMachineNote(uuid, '')
    expect(machines.get('web').note).toBeUndefined()
    expect(await machines.definedXml('web')).not.toContain('<description>')
  })

  it('has no console without a screen', async () => {
    const { uuid } = machines.get('web')
    expect(await failureOf(backend.api.openConsole(uuid))).toMatchObject({
      code: 'machine-no-display',
      params: { machine: 'web' },
    })
  })

  it('is read again when somebody looks: of a stored change libvirt tells nobody', async () => {
    await lab.virsh(
      ...['attach-interface', 'db', 'network', 'default'],
      ...['--mac', '52:54:00:51:64:aa', '--config'],
    )
    await backend.api.refreshMachine(machines.get('db').uuid)
    await backend.until(() => machines.get('db').nics.some(({ plugged }) => !plugged))
    await machines.settle('db', '52:54:00:51:64:aa', 'discard')
    expect(await machines.definedXml('db')).not.toContain('52:54:00:51:64:aa')
  })
})
