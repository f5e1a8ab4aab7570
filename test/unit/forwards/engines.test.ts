/** Which engine carries a forward, and why; what is refused, and with which reason. */
import { describe, expect, it } from 'vitest'
import type { ForwardStanding, ForwardWish } from '../../../shared/model/forward.ts'
import { chooseEngine, wishProblems } from '../../../shared/rules/forward-engines.ts'
import type { Wanted } from '../../../shared/rules/forward-engines.ts'
import { takenPorts } from '../../../electron/backend/machines/taken-ports.ts'

const standing = (more: Partial<ForwardStanding> = {}): ForwardStanding => ({
  ...{ relay: null, nat: null, firewall: null, lowestPort: 1024, taken: [] },
  forwarding: { ipv4: false, ipv6: false },
  ...more,
})
const wish = (more: Partial<ForwardWish> = {}): ForwardWish => ({
  ...{ protocol: 'tcp', address: null, port: 8080, toPort: 80 },
  ...more,
})
const choose = (
  asked: Partial<ForwardWish>,
  here: Partial<ForwardStanding> = {},
  wanted: Wanted = 'auto',
  way = { to: '192.168.122.10', isRouted: true },
) => {
  const chosen = chooseEngine(wanted, wish(asked), way, standing(here))
  return chosen.engine === null ? chosen.hindrance : `${chosen.engine}: ${chosen.because}`
}

describe('the engine', () => {
  it.each<[string, string]>([
    ['relay: no-rights', choose({})],
    ['nat: udp', choose({ protocol: 'udp' })],
    ['nat: privileged', choose({ port: 80 })],
    ['nat: firewall', choose({}, { firewall: 'ufw' })],
    ['relay: no-nat', choose({}, { firewall: 'ufw', nat: 'no-helper' })],
    ['nat: no-relay', choose({}, { relay: 'no-user-systemd' })],
    ['no-helper', choose({}, { relay: 'no-user-systemd', nat: 'no-helper' })],
    ['relay: this-computer', choose({ address: '127.0.0.1' }, { firewall: 'firewalld' })],
    ['udp', choose({ address: '::1', protocol: 'udp' })],
    ['this-computer', choose({ address: '127.0.0.1' }, {}, 'nat')],
    ['nat: asked', choose({}, {}, 'nat')],
    ['udp', choose({ protocol: 'udp' }, {}, 'relay')],
    ['privileged', choose({ port: 1023 }, {}, 'relay')],
    ['relay: no-rights', choose({ port: 1024 })],
    ['family', choose({ address: '2001:db8::1' }, {}, 'nat')],
    ['relay: no-rights', choose({ address: '2001:db8::1' })],
    ['session', choose({}, { relay: 'session', nat: 'session' })],
  ])('%s', (expected, chosen) => {
    expect(chosen).toBe(expected)
  })

  it('reaches an isolated network by the kernel only where it forwards, in that family', () => {
    const isolated = (to: string) => ({ to, isRouted: false })
    const udp = { protocol: 'udp' } as const
    const four = { forwarding: { ipv4: true, ipv6: false } }
    expect(choose(udp, {}, 'auto', isolated('10.0.0.5'))).toBe('not-forwarding')
    expect(choose(udp, four, 'auto', isolated('10.0.0.5'))).toBe('nat: udp')
    expect(choose(udp, four, 'auto', isolated('fd00::5'))).toBe('not-forwarding')
  })
})

describe('a forward', () => {
  it.each<[string, Partial<ForwardWish>]>([
    ['port', { port: 0 }],
    ['port', { port: 65_536 }],
    ['toPort', { toPort: 70_000 }],
    ['address', { address: '300.1.1.1' }],
  ])('has something wrong with its %s: %j', (field, asked) => {
    expect(wishProblems(wish(asked)).map((one) => one.field)).toEqual([field])
  })

  it('is in the way of another, by its machine’s name, also switched off; not of itself', () => {
    const forward = {
      ...wish(),
      ...({ id: '0000000a', engine: 'relay', on: false, source: 'kept' } as const),
      ...{ machine: 'u', mac: '52:54:00:00:00:01', bridge: 'virbr0', to: '192.168.122.10' },
    }
    const machine = { uuid: 'u', name: 'web', nics: [] } as never
    const taken = takenPorts([], { forwards: [forward], machines: [machine] })
    const [problem] = wishProblems(wish(), standing({ taken }))
    expect(problem?.text).toMatchObject({ params: { port: 8080, machine: 'web' } })
    const socket = { protocol: 'tcp', address: null, first: 8080, last: 8080 } as const
    const own = { ...forward, on: true }
    const listening = [{ ...socket, program: 'systemd', machine: null }]
    const itself = { forward: forward.id, machines: [machine] }
    expect(takenPorts(listening, { ...itself, forwards: [own] })).toEqual([])
    expect(takenPorts(listening, { ...itself, forwards: [forward] })).toEqual(listening)
  })
})
