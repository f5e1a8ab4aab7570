/**
 * What a machine may reach through a NIC: each rule on each kind of network, by packets of a real guest,
 * in IPv4 and IPv6; what of it stays after it is taken off, or taken back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NicRules, RuleKind } from '../../shared/model/nic-rules.ts'
import type { ChosenWire } from '../../shared/model/nic-settings.ts'
import { Lab } from '../lab/lab.ts'
import { ROUTER, ROUTER_V6 } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { MachineDriver } from '../support/machines.ts'

/** Behind the LAN's router, in nobody's subnet. */
const INTERNET = ['203.0.113.9', '2a0e:db8::9'] as const

interface Place {
  wire: ChosenWire
  /** The host's addresses there. */
  host: string[]
  /** How the guests' own begin. */
  begins: [ipv4: string, ipv6: string]
  /** Does anything lead out? */
  isOpen: boolean
}
const on = (network: string): ChosenWire => ({ type: 'network', network, portGroup: null })
const places: Record<'nat' | 'isolated' | 'bridged', Place> = {
  nat: {
    ...{ wire: on('dual'), isOpen: true },
    ...{ host: ['10.71.0.1', 'fd00:71::1'], begins: ['10.71.0.', 'fd00:71::'] },
  },
  isolated: {
    ...{ wire: on('alone'), isOpen: false },
    ...{ host: ['10.72.0.1', 'fd00:72::1'], begins: ['10.72.0.', 'fd00:72::'] },
  },
  bridged: {
    ...{ wire: { type: 'bridge', bridge: 'br0' }, isOpen: true },
    ...{ host: [], begins: ['198.51.100.', '2001:db8:51:64:'] },
  },
}
const network = (name: string, bridge: string, number: number, forward: string) =>
  `<network><name>${name}</name>${forward}<bridge name="${bridge}" stp="off"/>
<ip address="10.${number}.0.1" prefix="24"><dhcp><range start="10.${number}.0.10" end="10.${number}.0.99"/></dhcp></ip>
<ip family="ipv6" address="fd00:${number}::1" prefix="64"/></network>`

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'db'], ipv6: 'slaac' })
  for (const [name, bridge, number, forward] of [
    ['dual', 'virbr7', 71, '<forward mode="nat"><nat ipv6="yes"/></forward>'],
    ['alone', 'virbr8', 72, ''],
  ] as const) {
    await lab.run(['sh', '-c', 'cat >/tmp/n.xml; virsh -q net-define /tmp/n.xml'], {
      input: network(name, bridge, number, forward),
    })
    await lab.virsh('net-start', name)
  }
  const behind = INTERNET.map(
    (one) => `ip addr add ${one} dev lo ${one.includes(':') ? 'nodad' : ''}`,
  )
  // Who does not forward says so when a guest looks for it, which then takes it for no router any more.
  const isRouter = 'sysctl -qw net.ipv6.conf.all.forwarding=1'
  await lab.run(['sh', '-c', [...behind, isRouter].join('; ')], { where: 'lan' })
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  const bridge = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  const { id } = await backend.api.applyPlan(bridge.id)
  await backend.api.keepChange(id)
  await backend.until(({ interfaces }) => interfaces.find(({ name }) => name === 'br0'))
  await Promise.all(['web', 'db'].map((name) => lab.guest(name).waitUntilUp()))
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const macOf = (name: string) => machines.get(name).nics.find(({ plugged }) => plugged)?.mac ?? ''

/** A card of its own, so that its guest knows of no place before. */
async function plugInto(name: string, source: ChosenWire): Promise<void> {
  const machine = machines.get(name).uuid
  for (const nic of machines.get(name).nics) {
    await machines.remove(
      name,
      nic.mac,
      nic.plugged ? (nic.stored ? 'now-and-stored' : 'now') : 'stored',
    )
  }
  await backend.until(() => machines.get(name).nics.length === 0)
  await until(
    `${name} has noted that its NIC is gone`,
    async () => (await lab.guest(name).run('[ -z "$(ls /run)" ]')).code === 0,
  )
  const asked = { machine, source, model: 'virtio', mac: null, when: 'now-and-stored' } as const
  await machines.carryOut(backend.api.planAddNic(asked))
  await backend.until(() => macOf(name))
}

