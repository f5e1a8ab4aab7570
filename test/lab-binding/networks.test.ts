import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { constants as C } from 'node-libvirt'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { Binding } from './support/binding.ts'

const { mac: WEB_MAC = '' } = GUESTS.find(({ name }) => name === 'web') ?? {}

let lab: Lab
let binding: Binding
let webAddress: string

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  binding = new Binding(lab)
  await binding.run(({ open }) => open('main').then(() => {}))
  webAddress = (await lab.guest('web').waitForAddress('192.168.122.')).address
})
afterAll(async () => {
  await binding.stop()
  await lab.stop()
})

const leases = (mac?: string) =>
  binding.run(async ({ connection }, only) => {
    const network = await connection('main').lookupNetworkByName('default')
    return network.getDhcpLeases(only ?? undefined)
  }, mac)

const addresses = (source: 'lease' | 'arp') =>
  binding.run(async ({ connection }, from) => {
    const web = await connection('main').lookupDomainByName('web')
    return web.getInterfaceAddresses(from)
  }, source)

describe('a DHCP lease', () => {
  it('has every field', async () => {
    const now = Date.now() / 1000
    const [lease, ...more] = await leases()
    expect(more).toEqual([])
    expect(lease).toEqual({
      interface: 'virbr0',
      expiryTime: expect.any(Number) as number,
      type: 'ipv4',
      mac: WEB_MAC,
      iaid: null,
      ipAddress: webAddress,
      prefix: 24,
      hostname: 'web',
      clientId: expect.stringContaining(WEB_MAC) as string,
    })
    expect(lease?.expiryTime).toBeGreaterThan(now)
    expect(lease?.expiryTime).toBeLessThan(now + 3_700)
  })

  it('is found by the MAC address alone', async () => {
    expect(await leases(WEB_MAC)).toHaveLength(1)
    expect(await leases('52:54:00:ff:ff:ff')).toEqual([])
  })
})

describe('the addresses of a guest', () => {
  it('are those of its leases', async () => {
    expect(await addresses('lease')).toEqual([
      {
        name: 'vnet0',
        mac: WEB_MAC,
        addresses: [{ type: 'ipv4', address: webAddress, prefix: 24 }],
      },
    ])
  })

  it('are those of the ARP table', async () => {
    // libvirt (9.0) reads the table's first portion only, and takes one that is also the last, as
    // newer kernels send it, for broken. Enough neighbours for two portions, all of them this guest.
    const numbers = Array.from({ length: 253 }, (_, index) => index + 2)
    const neighbours = numbers.map(
      (number) =>
        `neigh replace 192.168.122.${number} lladdr ${WEB_MAC} dev virbr0 nud stale\n` +
        `neigh replace 192.168.121.${number} lladdr ${WEB_MAC} dev virbr0 nud stale`,
    )
    await lab.run(['ip', '-batch', '-'], { input: `${neighbours.join('\n')}\n` })
    const found = await addresses('arp')
    await lab.run(['ip', 'neigh', 'flush', 'dev', 'virbr0'])
    expect(found.length).toBeGreaterThan(10)
    for (const one of found) {
      const address = expect.stringMatching(/^192\.168\.12[12]\.\d+$/) as string
      const addresses = [{ type: 'ipv4', address, prefix: 0 }]
      expect(one).toEqual({ name: 'vnet0', mac: WEB_MAC, addresses })
    }
  })

  it('are not those of an agent that it has not', async () => {
    const asked = binding.run(async ({ connection }) => {
      const web = await connection('main').lookupDomainByName('web')
      return web.getInterfaceAddresses('agent')
    })
    await expect(asked).rejects.toMatchObject({
      code: C.VIR_ERR_ARGUMENT_UNSUPPORTED,
      domain: C.VIR_FROM_QEMU,
      function: 'virDomainInterfaceAddresses',
    })
  })
})

