import { describe, expect, it } from 'vitest'
import { constants as C } from '../src/index.ts'
import { domainXml, openHost } from './support/test-host.ts'
import { libvirtError, libvirtErrors } from './support/rejection.ts'

const MAC = '52:54:00:00:00:01'
const NIC = `<interface type='network'><mac address='${MAC}'/><source network='net0'/></interface>`

describe('domains', () => {
  it('are found by name, UUID and id', async () => {
    await using connection = await openHost({ domains: 3 })
    const all = await connection.listDomains()
    expect(all.map(({ name }) => name).sort()).toEqual(['vm0', 'vm1', 'vm2'])
    const domain = await connection.lookupDomainByName('vm1')
    expect((await connection.lookupDomainByUuid(domain.uuid)).name).toBe('vm1')
    expect((await connection.lookupDomainById(domain.id!)).name).toBe('vm1')
  })

  it('live from definition to undefinition', async () => {
    await using connection = await openHost()
    const domain = await connection.defineDomain(domainXml('new', 7))
    expect(domain.id).toBeNull()
    expect(await domain.isPersistent()).toBe(true)
    expect((await domain.getState()).state).toBe('shutoff')
    await domain.create()
    expect(domain.id).toBeGreaterThan(0)
    expect(await domain.isActive()).toBe(true)
    await domain.suspend()
    expect((await domain.getState()).state).toBe('paused')
    await domain.resume()
    expect(await domain.getState()).toEqual({
      state: 'running',
      reason: C.VIR_DOMAIN_RUNNING_UNPAUSED,
    })
    await domain.reboot({ acpi: true })
    await domain.destroy({ graceful: true })
    expect(domain.id).toBeNull()
    await domain.undefine()
    expect((await libvirtError(domain.getXml())).code).toBe(C.VIR_ERR_NO_DOMAIN)
  })

  it('shut down when asked', async () => {
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    await domain.shutdown()
    expect((await domain.getState()).state).toBe('shutoff')
  })

  it('can be listed by activity', async () => {
    await using connection = await openHost({ domains: 2 })
    await (await connection.lookupDomainByName('vm1')).destroy()
    const names = async (active: boolean) =>
      (await connection.listDomains({ active })).map(({ name }) => name)
    expect(await names(true)).toEqual(['vm0'])
    expect(await names(false)).toEqual(['vm1'])
  })

  it('are transient when they are created from XML', async () => {
    await using connection = await openHost()
    const domain = await connection.createDomain(domainXml('passing', 8))
    expect(await domain.isPersistent()).toBe(false)
    const error = await libvirtError(domain.create())
    expect(error.function).toBe('virDomainCreateWithFlags')
  })

  it('are validated on request', async () => {
    await using connection = await openHost()
    const xml = domainXml('odd', 9).replace('<os>', '<nonsense/><os>')
    const error = await libvirtError(connection.defineDomain(xml, { validate: true }))
    expect(error.code).toBe(C.VIR_ERR_XML_INVALID_SCHEMA)
  })

  it('have options, a title and metadata of others', async () => {
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    await domain.setAutostart(true)
    expect(await domain.getAutostart()).toBe(true)
    expect(await domain.getOsType()).toBe('linux')
    expect(await domain.isUpdated()).toBe(false)
    expect(await domain.getHostname()).toBe('vm0host')
    await domain.setMetadata('title', 'Mail server')
    expect(await domain.getMetadata('title')).toBe('Mail server')
    const uri = 'https://example.org/notes'
    await domain.setMetadata('element', '<note/>', { key: 'n', uri })
    expect(await domain.getMetadata('element', uri)).toBe('<note/>')
    await domain.setMetadata('element', null, { key: 'n', uri })
    const error = await libvirtError(domain.getMetadata('element', uri))
    expect(error.code).toBe(C.VIR_ERR_NO_DOMAIN_METADATA)
  })

  it('change their name', async () => {
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    await domain.destroy()
    await domain.rename('renamed')
    expect((await connection.lookupDomainByUuid(domain.uuid)).name).toBe('renamed')
    expect((await libvirtError(domain.reset())).code).toBe(C.VIR_ERR_OPERATION_INVALID)
  })

  it('have NICs with addresses, traffic and limits', async () => {
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    const [nic] = await domain.getInterfaceAddresses('lease')
    expect(nic).toMatchObject({ name: 'testnet0', mac: MAC })
    expect(nic!.addresses).toEqual([{ type: 'ipv4', address: '10.100.0.3', prefix: 24 }])
    expect(await domain.getInterfaceAddresses('agent')).toHaveLength(1)
    expect(await domain.getInterfaceAddresses('arp')).toHaveLength(1)
    const stats = await domain.interfaceStats('testnet0')
    expect(Object.keys(stats)).toHaveLength(8)
    expect(stats.rxBytes).toBeGreaterThan(0)
    await domain.setInterfaceParameters(MAC, { 'inbound.average': 100, 'outbound.average': 5 })
    expect(await domain.getInterfaceParameters(MAC)).toMatchObject({
      'inbound.average': 100,
      'inbound.peak': 0,
      'outbound.average': 5,
    })
  })

  it('say what the driver lacks: hot-plugging', async () => {
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    const errors = await libvirtErrors([
      domain.attachDevice(NIC, { live: true }),
      domain.detachDevice(NIC, { live: true, config: true }),
      domain.detachDeviceAlias('net0', { live: true }),
      domain.updateDevice(NIC, { config: true, force: true }),
      domain.setAgentResponseTimeout(5),
    ])
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set([C.VIR_ERR_NO_SUPPORT]))
  })

  it('pass options to C as its flags', async () => {
    // The test driver names the flags that it does not know.
    await using connection = await openHost()
    const domain = await connection.lookupDomainByName('vm0')
    const rejected = async (promise: Promise<unknown>) => (await libvirtError(promise)).message
    expect(await rejected(domain.undefine({ nvram: true, keepTpm: true }))).toContain('(0x44)')
    await domain.destroy()
    expect(await rejected(domain.create({ paused: true, forceBoot: true }))).toContain('(0x9)')
  })
})
