import { describe, expect, it } from 'vitest'
import {
  forwardSteps,
  forwardWarnings,
  noMore,
} from '../../../electron/backend/machines/forward-views.ts'
import { takenPorts } from '../../../electron/backend/machines/taken-ports.ts'
import { virtInstallArguments } from '../../../electron/backend/machines/virt-install-arguments.ts'
import { bridgeRules, isAllowed } from '../../../electron/host/bridge-helper.ts'
import { takenPorts as listening } from '../../../electron/host/port-listeners.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { PortForward, PortSpan } from '../../../shared/model/port-forward.ts'

const WEB: PortForward = {
  ...{ protocol: 'tcp', address: null, device: null, except: [] },
  ranges: [{ first: 8080, last: 8080, to: 80 }],
}

describe('what ss says of who listens', () => {
  it.each([
    [
      'tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:(("nginx",pid=1,fd=3))',
      { protocol: 'tcp', address: '0.0.0.0', first: 8080, program: 'nginx' },
    ],
    [
      'udp UNCONN 0 0 [::1]:53 [::]:*',
      { protocol: 'udp', address: '::1', first: 53, program: null },
    ],
    ['tcp LISTEN 0 128 *:22 *:*', { address: null, first: 22 }],
    ['tcp LISTEN 0 128 [::ffff:127.0.0.1]:9000 *:*', { address: '127.0.0.1', first: 9000 }],
    ['udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*', { address: '127.0.0.53', first: 53 }],
  ])('%s', (line, port) => {
    expect(listening(line)[0]).toMatchObject({ ...port, last: port.first, machine: null })
  })

  it.each(['', 'udp UNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:*', 'Netid State Recv-Q'])(
    'nothing of %j',
    (line) => {
      expect(listening(line)).toEqual([])
    },
  )
})

describe('what is in the way of a NIC', () => {
  const nic = (mac: string, forwards: PortForward[]) => ({
    ...{ alias: null, mac, slot: null, model: null, linkUp: true, addresses: [] },
    ...{ source: { type: 'other' as const, description: 'user' }, tap: null, forwards },
    ...{ plugged: true, stored: true, pending: [], leaving: false },
  })
  const machine = (uuid: string, state: Machine['state'], forwards = [WEB]): Machine => ({
    ...{ uuid, name: uuid, state, persistent: true, autostart: false, memoryMiB: 1, vcpus: 1 },
    nics: [nic(`52:54:00:00:00:0${uuid}`, forwards)],
  })
  const listener = listening('tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:*')
  const own = { machine: '1', nic: { alias: null, mac: '52:54:00:00:00:01', slot: null } }

  it('is not its own passt', () => {
    expect(
      takenPorts(listener, { machines: [machine('1', 'running')], forwards: [], nic: own }),
    ).toEqual([])
  })

  it('is whoever listens while its machine is off', () => {
    expect(
      takenPorts(listener, { machines: [machine('1', 'shut-off')], forwards: [], nic: own }),
    ).toEqual(listener)
  })

  it.each(['running', 'shut-off'] as const)('is another machine’s forward, %s', (state) => {
    const taken = takenPorts([], {
      machines: [machine('1', 'shut-off'), machine('2', state)],
      forwards: [],
      nic: own,
    })
    expect(taken).toMatchObject([{ first: 8080, machine: '2', program: null }])
  })

  it('is a relay or the kernel’s, also one that is off, and none of the relay’s own socket', () => {
    const to = { machine: '2', mac: '52:54:00:00:00:02', bridge: 'virbr0', to: '192.168.122.9' }
    const wish = { protocol: 'tcp', address: null, port: 8080, toPort: 80 } as const
    const relay: Forward = { ...to, ...wish, id: 'a', engine: 'relay', on: true, source: 'kept' }
    const machines = [machine('2', 'running', [])]
    const of = (forwards: Forward[]) => takenPorts(listener, { machines, forwards, nic: own })
    expect(of([relay])).toMatchObject([{ first: 8080, machine: '2', program: null }])
    const off = { ...relay, engine: 'nat', on: false } as const
    expect(of([off]).map((one) => one.machine)).toEqual([null, '2'])
  })

  it.each<[string, PortSpan[], string]>([
    ['one in the middle', [{ first: 8080, last: 8080 }], '8000-8079 8081-8099'],
    [
      'both ends, and beyond',
      [
        { first: 1, last: 8010 },
        { first: 8090, last: 9000 },
      ],
      '8011-8089',
    ],
    [
      'ones that meet',
      [
        { first: 8000, last: 8050 },
        { first: 8040, last: 8097 },
      ],
      '8098-8099',
    ],
    ['all of it', [{ first: 1, last: 65_535 }], ''],
    ['none of it', [{ first: 9000, last: 9000 }], '8000-8099'],
  ])('is not what another machine’s forward leaves out: %s', (_, except, text) => {
    const forward = { ...WEB, ranges: [{ first: 8000, last: 8099, to: 80 }], except }
    const machines = [machine('2', 'running', [forward])]
    const taken = takenPorts([], { machines, forwards: [], nic: own })
    expect(taken.map(({ first, last }) => `${first}-${last}`).join(' ')).toBe(text)
  })

  it('is told once of another machine that runs', () => {
    const taken = takenPorts(listener, {
      machines: [machine('2', 'running')],
      forwards: [],
      nic: own,
    })
    expect(taken.map((one) => one.machine)).toEqual(['2'])
  })
})

