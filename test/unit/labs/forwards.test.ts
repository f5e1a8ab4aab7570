/** Ports of a host that a lab leads to its machines: whence, where to, and what is left out. */
import { describe, expect, it } from 'vitest'
import { ForwardFit } from '../../../electron/backend/labs/fit-forwards.ts'
import { fitNetworks } from '../../../electron/backend/labs/fit-networks.ts'
import { fitNics, pairNics } from '../../../electron/backend/labs/fit-nics.ts'
import { RuleFilters } from '../../../electron/backend/labs/fit-rules.ts'
import type { Here } from '../../../electron/backend/labs/here.ts'
import { readLab } from '../../../electron/backend/labs/lab-text.ts'
import type { ForwardStanding } from '../../../shared/model/forward.ts'
import { machine, NOWHERE } from './support.ts'

const MAC = '52:54:00:00:00:01'
const standing: ForwardStanding = {
  ...{ relay: null, nat: null, firewall: null, lowestPort: 1024, taken: [] },
  forwarding: { ipv4: true, ipv6: true },
}
const taken = (port: number) => ({
  ...{ protocol: 'tcp' as const, address: null, first: port, last: port },
  ...{ program: 'httpd', machine: null },
})
const lab = (
  hostPort: string,
  reserved = `reservations: [{ mac: "${MAC}", address: 10.70.0.9 }]`,
) =>
  readLab(`puente-lab: 1
name: led
networks:
  - { name: lan, kind: nat, subnets: [{ address: 10.70.0.1, prefix: 24, ${reserved} }] }
machines:
  - name: web
    nics: [{ mac: "${MAC}", to: { network: lan }, hostPorts: [${hostPort}] }]
`)
const WEB: Here = { ...NOWHERE, machines: [machine('web')] }

function fit(asked: ReturnType<typeof lab>, here: Here, now = standing) {
  const { nics: pairs, macs } = pairNics(asked, here)
  const networks = fitNetworks(asked, here, macs)
  const rules = new RuleFilters(here, networks)
  const nics = fitNics(pairs, { names: new Map(), rules, noBadLink: () => null })
  const forwards = here.machines.flatMap((one) => one.nics.flatMap((nic) => nic.forwards))
  return new ForwardFit({ forwards, standing: now }, networks, new Map()).fit(asked, nics)
}

describe('a port', () => {
  it('leads to the address that is reserved, over a bridge that has a name', () => {
    const { forwards, warnings } = fit(lab('{ port: 8080, toPort: 80 }'), WEB)
    expect(warnings).toEqual([])
    expect(forwards).toMatchObject([
      {
        ...{ fate: 'made', because: 'no-rights', notes: [] },
        forward: {
          ...{ engine: 'relay', on: true, protocol: 'tcp', address: null, port: 8080, toPort: 80 },
          ...{ mac: MAC, bridge: 'virbr0', to: '10.70.0.9', source: 'kept' },
        },
      },
    ])
  })

  it('goes where its subnet goes, and so does an address that the file says', () => {
    const here: Here = {
      ...WEB,
      occupied: [{ subnet: '10.70.0.0/24', by: 'interface', name: 'eth0', connected: true }],
    }
    const of = (asked: ReturnType<typeof lab>) => fit(asked, here).forwards[0]?.forward.to
    expect(of(lab('{ port: 8080 }'))).toBe('192.168.122.9')
    expect(of(lab('{ port: 8080, to: 10.70.0.7 }', 'reservations: []'))).toBe('192.168.122.7')
  })

  it('that is taken here is another one, by which it is known again', () => {
    const asked = lab('{ port: 8080 }, { port: 8081 }')
    const now = { ...standing, taken: [taken(8080)] }
    const first = fit(asked, WEB, now).forwards
    expect(first.map(({ forward }) => forward.port)).toEqual([8081, 8082])
    expect(first[0]?.notes).toMatchObject([{ params: { from: 8080, to: 8081 } }])
    const web = machine('web', MAC)
    const nics = web.nics.map((nic) => ({
      ...nic,
      forwards: first.map(({ forward }) => ({ ...forward, machine: web.uuid })),
    }))
    const again = fit(asked, { ...WEB, machines: [{ ...web, nics }] }, now).forwards
    expect(again.map(({ fate, forward }) => [fate, forward.port])).toEqual([
      ['stays', 8081],
      ['stays', 8082],
    ])
  })

  it('is carried by what there is here, whatever carried it elsewhere', () => {
    const asked = lab('{ port: 8080, engine: nat }')
    const now = { ...standing, nat: 'no-helper' as const }
    expect(fit(asked, WEB, now).forwards[0]?.forward.engine).toBe('relay')
  })

  it.each([
    [
      'its machine has no address of its own',
      lab('{ port: 80 }', 'reservations: []'),
      'lab.forward.address',
    ],
    [
      'nothing here can carry it',
      lab('{ port: 8080, protocol: udp }'),
      'forward.hindrance.no-helper',
    ],
  ])('is left out, and said, where %s', (_, asked, why) => {
    const { forwards, warnings } = fit(asked, WEB, { ...standing, nat: 'no-helper' })
    expect(forwards).toEqual([])
    expect(warnings).toMatchObject([
      { key: 'lab.warning.forward', params: { machine: 'web', why } },
    ])
  })
})
