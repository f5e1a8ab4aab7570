import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { constants as C } from 'node-libvirt'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { Binding } from './support/binding.ts'
import type { Happened } from './support/protocol.ts'

const MAC = '52:54:00:aa:00:01'
const WEB = { ...GUESTS.find(({ name }) => name === 'web') }
const nic = (extra = '') =>
  `<interface type='network'><mac address='${MAC}'/><source network='default'/><model type='virtio'/>${extra}</interface>`

let lab: Lab
let binding: Binding

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  binding = new Binding(lab)
  await binding.run(async ({ open, record }) => {
    const connection = await open('main')
    await connection.on('deviceAdded', record('deviceAdded'))
    await connection.on('deviceRemoved', record('deviceRemoved'))
  })
  // A guest that has not booted does not let go of a device.
  await lab.guest('web').waitForAddress('192.168.122.')
})
afterAll(async () => {
  await binding.stop()
  await lab.stop()
})
beforeEach(() => binding.run(({ happened }) => happened.splice(0)))

const guestSees = (mac: string) =>
  lab
    .guest('web')
    .nics()
    .some((seen) => seen.mac === mac)
const says = (word: string) =>
  until(`the guest says ${word}`, () => lab.guest('web').console().includes(`\n${word}\n`))
const stored = () => lab.virsh('dumpxml', '--inactive', 'web')
const running = () => lab.virsh('dumpxml', 'web')

const attach = (xml: string, where: { live?: boolean; config?: boolean }) =>
  binding.run(
    async ({ connection }, [device, options]) => {
      const web = await connection('main').lookupDomainByName('web')
      await web.attachDevice(device, options)
    },
    [xml, where] as const,
  )

/** What came until something did, `count` in all. */
const happened = (count: number): Promise<Happened[]> =>
  until(`${count} events came`, async () => {
    const events = await binding.run((inside) => inside.happened)
    return events.length >= count && events
  })

const event = (name: string, alias: unknown = expect.any(String)) => ({
  event: name,
  payload: { domain: { name: 'web', uuid: WEB.uuid, id: expect.any(Number) as number }, alias },
})

describe('a NIC of a running guest', () => {
  it('is attached by XML, now and stored: the event names it, the guest has it', async () => {
    await attach(nic(), { live: true, config: true })
    expect(await happened(1)).toEqual([event('deviceAdded', 'net1')])
    expect(await running()).toContain(MAC)
    expect(await stored()).toContain(MAC)
    await until('the guest has an address on it', () => guestSees(MAC))
  })

  it('is detached by XML, and the event comes when the guest has let go', async () => {
    await binding.run(async ({ connection }, xml) => {
      const web = await connection('main').lookupDomainByName('web')
      await web.detachDevice(xml, { live: true, config: true })
    }, nic())
    expect(await happened(1)).toEqual([event('deviceRemoved', 'net1')])
    expect(await running()).not.toContain(MAC)
    expect(await stored()).not.toContain(MAC)
    await until('the guest lost it', () => !guestSees(MAC))
  })

  it('comes and goes by an alias of its own, with events in that order', async () => {
    for (const alias of ['ua-one', 'ua-two']) {
      await attach(nic(`<alias name='${alias}'/>`), { live: true })
      await until('the guest has it', () => guestSees(MAC))
      await binding.run(async ({ connection }, name) => {
        const web = await connection('main').lookupDomainByName('web')
        await web.detachDeviceAlias(name, { live: true })
      }, alias)
      await until('the guest lost it', () => !guestSees(MAC))
    }
    expect(await happened(4)).toEqual([
      event('deviceAdded', 'ua-one'),
      event('deviceRemoved', 'ua-one'),
      event('deviceAdded', 'ua-two'),
      event('deviceRemoved', 'ua-two'),
    ])
    expect(await stored()).not.toContain(MAC)
  })

  it('has its cable pulled and plugged in by an update', async () => {
    const setLink = (state: string) =>
      binding.run(
        async ({ connection }, [mac, link]) => {
          const web = await connection('main').lookupDomainByName('web')
          await web.updateDevice(
            `<interface type='network'><mac address='${mac}'/><source network='default'/><model type='virtio'/><link state='${link}'/><rom enabled='no'/></interface>`,
            { live: true },
          )
        },
        [WEB.mac, state] as const,
      )
    // One command for both: a console is a slow line, and loses what comes too fast.
    const wait = (carrier: number) => `until grep -q ${carrier} carrier; do sleep 0.1; done`
    const guest = lab.guest('web')
    const both = guest.run(
      `cd /sys/class/net/eth0; echo looking; ${wait(0)}; echo pulled; ${wait(1)}`,
    )
    await says('looking')
    await setLink('down')
    expect(await running()).toContain("<link state='down'/>")
    await says('pulled')
    await setLink('up')
    expect((await both).code).toBe(0)
  })

  it('is refused with the code and the domain of the driver that refused', async () => {
    const missing = `<interface type='network'><source network='nowhere'/></interface>`
    await expect(attach(missing, { live: true })).rejects.toMatchObject({
      code: C.VIR_ERR_NO_NETWORK,
      domain: C.VIR_FROM_NETWORK,
      level: C.VIR_ERR_ERROR,
      function: 'virDomainAttachDeviceFlags',
    })
    expect(await binding.run((inside) => inside.happened)).toEqual([])
  })

  it('has its traffic counted, as the kernel counts it', async () => {
    const counters = await binding.run(async ({ connection }) => {
      const web = await connection('main').lookupDomainByName('web')
      return web.interfaceStats('vnet0')
    })
    const [link] = await lab.ip<{ stats64: { rx: { packets: number }; tx: { packets: number } } }>(
      '-s',
      'link',
      'show',
      'vnet0',
    )
    // What the host receives from the tap, the guest has sent.
    expect(counters.txPackets).toBeGreaterThan(0)
    expect(counters.txPackets).toBeLessThanOrEqual(link?.stats64.rx.packets ?? 0)
    expect(counters.rxPackets).toBeLessThanOrEqual(link?.stats64.tx.packets ?? 0)
  })
})

