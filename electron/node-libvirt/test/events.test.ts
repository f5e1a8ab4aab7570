import { describe, expect, it } from 'vitest'
import { Connection, constants as C, type ConnectionEvents } from '../src/index.ts'
import { domainXml, networkXml, openHost } from './support/test-host.ts'
import { libvirtError } from './support/rejection.ts'
import { runScript } from './support/run-script.ts'

/** Waits until libvirt's event loop had its turn: events come on their own. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5_000
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 2))
}

describe('events', () => {
  it('of networks come in order, with plain data', async () => {
    await using connection = await openHost()
    const events: ConnectionEvents['networkLifecycle'][] = []
    await connection.on('networkLifecycle', (event) => events.push(event))
    const network = await connection.defineNetwork(networkXml('new', 5))
    await network.create()
    await network.destroy()
    await network.undefine()
    await until(() => events.length === 4)
    expect(events.map(({ event }) => event)).toEqual(['defined', 'started', 'stopped', 'undefined'])
    expect(events[0]).toEqual({
      network: { name: 'new', uuid: network.uuid },
      event: 'defined',
      detail: 0,
    })
  })

  it('of domains come in order, with plain data', async () => {
    await using connection = await openHost()
    const events: ConnectionEvents['domainLifecycle'][] = []
    await connection.on('domainLifecycle', (event) => events.push(event))
    const domain = await connection.defineDomain(domainXml('new', 5))
    await domain.create()
    const { id } = domain
    await domain.suspend()
    await domain.resume()
    await domain.destroy()
    await domain.undefine()
    await until(() => events.length === 6)
    expect(events.map(({ event }) => event)).toEqual([
      'defined',
      'started',
      'suspended',
      'resumed',
      'stopped',
      'undefined',
    ])
    expect(events[1]).toEqual({
      domain: { name: 'new', uuid: domain.uuid, id },
      event: 'started',
      detail: C.VIR_DOMAIN_EVENT_STARTED_BOOTED,
    })
    expect(events[4]!.detail).toBe(C.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
  })

  it('of node devices say which', async () => {
    await using connection = await Connection.open('test:///default')
    const events: string[] = []
    await connection.on('nodeDeviceLifecycle', ({ event, nodeDevice }) =>
      events.push(`${event} ${nodeDevice.name}`),
    )
    await connection.on('nodeDeviceUpdate', () => events.push('update'))
    const device = await connection.createNodeDevice(
      `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
        <wwnn>2000000012349999</wwnn><wwpn>1000000012349999</wwpn></capability></capability></device>`,
    )
    await device.destroy()
    await until(() => events.length === 2)
    expect(events).toEqual([`created ${device.name}`, `deleted ${device.name}`])
  })

  it('reach every listener until it leaves', async () => {
    await using connection = await openHost()
    const seen: string[] = []
    const listen = (who: string) =>
      connection.on('networkLifecycle', ({ event }) => seen.push(`${who} ${event}`))
    await listen('first')
    const stop = await listen('second')
    const network = await connection.lookupNetworkByName('net0')
    await network.destroy()
    await until(() => seen.length === 2)
    await Promise.all([stop(), stop()])
    await network.create()
    await until(() => seen.length === 3)
    expect(seen).toEqual(['first stopped', 'second stopped', 'first started'])
  })

  it('can be left and listened to again, in any haste', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const seen: string[] = []
    for (let round = 0; round < 20; round++) {
      const [stop] = await Promise.all([
        connection.on('networkLifecycle', () => seen.push('never')),
        connection.on('domainLifecycle', () => {}),
      ])
      void stop()
    }
    await connection.on('networkLifecycle', ({ event }) => seen.push(event))
    await network.destroy()
    await until(() => seen.length === 1)
    expect(seen).toEqual(['stopped'])
  })

  it('can be registered for every kind that this libvirt knows', async () => {
    await using connection = await openHost()
    const { major, minor } = await connection.getLibVersion()
    const newer: Record<string, [number, number]> = {
      networkMetadataChange: [9, 8],
      memoryDeviceSizeChange: [7, 9],
      nicMacChange: [11, 2],
    }
    const { EVENT_SOURCES } = await import('../src/events.ts')
    for (const name of Object.keys(EVENT_SOURCES) as (keyof typeof EVENT_SOURCES)[]) {
      const [needsMajor, needsMinor] = newer[name] ?? [0, 0]
      const registration = connection.on(name, () => {})
      if (major > needsMajor || (major === needsMajor && minor >= needsMinor)) {
        await (
          await registration
        )()
      } else {
        const error = await libvirtError(registration)
        expect(error.code).toBe(C.VIR_ERR_NO_SUPPORT)
        expect(error.message).toMatch(/too old/)
      }
    }
  })

  it('can be iterated over, until the connection closes', async () => {
    const connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const events = await connection.events('networkLifecycle')
    const seen: string[] = []
    const reading = (async () => {
      for await (const { event } of events) seen.push(event)
    })()
    await network.destroy()
    await network.create()
    await until(() => seen.length === 2)
    await connection.close()
    await reading
    expect(seen).toEqual(['stopped', 'started'])
  })

  it('can be iterated over, until the loop is left', async () => {
    await using connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const events = await connection.events('networkLifecycle')
    await network.destroy()
    for await (const { event } of events) {
      expect(event).toBe('stopped')
      break
    }
    expect(await events.next()).toEqual({ done: true, value: undefined })
  })

  it('say that the connection closed, once, also to those who ask late', async () => {
    const connection = await openHost()
    const reasons: string[] = []
    await connection.on('closed', ({ reason }) => reasons.push(`early ${reason}`))
    const stop = await connection.on('closed', () => reasons.push('never'))
    await stop()
    await connection.close()
    await connection.close()
    await connection.on('closed', ({ reason }) => reasons.push(`late ${reason}`))
    await until(() => reasons.length === 2)
    expect(reasons).toEqual(['early client', 'late client'])
    const error = await libvirtError(connection.on('domainLifecycle', () => {}))
    expect(error.code).toBe(C.VIR_ERR_INVALID_CONN)
  })

  it('make an uncaught exception of what a listener throws, and go on', async () => {
    const { code, stdout } = await runScript('throwing-listener.ts')
    expect(stdout.trim().split('\n').sort()).toEqual(['then: started', 'uncaught: from a listener'])
    expect(code).toBe(0)
  })
})