/** Both of its addresses, once it has them. */
async function addressesOf(name: string, [ipv4, ipv6]: Place['begins']): Promise<string[]> {
  return until(
    `${name} has ${ipv4}… and ${ipv6}…`,
    async () => {
      const { output } = await lab.guest(name).run('ip -o address show dev eth0 scope global')
      const found = [...output.matchAll(/inet6? ([\d.a-f:]+)\//g)].map(([, one = '']) => one)
      const all = [ipv4, ipv6].map((begins) => found.find((one) => one.startsWith(begins)))
      return all.every((one) => one !== undefined) ? (all as string[]) : undefined
    },
    { timeoutMs: 60_000 },
  )
}

/** Of these addresses those that answer the guest. */
async function reached(targets: string[]): Promise<string[]> {
  const one =
    'p=ping; case $a in *:*) p=ping6;; esac; $p -c 2 -W 3 $a >/dev/null 2>&1 && echo "+$a+"'
  const line = `for a in ${targets.join(' ')}; do ( ${one} ) & done; sleep 5`
  const { output } = await lab.guest('web').run(line, 40_000)
  return targets.filter((target) => output.includes(`+${target}+`))
}

/** Of these web servers those that answer the guest. (Its busybox has no other client that works.) */
async function answering(addresses: string[], ports: number[]): Promise<string[]> {
  const all = addresses.flatMap((address) => ports.map((port) => `${address} ${port}`))
  const one = (to: string) =>
    `( t='${to}'; printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 4 $t | grep -q '200 OK' && echo "+$t+" ) &`
  const { output } = await lab.guest('web').run(`${all.map(one).join(' ')} sleep 5`, 40_000)
  return all.filter((to) => output.includes(`+${to}+`))
}

const set = (rules: NicRules | null) =>
  machines.carryOut(
    backend.api.planSetNicRules({
      machine: machines.get('web').uuid,
      nic: machines.ref('web', macOf('web')),
      rules,
    }),
  )

async function traces(): Promise<string> {
  const tap = machines.nic('web', macOf('web')).tap ?? ''
  const script = `virsh nwfilter-list --name 2>/dev/null || virsh -q nwfilter-list
ebtables -t nat -L | grep -- ${tap}; nft list ruleset bridge | grep -c ${tap}; true`
  return (await lab.run(['sh', '-c', script])).stdout
}

describe.each(Object.entries(places))('on a %s network', (_, place) => {
  let db: string[]
  let everything: string[]

  beforeAll(async () => {
    await plugInto('db', place.wire)
    await plugInto('web', place.wire)
    db = await addressesOf('db', place.begins)
    await addressesOf('web', place.begins)
    await lab
      .guest('db')
      .run('mkdir -p /www; echo hi >/www/index.html; for p in 80 81; do httpd -p $p -h /www; done')
    const out = place.isOpen ? [...INTERNET, ROUTER, ROUTER_V6] : []
    everything = [...db, ...place.host, ...out]
    await allAnswer()
  })

  /** A guest that has just asked for its lease anew may be without an address for a moment. */
  async function allAnswer(): Promise<void> {
    await until(
      'all answer without rules',
      async () => (await reached(everything)).length === everything.length || undefined,
      { timeoutMs: 60_000 },
    )
  }

  it.each<[RuleKind, () => NicRules, () => string[]]>([
    ['internet', () => ({ allow: 'internet' }), () => (place.isOpen ? [...INTERNET] : [])],
    [
      'lan',
      () => ({ allow: 'lan' }),
      () => everything.filter((one) => !INTERNET.includes(one as never)),
    ],
    ['addresses', () => ({ allow: 'addresses', addresses: db }), () => db],
  ])('%s: nothing else answers', async (kind, rules, answers) => {
    await set(rules())
    expect((await reached(everything)).toSorted()).toEqual(answers().toSorted())
    expect(machines.nic('web', macOf('web')).filters).toEqual([
      `puente-${kind}-${macOf('web').replaceAll(':', '')}`,
    ])
    expect(
      await backend.api.getNicRules(machines.get('web').uuid, machines.ref('web', macOf('web'))),
    ).toEqual({
      ...{ rules: rules(), otherFilter: null },
    })
  })

  it('services: that port, in each family, and no other', async () => {
    const services = db.map((address) => ({ address, protocol: 'tcp', port: 80 }) as const)
    await set({ allow: 'services', services })
    expect(await answering(db, [80, 81])).toEqual(db.map((address) => `${address} 80`))
    expect(await reached(everything)).toEqual([])
  })

  it('a new lease comes through all of them', async () => {
    await machines.renewLease('web')
    await lab.guest('web').waitForAddress(place.begins[0])
  })

  it('taken off, nothing of it is left, and all answers again', async () => {
    await set(null)
    expect((await traces()).match(/puente|vnet/g)).toBeNull()
    expect(machines.nic('web', macOf('web')).filters).toBeUndefined()
    await allAnswer()
  })
})

describe('of a change', () => {
  it('Undo puts back what was there: other rules, then none', async () => {
    const before = await machines.definedXml('web')
    const first = await set({ allow: 'addresses', addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    const asFirst = await lab.virsh(
      'nwfilter-dumpxml',
      machines.nic('web', macOf('web')).filters?.[0] ?? '',
    )
    const second = await set({ allow: 'internet' })
    await machines.carryOut(backend.api.planUndo(second.id))
    const name = machines.nic('web', macOf('web')).filters?.[0] ?? ''
    expect(name).toContain('puente-addresses-')
    expect(await lab.virsh('nwfilter-dumpxml', name)).toBe(asFirst)
    expect((await traces()).match(/puente-\w+/g)?.length).toBe(1)
    await machines.carryOut(backend.api.planUndo(first.id))
    expect(await traces()).not.toContain('puente')
    expect(await machines.definedXml('web')).toBe(before)
  })

  it('other addresses are under way at once, in the same filter', async () => {
    await set({ allow: 'addresses', addresses: ['192.0.2.0/24'] })
    const { xml } = await backend.api.planSetNicRules({
      ...{ machine: machines.get('web').uuid, nic: machines.ref('web', macOf('web')) },
      rules: { allow: 'addresses', addresses: [ROUTER] },
    })
    expect(xml?.before).toContain('192.0.2.0')
    await set({ allow: 'addresses', addresses: [ROUTER] })
    expect(await reached([ROUTER, ROUTER_V6])).toEqual([ROUTER])
    await set(null)
  })

  it('the commands do the same in a shell', async () => {
    const rules = { allow: 'addresses', addresses: [ROUTER] } as const
    const nic = { machine: machines.get('web').uuid, nic: machines.ref('web', macOf('web')) }
    const plan = await backend.api.planSetNicRules({
      ...nic,
      rules: { ...rules, addresses: [ROUTER] },
    })
    await lab.run(['sh', '-e'], { input: plan.commands.join('\n'), user: 'root' })
    expect(await reached([ROUTER, ROUTER_V6])).toEqual([ROUTER])
    await backend.until(() => machines.nic('web', macOf('web')).filters)
    await set(null)
    expect(await traces()).not.toContain('puente')
  })

  it('user mode has no bridge to filter on, and says so', async () => {
    const machine = machines.get('db').uuid
    await machines.carryOut(
      backend.api.planAddNic({
        machine,
        source: { type: 'user' },
        model: 'virtio',
        mac: null,
        when: 'stored',
      }),
    )
    const nic =
      machines.get('db').nics.find(({ plugged }) => !plugged) ?? expect.unreachable('it is there')
    const refused = backend.api.planSetNicRules({
      machine,
      nic: machines.refOf(nic),
      rules: { allow: 'lan' },
    })
    expect(await failureOf(refused)).toMatchObject({ code: 'nic-part-unfit' })
  })
})