describe('a network filter', () => {
  const filter = `<filter name='own-mac-only' chain='mac'>
    <rule action='return' direction='out'><mac match='yes' srcmacaddr='$MAC'/></rule>
    <rule action='drop' direction='out'><all/></rule>
  </filter>`

  it('is defined, listed and read', async () => {
    const read = await binding.run(async ({ connection }, xml) => {
      const defined = await connection('main').defineNWFilter(xml, { validate: true })
      const same = await connection('main').lookupNWFilterByUuid(defined.uuid)
      const names = (await connection('main').listNWFilters()).map(({ name }) => name)
      return { names, name: same.name, xml: await same.getXml() }
    }, filter)
    expect(read).toMatchObject({ name: 'own-mac-only', names: ['own-mac-only'] })
    expect(read.xml).toContain("srcmacaddr='$MAC'")
    expect(await lab.virsh('nwfilter-dumpxml', 'own-mac-only')).toBe(read.xml.trim())
  })

  it('is bound to the tap of a NIC that wants it, and in force in the kernel', async () => {
    await attach(nic(`<filterref filter='own-mac-only'/>`), { live: true })
    const bindings = await binding.run(async ({ connection }) => {
      const all = await connection('main').listNWFilterBindings()
      return Promise.all(
        all.map(async (one) => ({
          device: one.portDevice,
          filter: one.filterName,
          xml: await one.getXml(),
        })),
      )
    })
    expect(bindings).toEqual([
      {
        device: expect.stringMatching(/^vnet\d+$/) as string,
        filter: 'own-mac-only',
        xml: expect.stringContaining(MAC) as string,
      },
    ])
    expect(await rulesOf(bindings[0]?.device)).toContain(MAC)
  })

  it('is not undefined while a NIC uses it', async () => {
    const undefine = binding.run(async ({ connection }) => {
      const used = await connection('main').lookupNWFilterByName('own-mac-only')
      await used.undefine()
    })
    await expect(undefine).rejects.toMatchObject({
      code: C.VIR_ERR_OPERATION_INVALID,
      domain: C.VIR_FROM_NWFILTER,
      function: 'virNWFilterUndefine',
    })
  })

  it('lets everything pass when its binding is deleted', async () => {
    const device = await binding.run(async ({ connection }) => {
      const [bound] = await connection('main').listNWFilterBindings()
      await bound?.delete()
      return bound?.portDevice
    })
    expect(await rulesOf(device)).not.toContain(MAC)
    const left = await binding.run(async ({ connection }) => {
      await (await connection('main').lookupNWFilterByName('own-mac-only')).undefine()
      const [filters, bindings] = await Promise.all([
        connection('main').listNWFilters(),
        connection('main').listNWFilterBindings(),
      ])
      return filters.length + bindings.length
    })
    expect(left).toBe(0)
  })

  const rulesOf = async (device = 'none') => {
    const { stdout } = await lab.run(['ebtables', '-t', 'nat', '-L'])
    return stdout
      .split('\n\n')
      .filter((chain) => chain.includes(device))
      .join('\n')
  }
})
