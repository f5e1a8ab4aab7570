/** Live traffic: a guest really sends, and what is told equals what the kernel has counted. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Traffic, TrafficSample } from '../../shared/model/traffic.ts'
import { ROUTER } from '../lab/lan.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

const SENT = 4_000_000
/** On the LAN: takes one connection, and ends with it. */
const SINK = `require('node:net').createServer((socket) =>
  socket.resume().on('close', () => process.exit(0))).listen(5001, () => console.log('ready'))`

const MACVTAP = `<network><name>direct</name>
  <forward mode='bridge'><interface dev='eth0'/></forward></network>`

interface IpLink {
  ifname: string
  stats64: Record<'rx' | 'tx', { bytes: number; packets: number; errors: number; dropped: number }>
}

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start()
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await lab.guest('web').waitForAddress('192.168.122.')
  await lab.run(['sh', '-c', 'cat | virsh net-create /dev/stdin'], { input: MACVTAP })
  await backend.api.watchTraffic(true)
  await backend.api.setVisible(true)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const tap = () => machines.get('web').nics[0]?.tap ?? ''

/** `ip -s link`, in the words of the model. */
async function kernel(name: string): Promise<Traffic> {
  const [link] = await lab.ip<IpLink>('-s', 'link', 'show', 'dev', name)
  if (!link) throw new Error(`no ${name}`)
  const counted = ({ bytes, packets, errors, dropped }: IpLink['stats64']['rx']) => ({
    ...{ bytes, packets, errors, drops: dropped },
  })
  return { received: counted(link.stats64.rx), sent: counted(link.stats64.tx) }
}

function sampleAfter(moment: number): Promise<TrafficSample> {
  return until('the next counters', () => backend.samples.slice(moment).at(-1))
}

/** The kernel's word and a sample that has the same, taken when nothing moves. */
async function atRest(name: string, read: (sample: TrafficSample) => Traffic | undefined) {
  return until(`the counters of ${name} at rest`, async () => {
    const before = await kernel(name)
    const sample = await sampleAfter(backend.samples.length)
    const after = await kernel(name)
    const isAtRest = JSON.stringify(before) === JSON.stringify(after)
    return isAtRest && { kernel: after, told: read(sample) }
  })
}

describe('the counters', () => {
  it('of a bounded amount that a guest sends are what the kernel says', async () => {
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    const sink = lab.spawn(['node', '-e', SINK], { where: 'lan', stdio: [...stdio] })
    const ended = once(sink, 'exit')
    await once(sink.stdout as Readable, 'data')
    const start = await sampleAfter(backend.samples.length)
    const { code } = await lab
      .guest('web')
      .run(`head -c ${SENT} /dev/zero | nc -w 5 ${ROUTER} 5001`, 60_000)
    expect(code).toBe(0)
    await ended
    const nic = await atRest(tap(), (sample) => sample.nics[tap()])
    // The tap is the host's end: what the guest has sent, the host has received.
    expect(nic.told).toEqual({ received: nic.kernel.sent, sent: nic.kernel.received })
    const grown = (nic.told?.sent.bytes ?? 0) - (start.nics[tap()]?.sent.bytes ?? 0)
    expect(grown).toBeGreaterThan(SENT)
    expect(grown).toBeLessThan(SENT * 1.1)
  })

  it.each(['virbr0', 'eth0'])('of %s are what the kernel says', async (name) => {
    const { kernel: counted, told } = await atRest(name, (sample) => sample.interfaces[name])
    expect(told).toEqual(counted)
    expect(told?.received.bytes).toBeGreaterThan(0)
  })
})

describe('a NIC of each kind', () => {
  const attach = ['attach-interface', 'web', '--live', '--model', 'virtio']

  it.each([
    ['tap in a bridge', ['--type', 'bridge', '--source', 'virbr0']],
    ['macvtap device', ['--type', 'direct', '--source', 'eth0']],
    ['macvtap device of a network', ['--type', 'network', '--source', 'direct']],
  ])('on a %s has what libvirt says of it', async (_, more) => {
    const before = machines.get('web').nics.map((nic) => nic.tap)
    await lab.virsh(...attach, ...more)
    const device = await until('the NIC', () => newTap(before))
    const { libvirt, told } = await until('both at rest', () => bothAtRest(device))
    expect(told).toEqual(libvirt)
    // Or either way round would do.
    expect(told?.received.bytes).not.toBe(told?.sent.bytes)
  })

  const newTap = (before: (string | null)[]) =>
    machines.get('web').nics.find((nic) => nic.tap !== null && !before.includes(nic.tap))?.tap ??
    undefined

  /** libvirt's word, when it was the same before and after the sample, and something has come. */
  async function bothAtRest(device: string) {
    const before = await libvirtCounts(device)
    const sample = await sampleAfter(backend.samples.length)
    const libvirt = await libvirtCounts(device)
    const isAtRest = JSON.stringify(before) === JSON.stringify(libvirt)
    return isAtRest && libvirt.received.packets > 0 && { libvirt, told: sample.nics[device] }
  }

  /** `virsh domifstat`: a line for each counter, as in `vnet0 rx_bytes 42`. */
  async function libvirtCounts(device: string): Promise<Traffic> {
    const lines = (await lab.virsh('domifstat', 'web', device)).trim().split('\n')
    const values = new Map(lines.map((line) => [line.split(' ')[1], Number(line.split(' ')[2])]))
    const counted = (way: string) => {
      const of = (name: string) => values.get(`${way}_${name}`) ?? NaN
      return { bytes: of('bytes'), packets: of('packets'), errors: of('errs'), drops: of('drop') }
    }
    return { received: counted('rx'), sent: counted('tx') }
  }
})

describe('nobody', () => {
  it('is told anything while the window is hidden, or nothing watches', async () => {
    for (const quiet of [
      () => backend.api.setVisible(false),
      () => backend.api.setVisible(true).then(() => backend.api.watchTraffic(false)),
    ]) {
      await quiet()
      const before = backend.samples.length
      await sleep(2_500)
      expect(backend.samples).toHaveLength(before)
    }
    await backend.api.watchTraffic(true)
    await until('it goes on', () => backend.samples.at(-1))
  })
})
