import { describe, expect, it } from 'vitest'
import { constants as C } from '../src/index.ts'
import { networkXml, openHost } from './support/test-host.ts'
import { libvirtError, libvirtErrors } from './support/rejection.ts'

describe('networks', () => {
  it('are found by name and by UUID', async () => {
    await using connection = await openHost({ networks: 3 })
    const all = await connection.listNetworks()
    expect(all.map(({ name }) => name).sort()).toEqual(['net0', 'net1', 'net2'])
    const byName = await connection.lookupNetworkByName('net1')
    const byUuid = await connection.lookupNetworkByUuid(byName.uuid)
    expect(byUuid.name).toBe('net1')
    expect(byUuid.connection).toBe(connection)
  })

  it('live from definition to undefinition', async () => {
    await using connection = await openHost()
    const network = await connection.defineNetwork(networkXml('new', 7))
    expect(await network.isActive()).toBe(false)
    expect(await network.isPersistent()).toBe(true)
    await network.create()
    expect(await network.isActive()).toBe(true)
    expect(await network.getBridgeName()).toBe('testbr7')
    await network.destroy()
    expect(await network.isActive()).toBe(false)
    await network.undefine()
    const error = await libvirtError(network.getXml())
    expect(error.code).toBe(C.VIR_ERR_NO_NETWORK)
  })

  it('can be listed by activity', async () => {
    await using connection = await openHost({ networks: 2 })
    await (await connection.lookupNetworkByName('net1')).destroy()
    const names = async (active: boolean) =>
      (await connection.listNetworks({ active })).map(({ name }) => name)
    expect(await names(true)).toEqual(['net0'])
    expect(await names(false)).toEqual(['net1'])
  })

  it('start with the host, or not', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    expect(await network.getAutostart()).toBe(false)
    await network.setAutostart(true)
    expect(await network.getAutostart()).toBe(true)
  })

  it('are transient when they are created from XML', async () => {
    await using connection = await openHost()
    const network = await connection.createNetwork(networkXml('passing', 8))
    expect(await network.isPersistent()).toBe(false)
    const validated = await connection.createNetwork(networkXml('valid', 9), { validate: true })
    expect(await validated.isActive()).toBe(true)
  })

  it('are validated on request', async () => {
    await using connection = await openHost()
    const xml = `<network><name>odd</name><nonsense/></network>`
    expect((await connection.defineNetwork(xml)).name).toBe('odd')
    const error = await libvirtError(connection.defineNetwork(xml, { validate: true }))
    expect(error.code).toBe(C.VIR_ERR_XML_INVALID_SCHEMA)
    expect(error.function).toBe('virNetworkDefineXMLFlags')
  })

  it('take updates without a restart', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const host = (name: string, last: number) =>
      `<host mac='52:54:00:00:00:${last}' name='${name}' ip='10.100.0.${last}'/>`
    await network.update('add-last', 'ip-dhcp-host', -1, host('last', 10), { live: true })
    await network.update('add-first', 'ip-dhcp-host', 0, host('first', 11), { live: true })
    expect(await network.getXml()).toMatch(/name='first'[^]*name='last'/)
    await network.update('delete', 'ip-dhcp-host', 0, host('last', 10), { live: true })
    expect(await network.getXml()).not.toContain(`name='last'`)
    const again = network.update('add-last', 'ip-dhcp-host', -1, host('first', 11), { live: true })
    expect((await libvirtError(again)).code).toBe(C.VIR_ERR_OPERATION_INVALID)
    const bridge = network.update('modify', 'bridge', -1, `<bridge name='other'/>`, { live: true })
    expect((await libvirtError(bridge)).code).toBe(C.VIR_ERR_OPERATION_UNSUPPORTED)
  })

  it('pass options to C as its flags', async () => {
    // The test driver names the flags that it does not know.
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const error = await libvirtError(network.getXml({ inactive: true }))
    expect(error.message).toBe('unsupported flags (0x1) in function testNetworkGetXMLDesc')
  })

  it('say what the driver lacks: leases and ports', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const errors = await libvirtErrors([
      network.getDhcpLeases(),
      network.getDhcpLeases('52:54:00:00:00:01'),
      network.listPorts(),
      network.lookupPortByUuid(network.uuid),
      network.createPort('<networkport/>', { validate: true }),
    ])
    expect(errors.map(({ code, function: name }) => [code, name])).toEqual([
      [C.VIR_ERR_NO_SUPPORT, 'virNetworkGetDHCPLeases'],
      [C.VIR_ERR_NO_SUPPORT, 'virNetworkGetDHCPLeases'],
      [C.VIR_ERR_NO_SUPPORT, 'virNetworkListAllPorts'],
      [C.VIR_ERR_NO_SUPPORT, 'virNetworkPortLookupByUUIDString'],
      [C.VIR_ERR_NO_SUPPORT, 'virNetworkPortCreateXML'],
    ])
  })

  it('have metadata only where libvirt knows it', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const { major, minor } = await connection.getLibVersion()
    const set = network.setMetadata('title', 'Office', { config: true })
    if (major > 9 || (major === 9 && minor >= 7)) {
      await set
      expect(await network.getMetadata('title', null, { config: true })).toBe('Office')
    } else {
      expect(await libvirtError(set)).toMatchObject({
        code: C.VIR_ERR_NO_SUPPORT,
        function: 'virNetworkSetMetadata',
        message: 'this libvirt is too old: it has no virNetworkSetMetadata',
      })
    }
  })
})
