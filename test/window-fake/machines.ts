/** What the fake does about machines and their NICs. */
import type { MessageKey } from '../../shared/locales.ts'
import type { MachineMethods } from '../../shared/contract/machines.ts'
import type { EventName, PuenteEvents, When } from '../../shared/contract/contract.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { Machine, MachineNic, NicRef, NicSource } from '../../shared/model/machine.ts'
import { isActive } from '../../shared/model/machine.ts'
import type { NicChanges, NicSettings, NicWire } from '../../shared/model/nic-settings.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { nicPlan } from './changes.ts'
import { nic } from './things.ts'

/** What of the fake this part needs. */
export interface FakeWorld {
  now: () => Inventory
  emit: <E extends EventName>(event: E, payload: PuenteEvents[E]) => void
  wait: (times?: number) => Promise<unknown>
  setMachine: (machine: Machine) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  done: (plan: Plan) => Change
  fail: (code: ErrorCode, cause?: string) => unknown
}

const XML = `<interface type="network">
  <mac address="52:54:00:6b:3c:58"/>
  <source network="default" portid="1f6c" bridge="virbr0"/>
  <target dev="vnet0"/>
  <model type="virtio"/>
  <alias name="net0"/>
</interface>`

export function machineMethods(world: FakeWorld): MachineMethods {
  const { emit, wait, setMachine, register, done, fail } = world
  const uploads = new Map<string, 'running' | 'cancelled'>()

  const machineOf = (uuid: string): Machine => {
    const machine = world.now().machines.find((item) => item.uuid === uuid)
    if (!machine) throw fail('internal')
    return machine
  }
  const nicOf = (owner: Machine, ref: NicRef): MachineNic => {
    const found = owner.nics.find((item) => item.mac === ref.mac && item.alias === ref.alias)
    if (!found) throw fail('internal')
    return found
  }
  const bridgeOf = (network: string) =>
    world.now().networks.find((item) => item.name === network)?.bridge ?? null

  function sourceOf(wire: NicWire): NicSource {
    if (wire.type === 'user') return { type: 'other', description: 'user' }
    if (wire.type !== 'network') return wire
    return { type: 'network', network: wire.network, bridge: bridgeOf(wire.network) }
  }

  function plan(
    title: MessageKey,
    steps: MessageKey[],
    said: Record<string, string>,
    act: () => void,
  ) {
    return register(nicPlan(title, steps, said), async (shown) => {
      await wait()
      act()
      return done(shown)
    })
  }

  function replaceNic(uuid: string, ref: NicRef, change: (item: MachineNic) => MachineNic): void {
    const owner = machineOf(uuid)
    const target = nicOf(owner, ref)
    setMachine({
      ...owner,
      nics: owner.nics.map((item) => (item === target ? change(item) : item)),
    })
  }

  async function setState(uuid: string, state: Machine['state']): Promise<void> {
    await wait()
    const item = machineOf(uuid)
    const plugged = isActive({ state })
    const nics = item.nics
      .filter((one) => plugged || one.stored)
      .map((one) => ({ ...one, plugged, tap: plugged ? (one.tap ?? 'vnet9') : null }))
    setMachine({ ...item, state, nics })
  }

  function addTo(
    uuid: string,
    wire: NicWire,
    model: string,
    mac: string,
    when: string,
    forwards: MachineNic['forwards'] = [],
  ): void {
    const owner = machineOf(uuid)
    const plugged = when !== 'stored' && isActive(owner)
    const source = sourceOf(wire)
    const tap = plugged ? 'vnet7' : null
    const passt = wire.type === 'user' && ({ backend: 'passt', forwards } as const)
    const added = nic(mac, { source, plugged, stored: when !== 'now', tap, model, ...passt })
    setMachine({ ...owner, nics: [...owner.nics, added] })
  }

  const lives = (when: When, now: MessageKey, stored: MessageKey): MessageKey[] =>
    when === 'now-and-stored' ? [now, stored] : [when === 'now' ? now : stored]

  return {
    planAddNic: ({ machine, source, model, mac, when, forwards }) => {
      const given = mac ?? '52:54:00:5e:10:77'
      const network = placeOf(source)
      const said = { machine: machineOf(machine).name, network, mac: given }
      return plan('plan.add-nic', lives(when, 'step.plug-nic', 'step.store-nic'), said, () =>
        addTo(machine, source, model, given, when, forwards),
      )
    },
    planRemoveNic: ({ machine, nic: ref, when }) => {
      const said = { machine: machineOf(machine).name, mac: ref.mac, network: '' }
      return plan(
        'plan.remove-nic',
        lives(when, 'step.unplug-nic', 'step.unstore-nic'),
        said,
        () => {
          const owner = machineOf(machine)
          const gone = nicOf(owner, ref)
          setMachine({ ...owner, nics: owner.nics.filter((item) => item !== gone) })
        },
      )
    },
    planChangeNic: ({ machine, nic: ref, changes, when }) => {
      const value = changes.source?.type === 'network' ? changes.source.network : ''
      const said = { machine: machineOf(machine).name, mac: ref.mac, network: '', value }
      const first: MessageKey = value ? 'step.nic.network' : 'step.nic.linkUp-off'
      const steps = lives(when, 'step.change-nic', 'step.store-nic-change')
      return plan('plan.change-nic', [first, ...steps], said, () =>
        replaceNic(machine, ref, (item) => changed(item, changes as NicChanges, when)),
      )
    },
    planSettleNic: ({ machine, nic: ref, how }) => {
      const said = { machine: machineOf(machine).name, mac: ref.mac, network: '' }
      return plan(`plan.settle-${how}`, ['step.store-nic-change'], said, () =>
        replaceNic(machine, ref, (item) => ({ ...item, pending: [], stored: true })),
      )
    },
    planMoveMachines: ({ from: left, to: joined, when }) => {
      const [from, to] = [left, joined].map((side) => (typeof side === 'string' ? side : '')) as [
        string,
        string,
      ]
      const moved = world
        .now()
        .machines.filter((item) => item.nics.some(({ source }) => isOn(source, from)))
      const said = { from, to, machine: 'web', mac: '52:54:00:6b:3c:58', network: to }
      return plan('plan.move-machines', [`step.move-${lifeOf(when)}`], said, () => {
        const source = sourceOf(on(to))
        for (const item of moved) {
          const nics = item.nics.map((one) => (isOn(one.source, from) ? { ...one, source } : one))
          setMachine({ ...item, nics })
        }
      })
    },
    planAttachMachines: ({ machines, network, model, when }) => {
      const said = { network, machine: 'web', mac: '52:54:00:5e:10:78', count: '2' }
      return plan('plan.attach-machines', [`step.attach-${lifeOf(when)}`], said, () =>
        machines.forEach((uuid, index) =>
          addTo(uuid, on(network), model, `52:54:00:5e:10:8${index}`, when),
        ),
      )
    },
    planCloneNics: ({ from, to }) => {
      const said = { machine: machineOf(to).name, from: machineOf(from).name, mac: '', network: '' }
      return plan('plan.clone-nics', ['step.clone-nic'], said, () => undefined)
    },
    getNicModels: async () => [
      { name: 'virtio', description: null },
      { name: 'e1000e', description: 'Intel 82574L GbE Controller' },
      { name: 'rtl8139', description: null },
      { name: 'vmxnet3', description: 'VMWare Paravirtualized Ethernet v3' },
      { name: 'i82559c', description: 'Intel i82559C Ethernet' },
    ],
    getUserMode: async () => ({
      ...{ backend: 'passt', noForwards: null, lowestPort: 1024, openFiles: 8192, bridges: null },
      taken: [
        {
          ...{ protocol: 'tcp', address: null, first: 5432, last: 5432 },
          ...{ program: 'postgres', machine: null },
        },
      ],
    }),
    getStoragePools: async () => [
      {
        ...{ name: 'default', available: 84_000_000_000 },
        volumes: [
          volume('debian-13-netinst.iso', 0.7, 'iso'),
          volume('debian-13-cloud.qcow2', 3.2, 'qcow2'),
          volume('web.qcow2', 21.5, 'qcow2'),
        ],
      },
    ],
    uploadVolume: async ({ file, volume: name }) => {
      const total = 2_400_000_000
      uploads.set(file, 'running')
      await wait(0)
      for (let part = 1; part <= 8; part++) {
        emit('upload', { file, done: (total / 8) * part, total })
        await wait()
        if (uploads.get(file) === 'cancelled') throw fail('upload-cancelled')
      }
      return `/var/lib/libvirt/images/${name}`
    },
    cancelUpload: async (file) => void uploads.set(file, 'cancelled'),
    getNewMachineChoices: async () => ({ systems: ['debian12', 'fedora41', 'ubuntu24.04'] }),
    planNewMachine: (intent) => {
      const said = { machine: intent.name, network: 'default', mac: '52:54:00:5e:10:90' }
      const cards = intent.nics.map(() => 'step.new-nic' as const)
      const shown = nicPlan('plan.new-machine', ['step.new-machine', ...cards], said)
      shown.commands = [`virt-install --name ${intent.name} --memory ${intent.memoryMiB}`]
      return register(shown, async (made) => {
        await wait(3)
        return done(made)
      })
    },
    getNicDetails: async (uuid, ref) => {
      const item = nicOf(machineOf(uuid), ref)
      const settings = settingsOf(item)
      return {
        running: item.plugged ? settings : null,
        stored: item.stored ? settings : null,
        xml: { running: item.plugged ? XML : null, stored: item.stored ? XML : null },
      }
    },
    getFilterNames: async () => ['allow-arp', 'clean-traffic', 'no-mac-spoofing'],
    getMachineDefinition: async (uuid) => definitionOf(machineOf(uuid)),
    planEditMachineXml: ({ machine }) => {
      const said = { machine: machineOf(machine).name, mac: '', network: '' }
      return plan('plan.edit-machine', ['step.store-machine'], said, () => undefined)
    },
    planEditNicXml: ({ machine, nic: ref }) => {
      const said = { machine: machineOf(machine).name, mac: ref.mac, network: '' }
      return plan('plan.change-nic', ['step.store-nic-change'], said, () => undefined)
    },
    getMachineXml: async (uuid) => {
      const xml = definitionOf(machineOf(uuid))
      return { running: xml, stored: xml }
    },
    refreshMachine: async () => undefined,
    openConsole: async () => {
      throw fail('virt-viewer-missing')
    },
    setMachineNote: async (uuid, note) => {
      setMachine({ ...machineOf(uuid), note })
    },
    startMachine: (uuid) => setState(uuid, 'running'),
    shutDownMachine: (uuid) => setState(uuid, 'shut-off'),
    rebootMachine: () => wait().then(() => undefined),
    pauseMachine: (uuid) => setState(uuid, 'paused'),
    resumeMachine: (uuid) => setState(uuid, 'running'),
    forceOffMachine: async (uuid) => {
      await wait()
      throw fail('libvirt-failed', `virDomainDestroy: cannot acquire state change lock ${uuid}`)
    },
    discardSavedState: async (uuid) => {
      const { saved: _, ...rest } = machineOf(uuid)
      setMachine(rest)
    },
    setMachineAutostart: async (uuid, autostart) => {
      setMachine({ ...machineOf(uuid), autostart })
    },
  }

  function changed(item: MachineNic, changes: NicChanges, when: string): MachineNic {
    if (when === 'stored' && item.plugged) {
      return { ...item, pending: Object.keys(changes) as MachineNic['pending'] }
    }
    const { source, model, linkUp } = changes
    return {
      ...item,
      ...(source && { source: sourceOf(source) }),
      ...(model !== undefined && { model }),
      ...(linkUp !== undefined && { linkUp }),
    }
  }
}

