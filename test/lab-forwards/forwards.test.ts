/**
 * Ports of this computer that lead to a machine: each engine and protocol on each kind of network, by
 * packets from the LAN; what else is open then; what stays after restarts; what is left after removal.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddForwardIntent } from '../../shared/contract/contract.ts'
import type { Forward } from '../../shared/model/forward.ts'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { ForwardDriver } from '../support/forward-driver.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import {
  addressOfHost,
  COUNT_UDP,
  fetchFrom,
  openFromLan,
  sendFromLan,
} from '../support/from-lan.ts'
import { MachineDriver } from '../support/machines.ts'
import { USER_SYSTEMD, UserSystemd } from '../support/user-systemd.ts'

const MAC = GUESTS[0]?.mac ?? ''
const NETWORKS = {
  nat: { name: 'default', begins: '192.168.122.' },
  routed: { name: 'routed', begins: '10.72.0.' },
  isolated: { name: 'isolated', begins: '10.73.0.' },
} as const
type Kind = keyof typeof NETWORKS

const network = (name: string, bridge: string, at: string, forward: string) =>
  `<network><name>${name}</name>${forward}<bridge name="${bridge}" stp="off"/>
<ip address="${at}.1" prefix="24"><dhcp><range start="${at}.10" end="${at}.20"/></dhcp></ip></network>`

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let forwards: ForwardDriver
let systemd: UserSystemd
let host: string
let untouched: string

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  await installPackageHelper(lab, 'forwards')
  systemd = await UserSystemd.start(lab)
  for (const [name, bridge, at, forward] of [
    ['routed', 'virbr7', '10.72.0', '<forward mode="route"/>'],
    ['isolated', 'virbr8', '10.73.0', ''],
  ] as const) {
    await lab.run(['sh', '-c', `cat >/tmp/n.xml; virsh -q net-define /tmp/n.xml`], {
      input: network(name, bridge, at, forward),
    })
    await lab.virsh('net-start', name)
  }
  host = await addressOfHost(lab)
  const router = `ip route add 10.72.0.0/24 via ${host}`
  await lab.run(['sh', '-c', router], { where: 'lan' })
  backend = await TestBackend.start(lab, { env: USER_SYSTEMD })
  machines = new MachineDriver(lab, backend)
  forwards = new ForwardDriver(backend, machines, { machine: 'web', mac: MAC })
  await lab.guest('web').waitUntilUp()
  await backend.api.setVisible(true)
  await leased('192.168.122.')
  await serve()
  untouched = await traces()
})
afterAll(async () => {
  await backend.stop()
  await systemd.stop()
  await lab.stop()
})

function leased(begins: string): Promise<unknown> {
  return backend.until(
    () => machines.nic('web', MAC).addresses.some(({ address }) => address.startsWith(begins)),
    60_000,
  )
}

async function serve(): Promise<void> {
  await lab.guest('web').waitForAddress('1')
  await lab
    .guest('web')
    .run('mkdir -p /www; echo hello >/www/index.html; for p in 80 81; do httpd -p $p -h /www; done')
}

/** What a forward may leave on the host: rules, files of root's, units of the person's. */
async function traces(): Promise<string> {
  const script = `iptables-save -t filter | grep -v '^[#:]' | sort; nft list tables
find /etc/puente /etc/libvirt/hooks /etc/systemd/system /home/alex/.config -name '*puente*' 2>/dev/null
ls /home/alex/.config/systemd/user 2>/dev/null | grep -v wants; ss -Htlnp | grep systemd | grep -v :22; true`
  return (await lab.run(['sh', '-c', script])).stdout
}

const intent = (asked: Partial<AddForwardIntent>) => forwards.intent(asked)
const add = (asked: Partial<AddForwardIntent>) => forwards.add(asked)
const removeAll = () => forwards.removeAll()

const isThere = (port: number) => fetchFrom(lab, 'lan', `http://${host}:${port}/`)
const open = () =>
  openFromLan(lab, host, [
    [1, 1100],
    [8000, 8200],
  ])
const comesToAnswer = (port: number) =>
  until(`port ${port} answers`, async () => (await isThere(port)) === 'hello' || undefined, {
    timeoutMs: 30_000,
  })

async function heard(): Promise<number> {
  return Number((await lab.guest('web').run(COUNT_UDP)).output.trim())
}

async function comesToHear(port: number): Promise<void> {
  const before = await heard()
  await until('the guest hears a datagram', async () => {
    await sendFromLan(lab, host, port)
    return (await heard()) > before || undefined
  })
}

async function moveTo(kind: Kind): Promise<void> {
  const { name, begins } = NETWORKS[kind]
  const source = { type: 'network', network: name, portGroup: null } as const
  await machines.carryOut(
    backend.api.planChangeNic({
      ...{ machine: machines.get('web').uuid, nic: machines.ref('web', MAC) },
      ...{ changes: { source }, when: 'now-and-stored', renew: true },
    }),
  )
  await lab.guest('web').waitForAddress(begins)
  await leased(begins)
}

