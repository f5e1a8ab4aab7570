/** An ordinary user without any right: a machine made, networked in user mode, reached by forwards. */
import { describe, expect, it } from 'vitest'
import { chosenHost } from '../../build/setup/host/hosts.mjs'
import type { NewMachineIntent } from '../../shared/contract/contract.ts'
import type { PortForward } from '../../shared/model/port-forward.ts'
import { everyPort } from '../../shared/rules/every-port.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import {
  addressOfHost,
  COUNT_UDP,
  fetchFrom,
  openFromLan,
  sendFromLan,
} from '../support/from-lan.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { MachineDriver } from '../support/machines.ts'

const NAME = 'own'
const MAC = '52:54:00:51:64:61'
/** Debian has taken passt out of the libvirt 9.0 of its release 12. */
const FORWARDS = chosenHost().name !== 'debian12'
/** Those for administrators, and around the forwards. */
const SPANS: [number, number][] = [
  [1, 1100],
  [5250, 5400],
  [8000, 8200],
]
const NAT =
  '<network><name>nat</name><forward mode="nat"/><bridge name="virbr9"/><ip address="10.99.9.1" prefix="24"/></network>'
const SESSION = ['virsh', '-q', '-c', 'qemu:///session']

const forward = (
  protocol: 'tcp' | 'udp',
  port: number,
  to: number,
  address: string | null = null,
) => ({
  ...{ protocol, address, device: null, except: [] },
  ranges: [{ first: port, last: port, to }],
})
const WEB = forward('tcp', 8080, 80)
const DATA = forward('udp', 5300, 5353)
/** For this host alone. */
const OWN = forward('tcp', 8081, 80, '127.0.0.1')

const intent = (forwards: PortForward[]): NewMachineIntent => ({
  ...{ name: NAME, memoryMiB: 96, vcpus: 1, os: null, emulated: true },
  ...{ install: { from: 'network' }, disk: { type: 'none' } },
  nics: [
    {
      ...{ source: { type: 'user' }, model: 'virtio', mac: MAC },
      ...(forwards.length > 0 && { forwards }),
    },
  ],
})

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

async function start(): Promise<void> {
  lab = await Lab.start({ guests: false })
  await lab.polkit.write([])
  // As the shell starts it for a connection beside the system's own.
  backend = await TestBackend.start(lab, { args: ['qemu:///session'] })
  machines = new MachineDriver(lab, backend)
  await sessionFed(['net-define'], NAT)
  await backend.until(({ networks }) => networks.length > 0)
}
async function stop(): Promise<void> {
  await backend.stop()
  await lab.stop()
}
useHost(start, stop)

const session = async (...words: string[]) =>
  (await lab.run([...SESSION, ...words], { user: 'alex' })).stdout

/** What is fed to it is a socket, which virsh can't open by its name. */
const sessionFed = (words: string[], input: string) =>
  lab.run(['sh', '-c', `cat | ${[...SESSION, ...words].join(' ')} /dev/stdin`], {
    ...{ user: 'alex', input },
  })

/** Ports that a program of any user's listens on, on an address that others can reach. */
async function openPorts(): Promise<string[]> {
  const { stdout } = await lab.run(['ss', '-Htuln'])
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [protocol = '', , , , local = ''] = line.trim().split(/\s+/)
      const [, address = '', port] = /^(.*):(\d+)$/.exec(local) ?? []
      return port === undefined || /%virbr|^127\.|^\[::1\]|^192\.168\.122\./.test(address)
        ? []
        : [`${protocol} ${port}`]
    })
    .sort()
}

/** With the lab's own system instead of a medium, and a console to look at. */
async function giveSystem(): Promise<void> {
  await lab.run([
    ...['sh', '-c'],
    `chmod 1777 /run/lab/console && install -o alex -m 644 /dev/null /run/lab/log/guest-${NAME}.log`,
  ])
  const boot = '/opt/puente/.cache/guest'
  const xml = (await session('dumpxml', '--inactive', NAME))
    .replace(
      /<boot dev=.*?\/>/g,
      `<kernel>${boot}/vmlinuz</kernel><initrd>${boot}/initrd.img</initrd><cmdline>console=ttyS0 quiet hostname=${NAME}</cmdline>`,
    )
    .replace(/<bootmenu[^>]*>/, '')
    .replace(/<(serial|console) [^]*<\/\1>/g, '')
    .replace(
      '</devices>',
      `<serial type="unix"><source mode="bind" path="/run/lab/console/${NAME}.sock"/><log file="/run/lab/log/guest-${NAME}.log" append="on"/></serial></devices>`,
    )
  await sessionFed(['define'], xml)
  await backend.api.refreshMachine(machines.get(NAME).uuid)
}