describe('a plan', () => {
  it.each<[Partial<PortForward>, string]>([
    [{}, 'step.forward.anyone'],
    [{ address: '127.0.0.1' }, 'step.forward.this-computer'],
    [{ address: '192.0.2.1' }, 'step.forward.address'],
    [{ ranges: [] }, 'step.forward.anyone-all'],
  ])('says who reaches what: %j', (part, key) => {
    expect(forwardSteps([{ ...WEB, ...part }])[0]?.key).toBe(key)
  })

  it('warns of what others can come to, and of nothing else', () => {
    expect(forwardWarnings([WEB])).toHaveLength(1)
    expect(forwardWarnings([{ ...WEB, address: '::1' }])).toEqual([])
    expect(forwardWarnings()).toEqual([])
  })

  it('names the forwards that end', () => {
    const mac = '52:54:00:00:00:01'
    const gone = [{ key: 'lost.nic-forwards', params: { mac, value: 'tcp 8080 → 80' } }]
    expect(noMore([WEB], [], mac)).toEqual(gone)
    expect(noMore([WEB], [WEB], mac)).toEqual([])
    expect(noMore([WEB], undefined, mac)).toEqual([])
  })
})

it('has virt-install write backend and forwards into the NIC that they are of', () => {
  const network = {
    source: { type: 'network', network: 'a', portGroup: null },
    model: 'virtio',
    mac: null,
  }
  const except = [{ first: 22, last: 22 }]
  const forwards = [WEB, { ...WEB, address: '127.0.0.1', ranges: [], except }]
  const user = { source: { type: 'user' }, model: 'virtio', mac: null, forwards }
  const intent = {
    ...{ name: 'x', memoryMiB: 16, vcpus: 1, os: null, emulated: true },
    ...{ install: { from: 'network' }, disk: { type: 'none' }, nics: [network, user] },
  } as Parameters<typeof virtInstallArguments>[1]
  const paths = (backend: 'passt' | null) => {
    const words = virtInstallArguments('qemu:///session', intent, backend)
    return words.filter((_, index) => words[index - 1] === '--xml')
  }
  const at = './devices/interface[2]'
  expect(paths('passt')).toEqual([
    `${at}/backend/@type=passt`,
    `${at}/portForward[1]/@proto=tcp`,
    `${at}/portForward[1]/range[1]/@start=8080`,
    `${at}/portForward[1]/range[1]/@to=80`,
    `${at}/portForward[2]/@proto=tcp`,
    `${at}/portForward[2]/@address=127.0.0.1`,
    `${at}/portForward[2]/range[1]/@start=22`,
    `${at}/portForward[2]/range[1]/@exclude=yes`,
  ])
  expect(paths(null)).toEqual([])
})

describe('qemu-bridge-helper lets onto', () => {
  it.each([
    ['allow all', true],
    ['allow br0', true],
    ['  allow   br0  # for the lab', true],
    ['allow br1', false],
    ['# allow br0', false],
    ['allow all\ndeny br0', false],
    ['deny all\nallow br0', false],
    ['', false],
  ])('br0, by %j: %s', (text, allowed) => {
    const rules = bridgeRules(text).flatMap((rule) => ('include' in rule ? [] : [rule]))
    expect(isAllowed(rules, 'br0')).toBe(allowed)
  })
})
