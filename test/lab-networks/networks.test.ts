import { beforeEach, describe, expect, it } from 'vitest'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'
import { EXAMPLES } from '../unit/libvirt/network-examples.ts'

let lab: Lab
let backend: TestBackend

useHost(
  async () => {
    lab = await Lab.start()
    backend = await TestBackend.start(lab)
    await backend.api.setVisible(true)
    await apply(create(office))
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

const find = (name: string) => backend.inventory?.networks.find((item) => item.name === name)

function network(name: string): Network {
  return find(name) ?? expect.unreachable(`no network ${name}`)
}

async function apply(planned: Promise<Plan>): Promise<Plan> {
  const plan = await planned
  const change = await backend.api.applyPlan(plan.id)
  expect(change.phase).toBe('done')
  return plan
}

const subnet = (address: string, start?: string, end?: string) => ({
  family: address.includes(':') ? ('ipv6' as const) : ('ipv4' as const),
  address,
  prefix: address.includes(':') ? 64 : 24,
  dhcpRanges: start && end ? [{ start, end, leaseSeconds: null }] : [],
  reservations: [],
})

const office: NetworkDefinition = {
  ...emptyDefinition('office', 'nat'),
  bridge: 'virbr7',
  stp: false,
  subnets: [subnet('10.50.0.1', '10.50.0.10', '10.50.0.99'), subnet('fd00:50::1')],
}

function create(definition: NetworkDefinition, despiteCollision = false): Promise<Plan> {
  const intent = { definition, autostart: true, copyOf: null, despiteCollision }
  return backend.api.planCreateNetwork(intent)
}

async function edit(
  name: string,
  change: (definition: NetworkDefinition) => Partial<NetworkDefinition>,
  despiteCollision = false,
): Promise<Plan> {
  const { uuid } = network(name)
  const { stored } = await backend.api.getNetworkDetails(uuid)
  if (!stored) return expect.unreachable('it is stored')
  const definition = { ...stored.definition, ...change(stored.definition) }
  return backend.api.planEditNetwork({ network: uuid, definition, despiteCollision })
}

const xmlOf = (name: string, ...which: string[]) => lab.virsh('net-dumpxml', name, ...which)
const tapsOn = async (bridge: string) =>
  (await lab.ip<{ ifname: string }>('link', 'show', 'master', bridge)).map(({ ifname }) => ifname)

describe('a network from the form', () => {
  it('is made, started and autostarted, as its plan says', async () => {
    const made = { ...office, name: 'made', bridge: 'virbr9', subnets: [subnet('10.53.0.1')] }
    const plan = await apply(create(made))
    expect(plan.steps.map(({ id }) => id)).toEqual(['define', 'start', 'autostart'])
    expect(plan.commands.join('\n')).toContain('virsh net-define --validate')
    // Told with the answer, not a frame later.
    const told = { kind: 'nat', bridge: 'virbr9', active: true, autostart: true, pending: [] }
    expect(network('made')).toMatchObject(told)
    expect(await lab.virsh('net-list', '--autostart', '--name')).toContain('made')
    await apply(backend.api.planDeleteNetwork({ network: network('made').uuid }))
  })

  it.each([
    ['the LAN itself', '198.51.100.1', 24, 'eth0'],
    ['a part of the LAN', '198.51.100.129', 25, 'eth0'],
    ['something around the LAN', '198.51.0.1', 16, 'eth0'],
    ['another network', '192.168.122.65', 26, 'default'],
    ['IPv6 of another network', 'fd00:50::8000:0:0:1', 66, 'office'],
  ])('is refused over %s, naming whose it is', async (_, address, prefix, name) => {
    const subnets = [{ ...subnet(address), prefix }]
    const planned = create({ ...office, name: 'clash', bridge: 'virbr8', subnets })
    await expect(planned).rejects.toMatchObject({
      data: { code: 'subnet-collides', params: { name } },
    })
  })

  it('is warned of a VPN’s wider route, which NetworkManager need not know: its own wins', async () => {
    await lab.run(['ip', 'link', 'add', 'vpn0', 'type', 'veth', 'peer', 'name', 'vpn0-far'])
    await lab.run([
      'sh',
      '-c',
      'ip addr add 10.99.0.2/32 dev vpn0; ip link set vpn0 up; ip link set vpn0-far up; ip route add 10.64.0.0/12 dev vpn0',
    ])
    const subnets = [subnet('10.70.1.1')]
    const definition = { ...office, name: 'clash', bridge: 'virbr8', subnets }
    const [warning] = (await create(definition)).warnings
    expect(warning).toMatchObject({ key: 'warning.route-around', params: { name: 'vpn0' } })
    const wider = { ...definition, subnets: [{ ...subnet('10.64.0.1'), prefix: 11 }] }
    const refused = { data: { code: 'subnet-collides', params: { name: 'vpn0' } } }
    await expect(create(wider)).rejects.toMatchObject(refused)
    const agreed = await create(wider, true)
    expect(agreed.warnings[0]).toMatchObject({ key: 'warning.subnet-collides-interface' })
    await lab.run(['ip', 'link', 'delete', 'vpn0'])
  })

  it('that can’t be started leaves nothing behind', async () => {
    // libvirt itself refuses to start what is exactly the LAN.
    const subnets = [subnet('198.51.100.7')]
    const plan = await create({ ...office, name: 'lan2', bridge: 'virbr8', subnets }, true)
    await expect(backend.api.applyPlan(plan.id)).rejects.toMatchObject({
      data: { code: 'network-subnet-in-use', outcome: { code: 'network-taken-back' } },
    })
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('lan2')
  })

  it('is planned anew when somebody took its bridge’s name meanwhile', async () => {
    const subnets = [subnet('10.51.0.1')]
    const plan = await create({ ...office, name: 'late', bridge: 'virbr8', subnets })
    await lab.run(['ip', 'link', 'add', 'virbr8', 'type', 'veth', 'peer', 'name', 'virbr8-far'])
    await expect(backend.api.applyPlan(plan.id)).rejects.toMatchObject({
      data: { code: 'network-definition-invalid', params: { field: 'bridge' } },
    })
    await lab.run(['ip', 'link', 'delete', 'virbr8'])
  })

  it('may be where one was that is gone, also before NetworkManager has told that it is', async () => {
    const again = { ...office, name: 'again', bridge: 'virbr8', subnets: [subnet('10.52.0.1')] }
    const { networkManager } = lab.daemons
    await apply(create(again))
    await backend.until((inventory) => {
      const bridge = inventory.interfaces.find(({ name }) => name === 'virbr8')
      return bridge?.ipv4.addresses.some(({ address }) => address === '10.52.0.1')
    })
    await networkManager.kill('SIGSTOP')
    try {
      await apply(backend.api.planDeleteNetwork({ network: network('again').uuid }))
      await apply(create(again))
    } finally {
      await networkManager.kill('SIGCONT')
    }
    await apply(backend.api.planDeleteNetwork({ network: network('again').uuid }))
  })
})

describe('an edit', () => {
  it('changes a running network at once where libvirt can, and back', async () => {
    const plan = await apply(
      edit('office', ({ subnets, dns }) => ({
        subnets: subnets.map((item, index) =>
          index > 0
            ? item
            : {
                ...item,
                dhcpRanges: [{ start: '10.50.0.20', end: '10.50.0.30', leaseSeconds: 3600 }],
                reservations: [
                  { mac: '52:54:00:00:00:77', id: null, name: 'printer', address: '10.50.0.50' },
                ],
              },
        ),
        dns: {
          ...dns,
          hosts: [{ address: '10.50.0.50', names: ['printer', 'paper'] }],
          txt: [{ name: 'note', value: 'a, b' }],
        },
        portGroups: [{ name: 'slow', isDefault: false, vlan: null, bandwidth: null }],
      })),
    )
    expect(plan.steps.map(({ id }) => id)).toEqual(['define', 'update'])
    expect(plan.warnings).toEqual([])
    expect(network('office')).toMatchObject({ pending: [], subnets: [{ reservations: [{}] }, {}] })
    const running = await xmlOf('office')
    for (const part of ['10.50.0.20', 'printer', 'paper', "name='note'", "name='slow'"]) {
      expect(running).toContain(part)
    }
    await apply(
      edit('office', ({ subnets, dns }) => ({
        subnets: subnets.map((item) => ({
          ...item,
          reservations: item.reservations.map((one) => ({ ...one, address: '10.50.0.51' })),
        })),
        dns: { ...dns, hosts: [], txt: [] },
        portGroups: [],
      })),
    )
    const after = await xmlOf('office')
    expect(after).toContain('10.50.0.51')
    for (const gone of ['10.50.0.50', 'paper', "name='note'", "name='slow'"]) {
      expect(after).not.toContain(gone)
    }
    expect(network('office').pending).toEqual([])
  })

  it('stores what it can’t change live, and shows the difference until a restart', async () => {
    const plan = await apply(
      edit('office', () => ({ domain: { name: 'lab.test', localOnly: false, register: false } })),
    )
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.waits-for-restart-unused'])
    expect(network('office').pending).toEqual(['dns'])
    expect(await xmlOf('office')).not.toContain('lab.test')
    await apply(backend.api.planRestartNetwork({ network: network('office').uuid }))
    await backend.until(() => network('office').pending.length === 0)
    expect(await xmlOf('office')).toContain('lab.test')
  })

  it('is refused with a mistake in it, before libvirt sees it', async () => {
    const planned = edit('office', () => ({ mtu: 7 }))
    await expect(planned).rejects.toMatchObject({
      data: { code: 'network-definition-invalid', params: { field: 'mtu' } },
    })
  })
})

describe('a restart with a machine plugged in', () => {
  beforeEach(async () => {
    await lab.guest('web').waitUntilUp()
    await lab.guest('web').waitForAddress('192.168.122.')
  })

  it('names the machine, and plugs it in again', async () => {
    const web = lab.guest('web')
    const [tap] = await tapsOn('virbr0')
    const plan = await apply(edit('default', () => ({ mtu: 1400 })))
    expect(plan.warnings[0]).toMatchObject({ key: 'warning.waits-for-restart' })
    expect(plan.warnings[0]?.params?.machines).toContain('web')
    const restart = await apply(
      backend.api.planRestartNetwork({ network: network('default').uuid }),
    )
    expect(restart.interruption?.what.params?.machines).toContain('web')
    expect(await tapsOn('virbr0')).toContain(tap)
    expect(await web.ping('192.168.122.1')).toBe(true)
    await backend.until(() => network('default').pending.length === 0)
    await apply(edit('default', () => ({ mtu: null })))
  })

  it('runs again as before when the new definition can’t be started', async () => {
    const stored = await xmlOf('default', '--inactive')
    const broken = stored.replace('</network>', "<mtu size='99999'/></network>")
    await lab.run(['sh', '-c', 'cat > /run/lab/b.xml; virsh net-define /run/lab/b.xml'], {
      input: broken,
    })
    const plan = await backend.api.planRestartNetwork({ network: network('default').uuid })
    await expect(backend.api.applyPlan(plan.id)).rejects.toMatchObject({
      data: { code: 'network-start-failed', outcome: { code: 'network-running-again' } },
    })
    expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
    await apply(edit('default', () => ({ mtu: null })))
  })

  it('plugs them in also when the network was stopped and is started', async () => {
    const { uuid } = network('default')
    const shown = new Set<string>()
    const look = () => backend.inventory?.networks.forEach(({ name }) => shown.add(name))
    backend.on('changed', look)
    await backend.api.stopNetwork(uuid, { force: true })
    await backend.api.startNetwork(uuid)
    backend.off('changed', look)
    expect(await lab.guest('web').ping('192.168.122.1')).toBe(true)
    // What their taps were put on for a moment is for nobody to see, and is gone.
    expect([...shown].filter((name) => name.startsWith('puente-'))).toEqual([])
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('puente-')
  })

  it('plugs in also what is on its bridge by the bridge’s name', async () => {
    // NetworkManager takes some of several off again (replug.ts).
    const macs = ['52:54:00:51:64:7b', '52:54:00:51:64:7c', '52:54:00:51:64:7d']
    for (const mac of macs) {
      const nic = ['bridge', 'virbr0', '--mac', mac, '--model', 'virtio', '--live']
      await lab.virsh('attach-interface', 'web', ...nic)
    }
    const before = await tapsOn('virbr0')
    await apply(backend.api.planRestartNetwork({ network: network('default').uuid }))
    expect(await tapsOn('virbr0')).toEqual(expect.arrayContaining(before))
    expect(await lab.virsh('domiflist', 'web')).toMatch(/bridge +virbr0/)
    for (const mac of macs) {
      await lab.virsh('detach-interface', 'web', 'bridge', '--mac', mac, '--live')
    }
  })
})

describe('a lease', () => {
  it('becomes the address that this machine always gets', async () => {
    await lab.guest('web').waitForAddress('192.168.122.')
    await backend.until(() => network('default').leases.length > 0)
    const [lease] = network('default').leases
    if (!lease) return expect.unreachable('there is one')
    const { mac, address, hostname } = lease
    const intent = { network: network('default').uuid, mac, address, name: hostname }
    const plan = await apply(backend.api.planReserveAddress(intent))
    expect(plan.warnings).toEqual([])
    expect(await xmlOf('default')).toContain(`ip='${address}'`)
    expect(await xmlOf('default', '--inactive')).toContain(`ip='${address}'`)
  })
})

describe('XML', () => {
  const importXml = (xml: string) =>
    backend.api.planImportNetwork({ xml, autostart: false, despiteCollision: false })
  const whole = (content: string) => `<network>\n<name>imported</name>\n${content}\n</network>`

  it.each([
    ['not well-formed', whole('<bridge name="virbr5">'), 'xml-malformed', 3],
    ['a document type', `<!DOCTYPE network>\n${whole('')}`, 'xml-doctype', 1],
    [
      'an entity bomb',
      `<!DOCTYPE n [\n<!ENTITY a "aaaa">\n<!ENTITY b "&a;&a;">]>\n${whole('<title>&b;</title>')}`,
      'xml-doctype',
      1,
    ],
    ['another thing', '<domain/>', 'network-xml-not-network', 1],
    ['an unknown element', whole('<bridge name="virbr5"/>\n<nonsense/>'), 'xml-invalid', 4],
    ['an unknown attribute', whole('<bridge name="virbr5" speed="9"/>'), 'xml-invalid', 3],
  ])('with %s is refused at its line', async (_, xml, code, line) => {
    await expect(importXml(xml)).rejects.toMatchObject({ data: { code, params: { line } } })
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('imported')
  })

  it('with foreign options is taken by somebody who agrees outside of the window', async () => {
    const xml = whole(
      '<bridge name="virbr5"/><ip address="10.60.0.1" prefix="24"/><o:options xmlns:o="http://libvirt.org/schemas/network/dnsmasq/1.0"><o:option value="domain-needed"/></o:options>',
    )
    const plan = await importXml(xml)
    expect(plan.asks?.map(({ key }) => key)).toEqual(['reach.dnsmasq'])
    const refused = backend.api.applyPlan(plan.id)
    await expect(refused).rejects.toMatchObject({ data: { code: 'consent-needed' } })
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('imported')
    await backend.applyAgreed(plan.id)
    await backend.until(() => find('imported')?.active)
    await apply(edit('imported', () => ({ mtu: 1400 })))
    expect(await xmlOf('imported', '--inactive')).toContain('domain-needed')
    await apply(backend.api.planDeleteNetwork({ network: network('imported').uuid }))
    await backend.until(() => !find('imported'))
  })

  it('is edited as text, but not into another network', async () => {
    const { uuid } = network('office')
    const { stored } = await backend.api.getNetworkDetails(uuid)
    const base = { network: uuid, despiteCollision: false }
    const xml =
      stored?.xml
        .replace(/ *<domain .*\n/, '')
        .replace(/(?= *<ip )/, "<domain name='lab2.test'/>\n") ?? ''
    const plan = await apply(backend.api.planEditNetworkXml({ ...base, xml }))
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.waits-for-restart-unused'])
    await backend.until(() => network('office').pending.length > 0)
    const renamed = xml.replace('<name>office</name>', '<name>other</name>')
    await expect(backend.api.planEditNetworkXml({ ...base, xml: renamed })).rejects.toMatchObject({
      data: { code: 'network-xml-other-network' },
    })
  })
})

// A pool of single functions needs a card that has them.
const definable = EXAMPLES.filter(({ what }) => what !== 'an SR-IOV pool by its functions')

describe.each(definable)('a network with $what', ({ xml }) => {
  it('loses nothing by an edit of something else', async () => {
    const file = '/run/lab/example.xml'
    await lab.run(['sh', '-c', `cat > ${file}; virsh net-define ${file}`], { input: xml })
    const before = await xmlOf('example', '--inactive')
    await backend.until(() => find('example'))
    const groups = (names: string[]) =>
      names.map((name) => ({ name, isDefault: false, vlan: null, bandwidth: null }))
    await apply(
      edit(
        'example',
        ({ portGroups }) => ({ portGroups: [...portGroups, ...groups(['extra'])] }),
        true,
      ),
    )
    const changed = await xmlOf('example', '--inactive')
    expect(changed.replace(/ *<portgroup name='extra'>\s*<\/portgroup>\n/, '')).toBe(before)
    await lab.virsh('net-undefine', 'example')
    await backend.until(() => !find('example'))
  })
})
