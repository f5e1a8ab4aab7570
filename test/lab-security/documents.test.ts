/** What comes in as text: it becomes no configuration of its own, and planning neither runs nor changes anything. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultBondOptions } from '../../shared/rules/bonds/options.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { methodNames } from '../../shared/contract/contract.ts'
import type { MethodName } from '../../shared/contract/contract.ts'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { makeImagePool } from '../support/image-pool.ts'
import { MachineDriver } from '../support/machines.ts'
import { placeName, schemaPlaces, withValue } from '../support/schema-places.ts'
import { ADDRESSES, ProgramRecord, STANDING } from './programs.ts'
import { STALE_LATER } from './stale-later.ts'
import { STALE } from './stale.ts'
import type { Others } from './stale.ts'

const [WEB] = GUESTS.map(({ mac }) => mac) as [string]
const EVIL = 'x\nconf-script=/tmp/evil\ndhcp-script=/tmp/evil'
/** All that libvirt itself writes there for the networks of this file. */
const KEYS = [
  ...['strict-order', 'user', 'pid-file', 'except-interface', 'bind-dynamic', 'interface'],
  ...['dhcp-range', 'dhcp-no-override', 'dhcp-authoritative', 'dhcp-lease-max', 'dhcp-hostsfile'],
  ...['addn-hosts', 'domain', 'expand-hosts', 'txt-record', 'srv-host', 'local', 'server'],
  ...['domain-needed', 'no-resolv', 'dhcp-option', 'enable-ra', 'ra-param', 'host-record'],
  ...['port', 'listen-address', 'bind-interfaces', 'auth-zone', 'dhcp-boot'],
]
const BASE = `<network><name>tried</name><forward mode="nat"/><bridge name="virbr66"/>
<dns><txt name="a" value="b"/></dns>
<ip address="10.66.0.1" prefix="24"><dhcp><range start="10.66.0.2" end="10.66.0.9"/></dhcp></ip></network>`

/**
 * What a plan has to ask the host: a bridge's names the addresses that it will not keep, a forward's
 * the ports that are taken and what could carry it.
 */
const READ_FOR: Record<string, string[]> = {
  planCreateBridge: [ADDRESSES],
  planChangeBridge: [ADDRESSES],
  planRemoveBridge: [ADDRESSES],
  planTakeOver: [ADDRESSES],
  planCreateTrunk: [ADDRESSES],
  planRemoveTrunk: [ADDRESSES],
  planCreateBond: [ADDRESSES],
  planChangeBond: [ADDRESSES],
  planRemoveBond: [ADDRESSES],
  planChangeInterface: [ADDRESSES],
  planRestoreInterface: [ADDRESSES],
  planAddForward: STANDING,
  planChangeForward: STANDING,
  planSwitchForward: STANDING,
  planRemoveForward: STANDING,
}

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start()
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const escaped = (xml: string) =>
  xml.replaceAll('x\nconf', 'x&#10;conf').replaceAll('evil\n', 'evil&#10;')
const network = (name: string) =>
  backend.inventory?.networks.find((item) => item.name === name) ?? expect.unreachable(name)

