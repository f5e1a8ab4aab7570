/** The host's own devices and interfaces, against what virsh and the kernel say of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { constants as C } from 'node-libvirt'
import { Lab } from '../lab/lab.ts'
import { Binding } from './support/binding.ts'

let lab: Lab
let binding: Binding

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  binding = new Binding(lab)
  await binding.run(async ({ open }) => void (await open('main')))
})
afterAll(async () => {
  await binding.stop()
  await lab.stop()
})

const words = (text: string) => text.split(/\s+/).filter(Boolean).sort()

describe('node devices', () => {
  it('are those that virsh lists, by capability too', async () => {
    const [all, nics, pci] = await binding.run(async ({ connection }) => {
      const names = async (...capabilities: ('net' | 'pci')[]) =>
        (await connection('main').listNodeDevices(capabilities)).map(({ name }) => name).sort()
      return Promise.all([names(), names('net'), names('pci')])
    })
    expect(all).toEqual(words(await lab.virsh('nodedev-list')))
    expect(nics).toEqual(words(await lab.virsh('nodedev-list', '--cap', 'net')))
    expect(pci).toEqual(words(await lab.virsh('nodedev-list', '--cap', 'pci')))
    expect(nics.length).toBeGreaterThan(0)
  })

  it('tell what they are: XML, parent, capabilities', async () => {
    const name =
      words(await lab.virsh('nodedev-list', '--cap', 'net')).find((one) =>
        one.startsWith('net_eth0_'),
      ) ?? ''
    const device = await binding.run(async ({ connection }, wanted) => {
      const found = await connection('main').lookupNodeDeviceByName(wanted)
      return {
        xml: (await found.getXml()).trim(),
        parent: await found.getParent(),
        capabilities: await found.listCapabilities(),
        active: await found.isActive(),
      }
    }, name)
    expect(device).toEqual({
      xml: await lab.virsh('nodedev-dumpxml', name),
      parent: 'computer',
      capabilities: ['net'],
      active: true,
    })
  })

  it('that are gone are refused with their own code', async () => {
    const lookup = binding.run(({ connection }) =>
      connection('main').lookupNodeDeviceByName('net_none'),
    )
    await expect(lookup).rejects.toMatchObject({
      code: C.VIR_ERR_NO_NODE_DEVICE,
      domain: C.VIR_FROM_NODEDEV,
    })
  })
})

describe('host interfaces', () => {
  const read = () =>
    binding.run(async ({ connection }) =>
      Promise.all(
        (await connection('main').listInterfaces()).map(async (one) => ({
          name: one.name,
          mac: one.mac,
          active: await one.isActive(),
          xml: await one.getXml(),
        })),
      ),
    )

  it('are those that the kernel has, or refused where their driver is not there', async () => {
    // A package of its own since Debian 13; where each driver has a daemon, one that is not there.
    const missing = /not supported by the connection driver|virtinterfaced-sock/
    const virsh = await lab.run(['virsh', 'iface-list'], { check: false })
    if (virsh.code !== 0) {
      expect(virsh.stderr).toMatch(missing)
      await expect(read()).rejects.toThrow(missing)
      return
    }
    const interfaces = await read()
    const { stdout } = await lab.run(['ip', '-json', 'link'])
    const links = JSON.parse(stdout) as { ifname: string; address: string; operstate: string }[]
    const own = links.filter(({ ifname }) => /^(eth\d|virbr0)$/.test(ifname))
    expect(own.length).toBeGreaterThan(2)
    for (const { ifname, address, operstate } of own) {
      expect(interfaces).toContainEqual({
        name: ifname,
        mac: address,
        active: operstate === 'UP',
        xml: expect.stringContaining(`name='${ifname}'`) as string,
      })
    }
  })
})
