/** Machines of a lab that a host has not: what they are made of, under which names, and with which NICs. */
import { describe, expect, it } from 'vitest'
import { copiesOf } from '../../../electron/backend/labs/copies.ts'
import { fitMachines } from '../../../electron/backend/labs/fit-machines.ts'
import { fit, touchedBy } from '../../../electron/backend/labs/fit.ts'
import type { Here } from '../../../electron/backend/labs/here.ts'
import { readLab } from '../../../electron/backend/labs/lab-text.ts'
import { labView } from '../../../electron/backend/labs/view.ts'
import { message } from '../../../shared/message.ts'
import { machine, NOWHERE } from './support.ts'

const IMAGE = {
  ...{ name: 'base.qcow2', path: '/pool/base.qcow2', capacity: 4096, format: 'qcow2' },
  ...{ pool: 'default', folder: '/pool', taken: ['base.qcow2', 'web.qcow2'] },
}
const MAC = '52:54:00:00:00:01'
const LAB = readLab(`puente-lab: 1
name: office
networks: [{ name: lan, kind: very-isolated }]
machines:
  - { name: there, nics: [{ mac: "52:54:00:00:00:09", to: { network: lan } }] }
  - name: web
    memoryMiB: 512
    vcpus: 1
    nics:
      - { mac: "${MAC}", to: { network: lan }, rules: { allow: addresses, addresses: [10.0.0.1] } }
      - { to: { network: lan }, badLink: { toMachine: { delay: 75 } } }
  - { name: db, nics: [] }
`)
const here: Here = { ...NOWHERE, image: IMAGE, machines: [machine('there')] }

const made = (lab = LAB, on: Partial<Here> = {}) => fitMachines(lab, { ...here, ...on })

describe('a machine that is missing', () => {
  it('is made as large as the lab says, else as usual, on a disk of a name that is free', () => {
    expect(made()).toMatchObject([
      {
        ...{ name: 'web', memoryMiB: 512, vcpus: 1, image: IMAGE.path },
        disk: { pool: 'default', name: 'web-1.qcow2' },
      },
      { name: 'db', memoryMiB: 2048, vcpus: 2, disk: { pool: 'default', name: 'db.qcow2' } },
    ])
  })

  it('has the same UUID each time, and another where that is somebody’s', () => {
    const [web] = made()
    expect(made()[0]?.uuid).toBe(web?.uuid)
    const machines = [...here.machines, { ...machine('renamed'), uuid: web?.uuid ?? '' }]
    const [other] = made(LAB, { machines })
    expect(other).toMatchObject({ name: 'web' })
    expect(other?.uuid).not.toBe(web?.uuid)
  })

  it.each([
    ['without an image', LAB, { image: null }],
    ['that is there', LAB, { machines: ['there', 'web', 'db'].map((name) => machine(name)) }],
    ['of a name that no file has', { ...LAB, machines: [{ name: 'a/b', nics: [] }] }, {}],
    ['of a name that leads out', { ...LAB, machines: [{ name: '..', nics: [] }] }, {}],
  ])('is not made %s', (_, lab, on: Partial<Here>) => {
    expect(made(lab, on)).toEqual([])
  })

  it('is made once for each copy, each of the size that it has', () => {
    expect(made(copiesOf(LAB, 2)).map(({ name, memoryMiB }) => [name, memoryMiB])).toEqual([
      ...[
        ['there-1', 2048],
        ['web-1', 512],
        ['db-1', 2048],
      ],
      ...[
        ['there-2', 2048],
        ['web-2', 512],
        ['db-2', 2048],
      ],
    ])
  })
})

describe('its NICs', () => {
  const fitted = fit(LAB, here, null)
  const own = fitted.nics.filter(({ machine: { name } }) => name === 'web')

  it('come with it, with their MACs, rules and bad links', () => {
    expect(own.map(({ mac, fate, badLink }) => [mac, fate, badLink ?? null])).toEqual([
      [MAC, 'made', null],
      [own[1]?.mac, 'made', LAB.machines[1]?.nics[1]?.badLink],
    ])
    expect(own[0]?.settings.filter?.name).toBe(own[0]?.filters[0]?.name)
    expect(fitted.missing).toEqual([])
  })

  it('are touched with it, and not beside it', () => {
    const [web] = fitted.machines
    const whole = { ...web, nics: [], badLinks: [] } as never
    const touched = touchedBy(fitted, [whole])
    expect(touched.made).toEqual([{ uuid: web?.uuid, as: whole }])
    expect(touched.machines).toMatchObject([{ uuid: 'uuid-of-there' }])
    expect(touched.links).toEqual([])
    expect(touched.filters).toEqual(own[0]?.filters.map(({ name }) => name))
  })

  it('are told with it', () => {
    const { lab = [] } = labView(message('lab.plan.openUnnamed'), fitted, [])
    const rows = lab.filter(({ what }) => what === 'machine' || what === 'nic')
    expect(rows.map(({ what, name, fate }) => `${what} ${name} ${fate}`)).toEqual([
      ...['machine web made', 'machine db made'],
      ...['nic there made', 'nic web made', 'nic web made'],
    ])
    expect(rows[0]?.notes[0]?.params).toEqual({
      ...{ memory: 512, vcpus: 1, disk: 'web-1.qcow2', image: 'base.qcow2' },
    })
  })
})
