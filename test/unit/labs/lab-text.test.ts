/** A lab's file: what is in it comes back, and whatever somebody else put into it is refused in time. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readLab, writeLab } from '../../../electron/backend/labs/lab-text.ts'
import { isSaidByDefinition, nicElement } from '../../../electron/backend/labs/exact.ts'
import { savedLab } from '../../../electron/backend/labs/saved.ts'
import { templates } from '../../../electron/backend/labs/templates/index.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import { parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { LARGEST_LAB, labTemplates } from '../../../shared/model/labs/lab.ts'
import { perfectWay, presets } from '../../../shared/rules/link-conditions.ts'
import { labFile } from '../../../shared/schemas/lab.ts'
import { failureOf } from '../../support/failure.ts'
import { EXAMPLES } from '../libvirt/network-examples.ts'
import { CABLE, definition, machine, NOWHERE, PLAIN, thereIs } from './support.ts'

const UUID = '5b1f7f4a-6d0c-4d37-8bb5-0d2c7ab33210'
const MAC = '52:54:00:00:00:01'
const refusal = (text: string) => failureOf(() => readLab(text))
const lab = (rest: string) => `puente-lab: 1\n${rest}`

describe('what is saved', () => {
  it.each(EXAMPLES)('comes back as it was: $what', ({ xml }) => {
    const there = { uuid: UUID, name: 'x', active: true, autostart: false, xml }
    const network = { ...there, definition: readDefinition(parse(xml)) }
    const saved = savedLab({ ...NOWHERE, networks: [network] }, { networks: null })
    expect(readLab(writeLab(saved))).toEqual(saved)
  })

  it('of NICs, too, and of machines that have none nothing', () => {
    const machines = [machine('web', MAC), machine('bare')]
    const saved = savedLab({ ...NOWHERE, machines }, { networks: null })
    expect(saved.machines).toEqual([
      { name: 'web', nics: [{ mac: MAC, settings: CABLE, ...PLAIN }] },
    ])
    expect(readLab(writeLab(saved))).toEqual(saved)
  })

  it('of rules in words, without the filter that they are here, and of a bad link what is bad', () => {
    const [web] = [machine('web', MAC)]
    const rules = {
      allow: 'services' as const,
      services: [{ address: '10.0.0.9', protocol: 'tcp' as const, port: 443 }],
    }
    const filter = { name: 'puente-services-525400000001', parameters: [] }
    const nics = web.nics.map((nic) => ({
      ...{ ...nic, rules, badLink: { ...presets.mobile, fromMachine: perfectWay } },
      xml: serialize(nicElement(MAC, { ...CABLE, filter })),
      settings: { ...nic.settings, filter },
    }))
    const saved = savedLab({ ...NOWHERE, machines: [{ ...web, nics }] }, { networks: null })
    const text = writeLab(saved)
    expect(text).not.toContain('puente-services')
    expect(text).toContain(`        badLink:
          toMachine:
            delay: 75
            rate: 1600
`)
    expect(readLab(text)).toEqual(saved)
  })

  it('of ports that lead to it without what is usual, and without an address that is reserved', () => {
    const [web] = [machine('web', MAC)]
    const port = {
      ...{ id: '01234567', machine: web.uuid, mac: MAC, bridge: 'virbr1', source: 'kept' as const },
      ...{ protocol: 'tcp' as const, address: null, on: true, engine: 'relay' as const },
    }
    const forwards = [
      { ...port, port: 8080, toPort: 80, to: '10.0.0.9' },
      { ...port, port: 22, toPort: 22, to: '10.0.0.8', on: false },
    ]
    const reservations = [{ mac: MAC, id: null, name: null, address: '10.0.0.9' }]
    const subnet = { family: 'ipv4' as const, address: '10.0.0.1', prefix: 24, dhcpRanges: [] }
    const networks = [thereIs(UUID, definition('lan', { subnets: [{ ...subnet, reservations }] }))]
    const machines = [{ ...web, nics: web.nics.map((nic) => ({ ...nic, forwards })) }]
    const saved = savedLab({ ...NOWHERE, networks, machines }, { networks: null })
    const text = writeLab(saved)
    expect(text).toContain(`        hostPorts:
          - port: 8080
            engine: relay
            toPort: 80
          - port: 22
            to: 10.0.0.8
            engine: relay
            enabled: false
`)
    expect(readLab(text)).toEqual(saved)
  })

  it('names the bridges of the host that it needs, and the NICs that these are on', () => {
    const side = { kind: 'bridge', bridge: { owner: 'puente' } }
    const hostInterfaces = [
      { ...side, name: 'br0', ports: ['vnet0', 'eth0'] },
      { ...side, name: 'br9', ports: [] },
      ...[
        { name: 'vnet0', kind: 'tun' },
        { name: 'eth0', kind: 'ethernet' },
      ],
    ] as unknown as HostInterface[]
    const bridged = { ...definition('lan'), kind: 'bridged' as const, bridge: 'br0' }
    const there = { ...thereIs(UUID, definition('lan')), definition: bridged }
    const saved = savedLab({ ...NOWHERE, hostInterfaces, networks: [there] }, { networks: null })
    expect(saved.bridges).toEqual([{ name: 'br0', nic: 'eth0' }])
    expect(readLab(writeLab(saved)).bridges).toEqual(saved.bridges)
  })

  it('is short where all is usual, and quotes what an older YAML takes for a number', () => {
    const networks = [thereIs(UUID, definition('lan'))]
    const text = writeLab(
      savedLab({ ...NOWHERE, networks, machines: [machine('web', MAC)] }, { networks: null }),
    )
    expect(text).toBe(
      lab(`networks:
  - name: lan
    kind: very-isolated
    uuid: ${UUID}
machines:
  - name: web
    nics:
      - mac: "${MAC}"
        to:
          network: lan
`),
    )
  })

  it('is XML only where words do not say all of it', () => {
    const said = '<network><name>a</name><bridge name="virbr1" stp="on" delay="0"/></network>'
    const more = said.replace(
      '</network>',
      '<ip address="10.0.0.1" prefix="24" localPtr="yes"/></network>',
    )
    expect([said, more].map((xml) => isSaidByDefinition(parse(xml)))).toEqual([true, false])
  })

  it('of some networks has the NICs on them alone', () => {
    const networks = [thereIs(UUID, definition('lan')), thereIs(UUID, definition('other'))]
    const machines = [machine('web', MAC)]
    const names = (chosen: string[]) => {
      const saved = savedLab({ ...NOWHERE, networks, machines }, { networks: chosen })
      return [
        ...saved.networks.map((one) => one.definition.name),
        ...saved.machines.map((one) => one.name),
      ]
    }
    expect(names(['other'])).toEqual(['other'])
    expect(names(['lan'])).toEqual(['lan', 'web'])
    expect(NOWHERE.machines).toEqual([])
  })
})

describe('a file of somebody else’s', () => {
  it.each([
    ['no YAML', lab('networks: ['), 'lab-malformed', 2],
    ['no lab', 'networks: []', 'lab-invalid', 1],
    ['an alias', lab('name: &a x\nnote: *a'), 'lab-malformed', 2],
    ['a tag', lab('name: !!js/function x'), 'lab-malformed', 2],
    ['a key twice', lab('name: a\nname: b'), 'lab-malformed', 3],
    ['two documents', lab('---\npuente-lab: 1'), 'lab-malformed', 2],
    ['another version', 'puente-lab: 2', 'lab-invalid', 1],
    ['what a lab does not have', lab('shell: rm -rf /'), 'lab-invalid', 1],
    ['a kind that there is not', lab('networks:\n  - name: a\n    kind: bus'), 'lab-invalid', 4],
    [
      'a cable that leads nowhere',
      lab('machines:\n  - name: a\n    nics:\n      - to: {}'),
      'lab-invalid',
      5,
    ],
    ['a line break in a name', lab('machines:\n  - name: "a\\nb"\n    nics: []'), 'lab-invalid', 3],
  ])('is refused with its line: %s', async (_, text, code, line) => {
    expect(await refusal(text)).toMatchObject({ code, params: { line } })
  })

  it.each([
    [
      'a DOCTYPE',
      '<!DOCTYPE n [<!ENTITY a "b">]><network><name>&a;</name></network>',
      'xml-doctype',
    ],
    ['another element', '<domain/>', 'network-xml-not-network'],
    [
      'a line break in a value',
      '<network><name>a</name><domain name="a&#10;b"/></network>',
      'xml-control-character',
    ],
  ])('has its XML looked at as any other: %s', async (_, xml, code) => {
    expect(await refusal(lab(`networks:\n  - xml: '${xml}'`))).toMatchObject({ code })
  })

  // Without the look at its words first, the second ends the whole process and the last takes a minute.
  it.each([
    ['large', 'x'.repeat(LARGEST_LAB + 1)],
    ['deep', lab(`name: ${'['.repeat(200_000)}`)],
    ['deep in blocks', lab(`note:\n${'- '.repeat(100_000)}`)],
    ['a stair', Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['of many keys', Array.from({ length: 25_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['of many lines', '\n'.repeat(250_000)],
  ])('is refused within two seconds where it is %s', async (_, text) => {
    const before = performance.now()
    expect((await refusal(text)).code).toMatch(/^lab-(too-large|malformed)$/)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})

it.each(labTemplates)('the template %s is a lab', (name) => {
  expect(readLab(templates[name]).networks.length).toBeGreaterThan(0)
})

it('may say what the published schema says', () => {
  const published = readFileSync('build/package/files/lab.schema.json', 'utf8')
  expect(JSON.parse(published)).toEqual(z.toJSONSchema(labFile, { io: 'input' }))
})