async function keysOf(name: string): Promise<string[]> {
  const text = await readFile(lab.path(`/var/lib/libvirt/dnsmasq/${name}.conf`), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return [...new Set(lines.map((line) => line.split('=')[0] ?? ''))]
}

/** Takes it all the way, as somebody would who agrees to anything. */
async function carriedOut(planned: Promise<Plan>): Promise<string> {
  try {
    await backend.applyAgreed((await planned).id)
    return 'done'
  } catch (error) {
    return String(error)
  }
}

describe('a line break in a network', () => {
  it('is in no configuration of dnsmasq, wherever libvirt’s schema has a place for it', async () => {
    const places = schemaPlaces('network.rng', 'network')
    const asked = { autostart: false, despiteCollision: true }
    const done: string[] = []
    for (const place of places) {
      const xml = escaped(withValue(BASE, place, EVIL))
      const outcome = await carriedOut(backend.api.planImportNetwork({ xml, ...asked }))
      if (outcome === 'done') {
        done.push(placeName(place))
        const made = place.path.at(-1) === 'name' ? null : 'tried'
        if (made) expect(KEYS, placeName(place)).toEqual(expect.arrayContaining(await keysOf(made)))
      }
      for (const name of await names()) if (name !== 'default') await remove(name)
    }
    console.log(`${places.length} places tried`)
    // A description is for people, and goes nowhere.
    expect(done.filter((name) => name !== '/network/description')).toEqual([])
    // The same without it is a network as any other.
    expect(await carriedOut(backend.api.planImportNetwork({ xml: BASE, ...asked }))).toBe('done')
    expect(KEYS).toEqual(expect.arrayContaining(await keysOf('tried')))
    await remove('tried')
  }, 300_000)

  it('is refused by the XML’s editor and by the form as well, whatever virtual port it has', async () => {
    const { uuid } = network('default')
    const { stored } = await backend.api.getNetworkDetails(uuid)
    const before = stored ?? expect.unreachable('it is stored')
    const value = '<dns><txt name="a" value="b&#10;conf-script=/tmp/evil"/></dns>'
    const xml = before.xml.replace('<ip ', `<virtualport type="openvswitch"/>${value}<ip `)
    const typed = await failureOf(
      backend.api.planEditNetworkXml({ network: uuid, xml, despiteCollision: true }),
    )
    expect(typed.code).toBe('xml-control-character')
    const dns = { ...before.definition.dns, txt: [{ name: 'a', value: EVIL }] }
    const definition = { ...before.definition, dns }
    const filled = await failureOf(
      backend.api.planEditNetwork({ network: uuid, definition, despiteCollision: true }),
    )
    expect(filled).toMatchObject({
      code: 'network-definition-invalid',
      params: { field: 'dns.txt.0.value' },
    })
  })

  it('does not pass for a network of ours either', async () => {
    const mark = '<metadata><puente:made xmlns:puente="urn:puente:1"/></metadata>'
    const xml = BASE.replace('<forward', `${mark}<forward`)
    expect(
      await carriedOut(
        backend.api.planImportNetwork({ xml, autostart: false, despiteCollision: true }),
      ),
    ).toBe('done')
    expect(await lab.virsh('net-dumpxml', 'tried', '--inactive')).not.toContain('puente')
    await remove('tried')
  })
})

describe('a plan', () => {
  it('runs nothing and changes nothing while it is made, by any method', async () => {
    const wrapper = lab.path('/tmp/emulator')
    await lab.run([
      'sh',
      '-c',
      'printf "#!/bin/sh\\ntouch /tmp/ran\\nexec qemu-system-x86_64 \\"\\$@\\"\\n" >/tmp/emulator && chmod 755 /tmp/emulator',
    ])
    const before = await state()
    const asked = await plans()
    const record = await ProgramRecord.start(lab)
    let count = 0
    try {
      for (const [method, make] of Object.entries(asked)) {
        for (const ask of make) {
          // Refused or not: it was thought about.
          const programs = await record.programsOf(() => ask().catch(() => undefined))
          const own = programs.filter(
            (line) => !READ_FOR[method]?.some((words) => line.includes(words)),
          )
          expect(own, `${method}: ${programs.join('\n')}`).toEqual([])
          count++
        }
      }
      expect(await state()).toEqual(before)
      // The record does see what libvirtd starts.
      const started = await record.programsOf(async () => {
        await lab.virsh('net-destroy', 'default')
        await lab.virsh('net-start', 'default')
      })
      expect(started.join('\n')).toContain('dnsmasq')
    } finally {
      await record.stop()
    }
    console.log(`${count} plans tried`)
    expect((await lab.run(['test', '-e', '/tmp/ran'], { check: false })).code).toBe(1)
    await backend.until(() => network('default').active)
    expect(wrapper).toContain('emulator')
  }, 300_000)

  it('of a new machine on what is no image is carried out only once the person has agreed', async () => {
    const asked = {
      ...{ name: 'fresh', memoryMiB: 64, vcpus: 1, os: null, emulated: true, nics: [] },
      disk: { type: 'none' as const },
    }
    const from = (path: string) =>
      backend.api.planNewMachine({ ...asked, install: { from: 'image', path, overlay: null } })
    for (const path of ['/etc/shadow', '/dev/null', '/proc/self/environ']) {
      const { id } = await from(path)
      expect(await failureOf(backend.api.applyPlan(id)), path).toMatchObject({
        code: 'consent-needed',
      })
    }
  })

  it('that brings back what reaches into the host is asked about again', async () => {
    const tftp = BASE.replace('<dhcp>', '<tftp root="/srv"/><dhcp>')
    const asked = { autostart: false, despiteCollision: true }
    const made = await backend.api.planImportNetwork({ xml: tftp, ...asked })
    await backend.applyAgreed(made.id)
    await backend.until(({ networks }) => networks.some(({ name }) => name === 'tried'))
    const { uuid } = network('tried')
    const agreed = async (planned: Promise<Plan>) => {
      const { id } = await planned
      expect(await failureOf(backend.api.applyPlan(id))).toMatchObject({ code: 'consent-needed' })
      return backend.applyAgreed(id)
    }
    const edit = backend.api.planEditNetworkXml({
      network: uuid,
      xml: BASE,
      despiteCollision: true,
    })
    const edited = await backend.api.applyPlan((await edit).id)
    await agreed(backend.api.planUndo(edited.id))
    const deleted = await backend.api.applyPlan(
      (await backend.api.planDeleteNetwork({ network: uuid })).id,
    )
    await agreed(backend.api.planUndo(deleted.id))
    await remove('tried')

    const machine = machines.get('old-mail').uuid
    const before = await backend.api.getMachineDefinition(machine)
    const reaching = before.replace(
      '</devices>',
      "<rng model='virtio'><backend model='egd' type='tcp'><source mode='connect' host='127.0.0.1' service='7'/></backend></rng></devices>",
    )
    const edits = (xml: string) => backend.api.planEditMachineXml({ machine, xml })
    await agreed(edits(reaching))
    const back = await backend.api.applyPlan((await edits(before)).id)
    const again = await agreed(backend.api.planUndo(back.id))
    // What goes by an undo is no question.
    await backend.api.applyPlan((await backend.api.planUndo(again.id)).id)
    expect(await backend.api.getMachineDefinition(machine)).not.toContain('egd')
  })

  it.each([...STALE, ...STALE_LATER])(
    'for %s is refused once others have changed %s',
    async (_, __, plan, change) => {
      const others: Others = { lab, backend, machines }
      const { id } = await plan(others)
      const back = await change(others)
      const failure = await failureOf(backend.applyAgreed(id))
      await back()
      expect(failure.code).toMatch(/^(plan-stale|.*-gone|.*-taken|undo-.*|machine-state)$/)
    },
  )
})

async function names(): Promise<string[]> {
  return (await lab.virsh('net-list', '--all', '--name'))
    .split('\n')
    .map((name) => name.trim())
    .filter(Boolean)
}

async function remove(name: string): Promise<void> {
  await lab.run(['virsh', '-q', 'net-destroy', '--', name], { check: false })
  await lab.run(['virsh', '-q', 'net-undefine', '--', name], { check: false })
  await backend.until(({ networks }) => !networks.some((item) => item.name === name))
}

/** What libvirt and NetworkManager have, as they say it. */
async function state(): Promise<string[]> {
  const texts: string[] = []
  for (const { name } of GUESTS) texts.push(await machines.definedXml(name))
  for (const name of await names()) texts.push(await lab.virsh('net-dumpxml', name, '--inactive'))
  texts.push(
    await lab.virsh('list', '--all', '--name'),
    await lab.nmcli('-f', 'UUID,DEVICE', 'connection', 'show'),
  )
  return texts
}

type Asks = Record<Extract<MethodName, `plan${string}`>, (() => Promise<unknown>)[]>

/** At least one question for each method of the contract that plans. */
async function plans(): Promise<Asks> {
  const { api } = backend
  const { uuid } = network('default')
  const machine = machines.get('old-mail').uuid
  const web = machines.get('web').uuid
  const nic = machines.ref('web', WEB)
  const text = await api.getMachineDefinition(machine)
  const { stored } = await api.getNetworkDetails(uuid)
  const definition = stored?.definition ?? expect.unreachable('it is stored')
  const on = { type: 'network', network: 'default', portGroup: null } as const
  const edit = (xml: string) => () => api.planEditMachineXml({ machine, xml })
  const bridge = { bridge: 'br0', options: null, addresses: null, add: ['eth1'], remove: [] }
  const details = await api.getNicDetails(web, nic)
  const asked = { autostart: false, despiteCollision: true }
  const wish = {
    ...({ protocol: 'tcp', engine: 'auto' } as const),
    ...{ address: null, port: 8080, toPort: 80 },
  } as const
  const bond = { name: 'bond0', nics: ['eth0'], options: defaultBondOptions }
  const nothingOfIt = { options: null, add: [], remove: [] }
  const off = { method: 'none' as const, addresses: [], gateway: null }
  const settings = {
    interface: 'eth0',
    settings: { ipv4: off, ipv6: off, dns: [], search: [], routes: [], mtu: 1400 },
  }
  const trunk = { nic: 'eth1', vlans: [{ id: 10, bridge: 'br10', network: 'vlan10' }] }
  const slice = { nic: 'eth0', slice: '198.51.100.224/28', name: 'part', bridge: 'virbr5' }
  const drawn = {
    networks: [{ uuid: randomUUID(), name: 'drawn', kind: 'very-isolated' as const }],
    machines: [{ name: 'web', nics: [{ mac: WEB, to: { network: 'drawn' } }] }],
  }
  const image = await makeImagePool(lab)
  const all: Asks = {
    planOpenLab: [() => api.planOpenLab({ from: 'classroom', copies: 2, image })],
    planDrawnLab: [() => api.planDrawnLab(drawn)],
    planNames: [() => api.planNames({ machine: web, nic, on: true, domain: null })],
    planAddLanSlice: [() => api.planAddLanSlice(slice)],
    planCreateBridge: [() => api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'lan' })],
    planCreateBond: [() => api.planCreateBond(bond)],
    planChangeBond: [() => api.planChangeBond({ ...nothingOfIt, bond: 'bond0' })],
    planRemoveBond: [() => api.planRemoveBond({ bond: 'bond0' })],
    planChangeInterface: [() => api.planChangeInterface(settings)],
    planRestoreInterface: [() => api.planRestoreInterface({ interface: 'eth0' })],
    planCreateTrunk: [() => api.planCreateTrunk(trunk)],
    planRemoveTrunk: [() => api.planRemoveTrunk({ nic: trunk.nic })],
    planRemoveBridge: [() => api.planRemoveBridge({ bridge: 'virbr0' })],
    planChangeBridge: [() => api.planChangeBridge(bridge)],
    planTakeOver: [() => api.planTakeOver({ id: uuid, how: 'keep' })],
    planUseBridge: [() => api.planUseBridge({ bridge: 'virbr0', network: 'also' })],
    planAddNic: [
      () => api.planAddNic({ machine, source: on, model: 'virtio', mac: null, when: 'stored' }),
    ],
    planRemoveNic: [() => api.planRemoveNic({ machine: web, nic, when: 'now-and-stored' })],
    planChangeNic: [
      () =>
        api.planChangeNic({
          machine: web,
          nic,
          changes: { linkUp: false },
          when: 'now-and-stored',
        }),
    ],
    planSettleNic: [() => api.planSettleNic({ machine: web, nic, how: 'apply' })],
    planMoveMachines: [
      () => api.planMoveMachines({ from: 'default', to: 'default', when: 'stored' }),
    ],
    planAttachMachines: [
      () =>
        api.planAttachMachines({
          machines: [machine],
          network: 'default',
          model: 'virtio',
          when: 'stored',
        }),
    ],
    planCloneNics: [() => api.planCloneNics({ from: web, to: machine, when: 'stored' })],
    planNewMachine: [
      () =>
        api.planNewMachine({
          ...{ name: 'fresh', memoryMiB: 64, vcpus: 1, os: null, emulated: true },
          ...{ install: { from: 'network' }, disk: { type: 'none' }, nics: [] },
        }),
    ],
    planEditMachineXml: [
      edit(text.replace('<devices>', '<devices><emulator>/tmp/emulator</emulator>')),
      edit(text.replace(/<emulator>.*?<\/emulator>/, '<emulator>/tmp/emulator</emulator>')),
      edit(text.replace(/type='qemu'/, "type='kvm'").replace(/arch='x86_64'/, "arch='aarch64'")),
      edit(
        text.replace(
          '</devices>',
          "<interface type='ethernet'><script path='/tmp/emulator'/></interface></devices>",
        ),
      ),
      edit(text.replace('</devices>', '<nonsense/></devices>')),
    ],
    planEditNicXml: [
      () => {
        const xml = (details.xml.stored ?? '').replace(
          '</interface>',
          "<script path='/tmp/emulator'/></interface>",
        )
        return api.planEditNicXml({ machine: web, nic, xml, when: 'stored' })
      },
    ],
    planCreateNetwork: [
      () =>
        api.planCreateNetwork({
          definition: { ...definition, name: 'n', bridge: 'virbr9', mac: null },
          copyOf: uuid,
          ...asked,
        }),
    ],
    planImportNetwork: [() => api.planImportNetwork({ xml: BASE, ...asked })],
    planEditNetwork: [
      () => api.planEditNetwork({ network: uuid, definition, despiteCollision: true }),
    ],
    planEditNetworkXml: [
      () =>
        api.planEditNetworkXml({ network: uuid, xml: stored?.xml ?? '', despiteCollision: true }),
    ],
    planReserveAddress: [
      () =>
        api.planReserveAddress({ network: uuid, mac: WEB, address: '192.168.122.9', name: null }),
    ],
    planRestartNetwork: [() => api.planRestartNetwork({ network: uuid })],
    planDeleteNetwork: [() => api.planDeleteNetwork({ network: uuid })],
    planAddForward: [() => api.planAddForward({ machine: web, nic, ...wish })],
    planChangeForward: [() => api.planChangeForward({ forward: '00000000', ...wish })],
    planSwitchForward: [() => api.planSwitchForward({ forward: '00000000', on: true })],
    planRemoveForward: [() => api.planRemoveForward('00000000')],
    planSetNicRules: [
      () => api.planSetNicRules({ machine: web, nic, rules: { allow: 'internet' } }),
    ],
    planSetNetworkRules: [
      () => api.planSetNetworkRules({ network: uuid, rules: { allow: 'internet' } }),
    ],
    planSetConditions: [
      () => api.planSetConditions({ machine: web, nic, conditions: null, keep: false }),
    ],
    planUnplug: [() => api.planUnplug({ machine: web, nic, seconds: 5 })],
    planUndo: [() => api.planUndo('none')],
    planWiringBack: [() => api.planWiringBack('none')],
    planFix: [() => api.planFix('none')],
  }
  expect(Object.keys(all).sort()).toEqual(
    methodNames.filter((name) => name.startsWith('plan')).sort(),
  )
  return all
}