/** A server of the host's own, on every address. */
async function serveOnHost(port: number): Promise<AsyncDisposable & { says: string }> {
  const says = 'hello from the host'
  const program = `require('node:http').createServer((_, to) => to.end('${says}')).listen(${port})`
  const server = lab.spawn(['node', '-e', program], { stdio: 'ignore' })
  await until('it listens', async () => (await openPorts()).includes(`tcp ${port}`))
  return { says, [Symbol.asyncDispose]: async () => void server.kill() }
}

/** Another one than libvirt's, for `qemu-bridge-helper` to be asked about. */
async function addBridge(): Promise<void> {
  const there = await lab.run(['ip', 'link', 'show', 'br7'], { check: false })
  if (there.code !== 0) await lab.run(['ip', 'link', 'add', 'br7', 'type', 'bridge'])
}

/** The machine with its forwards, made and running where it is not there. */
async function makeMachine(): Promise<void> {
  if (machines.find(NAME)) return
  await machines.carryOut(backend.api.planNewMachine(intent([WEB, DATA, OWN])))
  await backend.until(() => machines.find(NAME)?.state === 'running')
}

describe('an ordinary user’s own libvirt', () => {
  it('says what user mode can have here', async () => {
    const mode = await backend.api.getUserMode(null, null)
    expect(mode).toMatchObject({
      backend: FORWARDS ? 'passt' : 'slirp',
      noForwards: FORWARDS ? null : 'libvirt-old',
      ...{ lowestPort: 1024, openFiles: expect.any(Number), bridges: [] },
    })
  })

  it('says before it is tried that a network needs more, and a NIC on the host’s own', async () => {
    const on = (source: NewMachineIntent['nics'][number]['source']) =>
      backend.api.planNewMachine({ ...intent([]), nics: [{ source, model: 'virtio', mac: null }] })
    const said = async (source: Parameters<typeof on>[0]) =>
      (await on(source)).warnings.map(({ key }) => key)
    expect(await said({ type: 'network', network: 'nat', portGroup: null })).toEqual([
      'warning.session-network',
    ])
    expect(await said({ type: 'direct', device: 'eth1', mode: 'bridge' })).toEqual([
      'warning.session-device',
    ])
    await addBridge()
    expect(await said({ type: 'bridge', bridge: 'br7' })).toEqual(['warning.session-bridge-denied'])
  })

  it('offers the bridges that qemu-bridge-helper may use', async () => {
    await addBridge()
    const helper = '/usr/lib/qemu/qemu-bridge-helper'
    await lab.run([
      'sh',
      '-c',
      `mkdir -p /etc/qemu; echo 'allow br7' >/etc/qemu/bridge.conf; chmod u+s ${helper}`,
    ])
    expect((await backend.api.getUserMode(null, null)).bridges).toEqual(['br7'])
    await lab.run(['chmod', 'u-s', helper])
    expect((await backend.api.getUserMode(null, null)).bridges).toEqual([])
    await lab.run(['rm', '/etc/qemu/bridge.conf'])
  })
})

describe.skipIf(FORWARDS)('where libvirt has no passt', () => {
  it('refuses forwards before anything is made, and says why', async () => {
    const failure = await failureOf(backend.api.planNewMachine(intent([WEB])))
    expect(failure).toMatchObject({
      code: 'forwards-impossible',
      params: { reason: 'nic.noForwards.libvirt-old' },
    })
  })

  it('gives a machine its way out through slirp', async () => {
    await machines.carryOut(backend.api.planNewMachine(intent([])))
    await backend.until(() => machines.find(NAME)?.state === 'running')
    expect(machines.get(NAME).nics[0]).toMatchObject({ backend: 'slirp' })
    expect(await openPorts()).toEqual([])
  })
})

