/**
 * Packets of a host at the other end of an ssh: read over there, written and shown here; without the packets
 * of the ssh that they come by, and with nothing left over there, however it ends.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Capture } from '../../shared/model/capture.ts'
import { Lab } from '../lab/lab.ts'
import { ROUTER } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { failureOf } from '../support/failure.ts'
import { reachHost } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
})
afterAll(() => lab.stop())

const BURST = 20_000

async function start(host: FarHost, name: string, filter = ''): Promise<Capture> {
  const asked = { interface: name, filter, megabytes: 100, minutes: 5, choosePlace: false }
  return (
    (await host.backend.api.startCapture(asked)) ?? expect.unreachable('nobody was asked where')
  )
}

async function stop({ backend }: FarHost, { id }: Capture): Promise<Capture> {
  await backend.api.stopCapture(id)
  const all = await backend.api.getCaptures()
  return all.find((one) => one.id === id) ?? expect.unreachable('it is in the list')
}

async function linesOf({ file }: Capture, filter: string): Promise<string[]> {
  const { stdout } = await lab.run(['tshark', '-n', '-r', file, '-Y', filter])
  return stdout.trim().split('\n').filter(Boolean)
}

async function noneLeft(): Promise<void> {
  const running = async () =>
    (await lab.run(['pgrep', '-l', '-x', 'dumpcap|tshark'], { check: false })).stdout.trim()
  await until('no program is left', async () => (await running()) === '' || undefined)
}

describe('as root over there', () => {
  let host: FarHost
  beforeAll(async () => {
    host = await reachHost(lab, 'root')
    await host.backend.until(({ interfaces }) => interfaces.length > 0)
  })
  afterAll(() => host[Symbol.asyncDispose]())

  it('its NIC is captured without the ssh that goes over it', async () => {
    expect(await host.backend.api.getCaptureStanding('eth0')).toMatchObject({
      ...{ by: 'far', hindrance: null },
    })
    const capture = await start(host, 'eth0')
    await lab.run(['ping', '-c', '5', '-i', '0.2', ROUTER])
    await sleep(1_000)
    const ended = await stop(host, capture)
    expect(ended).toMatchObject({ end: 'stopped', cause: null })
    expect((await linesOf(ended, 'icmp')).length).toBe(10)
    expect(await linesOf(ended, `tcp.port == ${host.server.port}`)).toEqual([])
    await noneLeft()
  })

  it('a machine’s cable over there, told here, and all of a burst', async () => {
    const tap =
      host.backend.inventory?.machines[0]?.nics[0]?.tap ?? expect.unreachable('it is plugged in')
    await lab.guest('web').waitForAddress('192.168.122.')
    const capture = await start(host, tap, 'icmp')
    await lab.guest('web').run('ping -c 5 -i 0.2 192.168.122.1', 40_000)
    expect((await stop(host, capture)).packets).toBe(10)
    const told = host.backend.captured.filter((one) => one.capture.id === capture.id)
    expect(told.flatMap(({ packets }) => packets).length).toBe(10)

    const burst = await start(host, 'eth0', `udp and dst host ${ROUTER} and port 9`)
    const script = `const socket = require('node:dgram').createSocket('udp4'); let sent = 0
      const timer = setInterval(() => {
        for (let i = 0; i < 50 && sent < ${BURST}; i++, sent++) socket.send(String(sent).padStart(32), 9, '${ROUTER}')
        if (sent === ${BURST}) { clearInterval(timer); setTimeout(() => socket.close(), 300) }
      }, 5)`
    await lab.run(['node', '-e', script])
    const now = async () =>
      (await host.backend.api.getCaptures()).find(({ id }) => id === burst.id)?.packets
    await until('all have come', async () => (await now()) === BURST || undefined, {
      timeoutMs: 30_000,
    })
    expect((await stop(host, burst)).packets).toBe(BURST)
  })

  it('what is no filter is said as here', async () => {
    expect(await failureOf(start(host, 'eth0', 'host and nonsense'))).toMatchObject({
      code: 'capture-filter-invalid',
    })
    await noneLeft()
  })

  it('a killed app leaves nothing over there', async () => {
    await start(host, 'eth0')
    const there = () => lab.run(['pgrep', '-x', 'dumpcap'], { check: false })
    expect((await there()).stdout.trim()).not.toBe('')
    await host.backend.kill()
    await noneLeft()
  })
})

describe('as somebody who may not', () => {
  it('it says what to do about it', async () => {
    await using host = await reachHost(lab, 'alex')
    expect(await host.backend.api.getCaptureStanding('eth0')).toMatchObject({
      ...{ by: null, hindrance: 'not-allowed-far' },
    })
  })
})