describe('the plan', () => {
  it('takes the relay where no administrator is needed, and says so; it asks first', async () => {
    const plan = await backend.api.planAddForward(intent({}))
    expect(plan.steps.map(({ text }) => text.key)).toEqual([
      ...['step.forward-reserve', 'step.forward.anyone', 'step.forward-by-relay'],
      'forward.because.no-rights',
    ])
    expect(plan.warnings.map(({ key }) => key)).toContain('warning.forward-open')
    expect((await backend.asksOf(plan.id)).map(({ key }) => key)).toEqual(['reach.forward'])
    expect(await failureOf(backend.api.applyPlan(plan.id))).toMatchObject({
      code: 'consent-needed',
    })
    expect(await traces()).toBe(untouched)
  })

  it.each<[string, Partial<AddForwardIntent>, string]>([
    ['UDP', { protocol: 'udp', port: 5300 }, 'forward.because.udp'],
    ['a port for administrators', { port: 80 }, 'forward.because.privileged'],
    ['whoever chooses so', { engine: 'nat' }, 'forward.because.asked'],
  ])('takes the kernel for %s', async (_, asked, because) => {
    const { steps, commands } = await backend.api.planAddForward(intent(asked))
    const keys = steps.map(({ text }) => text.key)
    expect(keys).toContain(because)
    expect(keys).toContain('step.forward-by-nat')
    expect(commands.at(-1)).toMatch(/^sudo \/usr\/lib\/puente\/forwards set [0-9a-f]{8} on /)
  })

  it('refuses a port that somebody listens on, and says who', async () => {
    const listener = lab.spawn(
      ['node', '-e', "require('node:net').createServer().listen(8085, '0.0.0.0')"],
      { user: 'alex' },
    )
    try {
      await until('it listens', async () => (await open()).includes(8085) || undefined)
      const failure = await failureOf(backend.api.planAddForward(intent({ port: 8085 })))
      expect(failure).toMatchObject({
        code: 'forward-impossible',
        params: { problem: 'problem.port-taken-by', port: 8085 },
      })
      expect(failure.params.program).toMatch(/node|MainThread/)
    } finally {
      listener.kill()
    }
    await until('it listens no more', async () => (await open()).length === 0 || undefined)
  })

  it('for this host alone has no way by UDP', async () => {
    const asked = intent({ protocol: 'udp', address: '127.0.0.1' })
    expect(await failureOf(backend.api.planAddForward(asked))).toMatchObject({
      code: 'forward-no-engine',
    })
  })
})

describe('through the relay', () => {
  let forward: Forward

  it('a LAN host reaches the machine, and nothing else is open', async () => {
    ;({ forward } = await add({}))
    expect(forward).toMatchObject({ engine: 'relay', on: true, bridge: 'virbr0' })
    expect(await isThere(8080)).toBe('hello')
    expect(await open()).toEqual([8080])
    const { subnets } = backend.inventory?.networks.find(({ name }) => name === 'default') ?? {}
    expect(subnets?.[0]?.reservations).toMatchObject([{ mac: MAC, address: forward.to }])
  })

  it('another forward of the port is refused, by the machine’s name', async () => {
    expect(await failureOf(backend.api.planAddForward(intent({ toPort: 81 })))).toMatchObject({
      params: { problem: 'problem.port-of-machine', port: 8080, machine: 'web' },
    })
  })

  it('outlives the login, and as the kernel’s does the restart of network and machine', async () => {
    const { id } = await add({ port: 80 })
    await systemd.logOut()
    expect(await open()).toEqual([80])
    await systemd.logIn()
    await machines.carryOut(
      backend.api.planRestartNetwork({
        network: backend.inventory?.networks.find(({ name }) => name === 'default')?.uuid ?? '',
      }),
    )
    await comesToAnswer(8080)
    await lab.virsh('destroy', 'web')
    await lab.virsh('start', 'web')
    await lab.guest('web').waitUntilUp()
    await serve()
    await comesToAnswer(8080)
    await comesToAnswer(80)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await open()).toEqual([8080])
  })

  it('is switched off and on, and changed', async () => {
    const { id } = forward
    await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: false }))
    expect(backend.inventory?.forwards).toMatchObject([{ id, on: false }])
    expect(await open()).toEqual([])
    await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: true }))
    expect(await isThere(8080)).toBe('hello')
    const wish = { protocol: 'tcp', address: null, port: 8090, toPort: 81, engine: 'auto' } as const
    const { id: changed } = await machines.carryOut(
      backend.api.planChangeForward({ forward: id, ...wish }),
    )
    expect(await open()).toEqual([8090])
    await machines.carryOut(backend.api.planUndo(changed))
    expect(await open()).toEqual([8080])
  })

  it('goes by undo, and nothing is left', async () => {
    const { id } = await machines.carryOut(backend.api.planRemoveForward(forward.id))
    expect(await traces()).toBe(untouched)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await isThere(8080)).toBe('hello')
    await machines.carryOut(backend.api.planRemoveForward(forward.id))
    expect(await traces()).toBe(untouched)
  })

  it('for this host alone nobody else reaches it', async () => {
    const own = await add({ address: '127.0.0.1' })
    expect(await fetchFrom(lab, 'workstation', 'http://127.0.0.1:8080/')).toBe('hello')
    expect(await open()).toEqual([])
    await machines.carryOut(backend.api.planUndo(own.id))
    expect(await traces()).toBe(untouched)
  })
})