describe('a port', () => {
  it('is there for each NIC that is plugged in, and leads back to it', async () => {
    const ports = await binding.run(async ({ connection }) => {
      const network = await connection('main').lookupNetworkByName('default')
      const all = await network.listPorts()
      return Promise.all(
        all.map(async (port) => ({
          uuid: port.uuid,
          xml: await port.getXml(),
          parameters: await port.getParameters(),
        })),
      )
    })
    expect(ports).toHaveLength(1)
    expect(await lab.virsh('dumpxml', 'web')).toContain(`portid='${ports[0]?.uuid}'`)
    expect(ports[0]?.xml).toContain(WEB_MAC)
    expect(ports[0]?.xml).toContain("bridge='virbr0'")
  })

  it('is made by hand, found by its UUID, and deleted', async () => {
    const uuid = '77c43e1a-0000-4000-8000-000000000077'
    const seen = await binding.run(async ({ connection }, id) => {
      const network = await connection('main').lookupNetworkByName('default')
      const owner = `<owner><name>somebody</name><uuid>${id}</uuid></owner>`
      const made = await network.createPort(
        `<networkport><uuid>${id}</uuid>${owner}<mac address='52:54:00:aa:00:77'/></networkport>`,
        { validate: true },
      )
      const found = await network.lookupPortByUuid(id)
      const xml = await found.getXml()
      await found.delete()
      const left = (await network.listPorts()).map((port) => port.uuid)
      return { made: made.uuid, xml, left }
    }, uuid)
    expect(seen.made).toBe(uuid)
    expect(seen.xml).toContain('<name>somebody</name>')
    expect(seen.left).not.toContain(uuid)
  })
})

describe('an update', () => {
  const host = `<host mac='52:54:00:aa:00:99' name='printer' ip='192.168.122.99'/>`
  const update = (command: 'add-last' | 'modify' | 'delete', xml: string) =>
    binding.run(
      async ({ connection }, [verb, part]) => {
        const network = await connection('main').lookupNetworkByName('default')
        await network.update(verb, 'ip-dhcp-host', -1, part, { live: true, config: true })
      },
      [command, xml] as const,
    )
  const definitions = () =>
    Promise.all([
      lab.virsh('net-dumpxml', 'default'),
      lab.virsh('net-dumpxml', '--inactive', 'default'),
    ])
  const served = () => readFileSync(lab.path('/var/lib/libvirt/dnsmasq/default.hostsfile'), 'utf8')

  it('adds a reservation to what runs and to what is stored', async () => {
    await update('add-last', host)
    for (const xml of await definitions()) expect(xml).toContain('192.168.122.99')
    expect(served()).toContain('192.168.122.99')
  })

  it('is refused where it makes no sense, with the code and domain', async () => {
    await expect(update('add-last', host)).rejects.toMatchObject({
      code: C.VIR_ERR_OPERATION_INVALID,
      domain: C.VIR_FROM_NETWORK,
      function: 'virNetworkUpdate',
    })
  })

  it('changes and deletes it', async () => {
    await update('modify', host.replace('.99', '.98'))
    for (const xml of await definitions()) expect(xml).toContain('192.168.122.98')
    await update('delete', host.replace('.99', '.98'))
    for (const xml of await definitions()) expect(xml).not.toContain('printer')
    expect(served()).not.toContain('printer')
  })

  it('changes only what is stored, when asked so', async () => {
    await binding.run(async ({ connection }) => {
      const network = await connection('main').lookupNetworkByName('default')
      const dns = `<host ip='192.168.122.7'><hostname>seven</hostname></host>`
      await network.update('add-last', 'dns-host', -1, dns, { config: true })
    })
    const [running, stored] = await definitions()
    expect(running).not.toContain('seven')
    expect(stored).toContain('seven')
  })
})

describe('a network', () => {
  it('is defined, started, stopped and undefined, and the events say so in that order', async () => {
    const seen = await binding.run(async ({ connection, record, happened }) => {
      happened.length = 0
      const stop = await connection('main').on('networkLifecycle', record('networkLifecycle'))
      const network = await connection('main').defineNetwork(
        `<network><name>short</name><bridge name='virbr8'/><ip address='10.88.0.1' netmask='255.255.255.0'/></network>`,
        { validate: true },
      )
      await network.setAutostart(true)
      await network.create()
      const bridge = await network.getBridgeName()
      await network.destroy()
      await network.undefine()
      return { bridge, stop: stop.name }
    })
    expect(seen.bridge).toBe('virbr8')
    const events = await until('all came', async () => {
      const all = await binding.run(({ happened }) => happened)
      return all.length >= 4 && all
    })
    expect(events.map(({ payload }) => payload)).toMatchObject(
      ['defined', 'started', 'stopped', 'undefined'].map((event) => ({
        event,
        network: { name: 'short' },
      })),
    )
  })

  it('that is transient ends with its stop', async () => {
    const seen = await binding.run(async ({ connection }) => {
      const network = await connection('main').createNetwork(
        `<network><name>passing</name><bridge name='virbr7'/></network>`,
      )
      const persistent = await network.isPersistent()
      await network.destroy()
      const again = connection('main').lookupNetworkByName('passing')
      return {
        persistent,
        code: await again.then(
          () => null,
          (error) => error.code as number,
        ),
      }
    })
    expect(seen).toEqual({ persistent: false, code: C.VIR_ERR_NO_NETWORK })
  })
})