describe.runIf(FORWARDS)('a machine with forwards', () => {
  it('is made with them, and asks first', async () => {
    const plan = await backend.api.planNewMachine(intent([WEB, DATA, OWN]))
    expect(plan.steps.map(({ text }) => text.key)).toEqual([
      ...['step.new-machine', 'step.new-user-nic', 'step.forward.anyone'],
      ...['step.forward.anyone', 'step.forward.this-computer'],
    ])
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.forward-open'])
    expect(await backend.asksOf(plan.id)).toHaveLength(3)
    await expect(backend.api.applyPlan(plan.id)).rejects.toMatchObject({
      data: { code: 'consent-needed' },
    })
    await machines.carryOut(Promise.resolve(plan))
    await backend.until(() => machines.find(NAME)?.state === 'running')
    expect(machines.get(NAME).nics).toMatchObject([
      { mac: MAC, backend: 'passt', forwards: [WEB, DATA, OWN] },
    ])
    expect(await openPorts()).toEqual(['tcp 8080', 'udp 5300'])
  })

  it('is reached by them from the LAN, and by nothing else', async () => {
    await makeMachine()
    await session('destroy', NAME)
    await giveSystem()
    await backend.api.startMachine(machines.get(NAME).uuid)
    const guest = lab.guest(NAME)
    await guest.waitForAddress('198.51.100.')
    await guest.run(
      'mkdir -p /www; echo hello from the guest >/www/index.html; httpd -p 80 -h /www',
    )
    const host = await addressOfHost(lab)
    expect(await fetchFrom(lab, 'lan', `http://${host}:8080/`)).toBe('hello from the guest')
    expect(await fetchFrom(lab, 'lan', `http://${host}:8081/`)).toBe('closed')
    expect(await fetchFrom(lab, 'workstation', 'http://127.0.0.1:8081/')).toBe(
      'hello from the guest',
    )
    // Its kernel counts what comes to a port that no program has: busybox listens on none by UDP.
    const heard = async () => Number((await guest.run(COUNT_UDP)).output.trim())
    const before = await heard()
    await sendFromLan(lab, host, 5301)
    await sendFromLan(lab, host, 5353)
    await until('the guest hears a datagram', async () => {
      await sendFromLan(lab, host, 5300)
      return (await heard()) > before
    })
    const after = await heard()
    await sendFromLan(lab, host, 5301)
    await sendFromLan(lab, host, 5353)
    expect(await heard()).toBe(after)
    expect(await openFromLan(lab, host, SPANS)).toEqual([8080])
    expect(await openPorts()).toEqual(['tcp 8080', 'udp 5300'])
  })

  it.each<[string, PortForward, object]>([
    ['its own port once more', forward('tcp', 8080, 81), { problem: 'problem.forward-overlap' }],
    [
      'a port for administrators',
      forward('tcp', 81, 81),
      { problem: 'problem.port-privileged', least: 1024 },
    ],
    [
      'a port that somebody listens on',
      forward('udp', 68, 68),
      { problem: 'problem.port-privileged' },
    ],
  ])('is refused %s', async (_, more, params) => {
    await makeMachine()
    const nic = machines.ref(NAME, MAC)
    const change = { machine: machines.get(NAME).uuid, nic, when: 'stored' } as const
    const changes = { forwards: [WEB, DATA, OWN, more] }
    const failure = await failureOf(backend.api.planChangeNic({ ...change, changes }))
    expect(failure).toMatchObject({ code: 'forward-impossible', params })
  })

  it('is not in another machine’s way without its being said by name', async () => {
    await makeMachine()
    const failure = await failureOf(
      backend.api.planNewMachine({
        ...intent([WEB]),
        name: 'other',
        nics: [{ source: { type: 'user' }, model: 'virtio', mac: null, forwards: [WEB] }],
      }),
    )
    expect(failure).toMatchObject({
      code: 'forward-impossible',
      params: { problem: 'problem.port-of-machine', port: 8080, machine: NAME },
    })
  })

  it('gets others at its next start, and back', async () => {
    await makeMachine()
    const { uuid } = machines.get(NAME)
    const change = { machine: uuid, nic: machines.ref(NAME, MAC), when: 'stored' } as const
    const planned = await backend.api.planChangeNic({ ...change, changes: { forwards: [WEB] } })
    expect(planned.lost?.map(({ params }) => params?.value)).toEqual([
      ...['udp 5300 → 5353', 'tcp 127.0.0.1:8081 → 80'],
    ])
    const { id } = await machines.carryOut(Promise.resolve(planned))
    expect(machines.nic(NAME, MAC).pending).toEqual(['forwards'])
    const { id: undone } = await machines.carryOut(backend.api.planUndo(id))
    expect(machines.nic(NAME, MAC).pending).toEqual([])
    await machines.carryOut(backend.api.planUndo(undone))
    await backend.api.forceOffMachine(uuid)
    await backend.until(() => machines.get(NAME).state === 'shut-off')
    await backend.api.startMachine(uuid)
    expect(await openPorts()).toEqual(['tcp 8080'])
  })

  it('goes to a network and comes back, and nothing listens any more', async () => {
    await makeMachine()
    const { uuid } = machines.get(NAME)
    await backend.api.forceOffMachine(uuid)
    await backend.until(() => machines.get(NAME).state === 'shut-off')
    const user = { type: 'user' } as const
    const there = await backend.api.planMoveMachines({ from: user, to: 'nat', when: 'stored' })
    expect(there.lost?.map(({ key }) => key)).toContain('lost.nic-forwards')
    await machines.carryOut(Promise.resolve(there))
    const xml = await session('dumpxml', '--inactive', NAME)
    expect(xml).toContain("<source network='nat'/>")
    expect(xml).not.toMatch(/passt|portForward/)
    await machines.carryOut(backend.api.planMoveMachines({ from: 'nat', to: user, when: 'stored' }))
    expect(machines.nic(NAME, MAC)).toMatchObject({ backend: 'passt' })
    expect(machines.nic(NAME, MAC).forwards).toBeUndefined()
    expect(await openPorts()).toEqual([])
  })

  it('with every port that it may have is reached by any, but for those of the host’s own servers', async () => {
    await makeMachine()
    const { uuid } = machines.get(NAME)
    await lab.run([...SESSION, 'destroy', NAME], { user: 'alex', check: false })
    await backend.until(() => machines.get(NAME).state === 'shut-off')
    await using server = await serveOnHost(7000)
    const nic = machines.ref(NAME, MAC)
    const { forwards } = everyPort(await backend.api.getUserMode(uuid, nic))
    const change = { machine: uuid, nic, when: 'stored' } as const
    const { id } = await machines.carryOut(
      backend.api.planChangeNic({ ...change, changes: { forwards } }),
    )
    // Its display takes a port, too.
    await giveSystem()
    expect(await session('dumpxml', '--inactive', NAME)).toContain("<graphics type='vnc'")
    await backend.api.startMachine(uuid)
    const guest = lab.guest(NAME)
    await guest.waitForAddress('198.51.100.')
    const ports = [2000, 7000, 9999]
    const serve = ports.map((port) => `httpd -p ${port} -h /www`).join('; ')
    await guest.run(`mkdir -p /www; echo hello from the guest >/www/index.html; ${serve}`)
    const host = await addressOfHost(lab)
    const heard = ports.map((port) => fetchFrom(lab, 'lan', `http://${host}:${port}/`))
    expect(await Promise.all(heard)).toEqual([
      'hello from the guest',
      server.says,
      'hello from the guest',
    ])
    await backend.api.forceOffMachine(uuid)
    await backend.until(() => machines.get(NAME).state === 'shut-off')
    await machines.carryOut(backend.api.planUndo(id))
    expect(await openPorts()).toEqual(['tcp 7000'])
  })

  it('with all ports says what is in the way where the host lets nobody open so many', async (context) => {
    const limit = Number((await lab.run(['sh', '-c', 'ulimit -Hn'])).stdout)
    if (!(limit < 60_000)) context.skip()
    await makeMachine()
    const { uuid } = machines.get(NAME)
    await lab.run([...SESSION, 'destroy', NAME], { user: 'alex', check: false })
    await backend.until(() => machines.get(NAME).state === 'shut-off')
    const all = { address: null, device: null, ranges: [], except: [] }
    const forwards: PortForward[] = (['tcp', 'udp'] as const).map((protocol) => ({
      ...{ ...all, protocol },
    }))
    const change = { machine: uuid, nic: machines.ref(NAME, MAC), when: 'stored' } as const
    const { id } = await machines.carryOut(
      backend.api.planChangeNic({ ...change, changes: { forwards } }),
    )
    expect(await failureOf(backend.api.startMachine(uuid))).toMatchObject({
      code: 'forwards-too-many',
    })
    await machines.carryOut(backend.api.planUndo(id))
    await backend.api.startMachine(uuid)
  })
})
