import { describe, expect, it } from 'vitest'
import { Connection, constants as C } from '../src/index.ts'
import { libvirtError, libvirtErrors } from './support/rejection.ts'

const open = () => Connection.open('test:///default')

describe('node devices', () => {
  it('are listed, all or of a kind', async () => {
    await using connection = await open()
    const names = (await connection.listNodeDevices()).map(({ name }) => name)
    expect(names).toContain('computer')
    const system = await connection.listNodeDevices(['system'])
    expect(system.map(({ name }) => name)).toEqual(['computer'])
    expect(await connection.listNodeDevices(['net'])).toEqual([])
  })

  it('say what they are', async () => {
    await using connection = await open()
    const computer = await connection.lookupNodeDeviceByName('computer')
    expect(await computer.getXml()).toContain(`<capability type='system'>`)
    expect(await computer.listCapabilities()).toEqual(['system'])
    const host = await connection.lookupNodeDeviceByName('scsi_host1')
    expect(await host.getParent()).toBe('computer')
    expect(await host.listCapabilities()).toEqual(['scsi_host'])
  })

  it('are made and destroyed', async () => {
    await using connection = await open()
    const device = await connection.createNodeDevice(
      `<device><parent>scsi_host1</parent>
        <capability type='scsi_host'><capability type='fc_host'>
          <wwnn>2000000012349999</wwnn><wwpn>1000000012349999</wwpn></capability></capability></device>`,
    )
    expect((await connection.lookupNodeDeviceByName(device.name)).name).toBe(device.name)
    await device.destroy()
    expect((await libvirtError(device.getXml())).code).toBe(C.VIR_ERR_NO_NODE_DEVICE)
  })

  it('say what driver or library lack', async () => {
    await using connection = await open()
    const device = await connection.lookupNodeDeviceByName('computer')
    const errors = await libvirtErrors([
      connection.lookupScsiHostByWwn('2000000012341234', '1000000012341234'),
      device.create(),
      device.undefine(),
      device.update('<device/>', { live: true }),
      device.detach('vfio'),
      device.reattach(),
      device.reset(),
      device.isActive(),
      device.isPersistent(),
      device.getAutostart(),
      device.setAutostart(true),
    ])
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set([C.VIR_ERR_NO_SUPPORT]))
  })
})

describe('interfaces of the host', () => {
  it('are listed and found', async () => {
    await using connection = await open()
    const [eth1] = await connection.listInterfaces()
    expect(eth1).toMatchObject({ name: 'eth1', mac: 'aa:bb:cc:dd:ee:ff' })
    expect(await connection.listInterfaces({ active: false })).toEqual([])
    expect((await connection.lookupInterfaceByName('eth1')).mac).toBe(eth1!.mac)
    expect((await connection.lookupInterfaceByMac(eth1!.mac)).name).toBe('eth1')
  })

  it('say what they are', async () => {
    await using connection = await open()
    const eth1 = await connection.lookupInterfaceByName('eth1')
    expect(await eth1.getXml()).toContain(`<interface type='ethernet' name='eth1'>`)
    expect(await eth1.isActive()).toBe(true)
  })
})