describe('through the kernel', () => {
  beforeAll(removeAll)

  it('a LAN host reaches the machine by TCP and UDP, and nothing else is open', async () => {
    await add({ port: 80 })
    await add({ protocol: 'udp', port: 5300, toPort: 5353 })
    expect(await isThere(80)).toBe('hello')
    expect(await open()).toEqual([80])
    await comesToHear(5300)
    const before = await heard()
    for (const port of [5299, 5301, 5353]) await sendFromLan(lab, host, port)
    expect(await heard()).toBe(before)
    // The guest’s own address is no more open than before.
    expect(await fetchFrom(lab, 'lan', `http://${backend.inventory?.forwards[0]?.to}/`)).toBe(
      'closed',
    )
    expect(await fetchFrom(lab, 'workstation', `http://${host}/`)).toBe('hello')
  })

  it('outlives the restart of libvirt', async () => {
    await lab.daemons.libvirtd.restart('SIGKILL')
    await comesToAnswer(80)
    await comesToHear(5300)
  })

  it('comes back with the network when all rules were lost, as after a boot', async () => {
    // libvirt looks for its hooks when it starts.
    await lab.run(['sh', '-c', 'iptables -F PUENTE_FORWARDS; nft delete table ip puente_forwards'])
    await lab.run(['iptables', '-D', 'FORWARD', '-j', 'PUENTE_FORWARDS'])
    expect(await isThere(80)).toBe('closed')
    await backend.until(({ services }) => services.libvirt.status === 'connected')
    await machines.carryOut(
      backend.api.planRestartNetwork({
        network: backend.inventory?.networks.find(({ name }) => name === 'default')?.uuid ?? '',
      }),
    )
    await comesToAnswer(80)
  })

  it('is switched off and on, and removed; nothing is left', async () => {
    for (const { id, port } of backend.inventory?.forwards ?? []) {
      await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: false }))
      if (port === 80) expect(await open()).toEqual([])
      await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: true }))
      if (port === 80) await comesToAnswer(80)
      await machines.carryOut(backend.api.planRemoveForward(id))
    }
    expect(backend.inventory?.forwards).toEqual([])
    expect(await open()).toEqual([])
    expect(await traces()).toBe(untouched)
  })

  it('is refused without the right, and nothing is left', async () => {
    await lab.polkit.revoke('org.puente.Puente.forward')
    const { id } = await backend.api.planAddForward(intent({ port: 80 }))
    const failure = await failureOf(backend.applyAgreed(id))
    await lab.polkit.grant('org.puente.Puente.forward')
    expect(failure).toMatchObject({ code: 'administrator-failed' })
    expect(await traces()).toBe(untouched)
  })
})

describe.each(['routed', 'isolated'] as const)('to a %s network', (kind) => {
  beforeAll(async () => {
    await removeAll()
    await moveTo(kind)
  })

  it.each(['relay', 'nat'] as const)('by %s', async (engine) => {
    const { id, forward } = await add({ engine })
    expect(forward.source).toBe(kind === 'isolated' ? 'host' : 'kept')
    await comesToAnswer(8080)
    expect(await open()).toEqual([8080])
    await machines.carryOut(backend.api.planUndo(id))
    expect(await open()).toEqual([])
    expect(await traces()).toBe(untouched)
  })

  it('by UDP', async () => {
    const { id } = await add({ protocol: 'udp', port: 5300, toPort: 5353 })
    await comesToHear(5300)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await traces()).toBe(untouched)
  })
})

describe('the doctor', () => {
  const codes = async () => {
    const target = { type: 'machine', uuid: machines.get('web').uuid } as const
    const { findings } = await backend.api.diagnose(target, { run: 't', asAdministrator: false })
    return findings.filter(({ code }) => code.startsWith('forward-'))
  }
  beforeAll(removeAll)

  it('is silent about a forward that is well, and tells of one that nobody answers', async () => {
    await add({})
    expect(await codes()).toEqual([])
    await add({ port: 8090, toPort: 8099 })
    expect(await codes()).toMatchObject([
      { code: 'forward-unanswered', params: { machine: 'web', forwards: 'tcp 8090 → 8099' } },
    ])
    await machines.carryOut(
      backend.api.planRemoveForward(
        backend.inventory?.forwards.find(({ port }) => port === 8090)?.id ?? '',
      ),
    )
  })

  it('tells of one whose socket was ended, and makes it anew', async () => {
    const { id } = backend.inventory?.forwards[0] ?? expect.unreachable('it is there')
    await systemd.systemctl('stop', `puente-forward-${id}.socket`)
    expect(await isThere(8080)).toBe('closed')
    const [found] = await codes()
    expect(found).toMatchObject({ code: 'forward-not-listening', fixable: true })
    await machines.carryOut(backend.api.planFix(found?.id ?? ''))
    expect(await isThere(8080)).toBe('hello')
    expect(await codes()).toEqual([])
  })
})