export function isOn(source: NicSource, name: string): boolean {
  return source.type === 'network' && source.network === name
}

function definitionOf({ name, uuid }: Machine): string {
  return `<domain type="kvm">
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit="KiB">2097152</memory>
  <vcpu>2</vcpu>
  <os><type arch="x86_64" machine="q35">hvm</type></os>
  <devices>
    ${XML.replaceAll('\n', '\n    ')}
  </devices>
</domain>
`
}

function on(network: string): NicWire {
  return { type: 'network', network, portGroup: null }
}

function placeOf(wire: NicWire): string {
  const { network, bridge, device } = wire as Record<string, string | undefined>
  return network ?? bridge ?? device ?? ''
}

function lifeOf(when: When): 'both' | 'now' | 'stored' {
  return when === 'now-and-stored' ? 'both' : when
}

function settingsOf({ source, model, mac, linkUp, forwards }: MachineNic): NicSettings {
  const wire: NicWire =
    source.type === 'network'
      ? { type: 'network', network: source.network, portGroup: null }
      : source.type === 'direct'
        ? { type: 'direct', device: source.device, mode: 'bridge' }
        : source.type === 'other' && source.description === 'user'
          ? { type: 'user' }
          : source
  return {
    ...{ source: wire, model, mac, linkUp, bootOrder: null, mtu: null },
    bandwidth: { inbound: null, outbound: null },
    ...{ vlan: null, isolated: false, trustGuestRxFilters: false, filter: null, queues: null },
    forwards: forwards ?? [],
  }
}

function volume(name: string, gigabytes: number, format: string) {
  const path = `/var/lib/libvirt/images/${name}`
  return { name, path, capacity: gigabytes * 1e9, format }
}
