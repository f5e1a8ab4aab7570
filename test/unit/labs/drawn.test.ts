/** A lab that was drawn in the window: the same file as any other, and NICs that are there stay what they are. */
import { describe, expect, it } from 'vitest'
import { drawnOn, wholeDrawn } from '../../../electron/backend/labs/drawn.ts'
import { nicElement } from '../../../electron/backend/labs/exact.ts'
import { fitNics, pairNics } from '../../../electron/backend/labs/fit-nics.ts'
import { fitNetworks } from '../../../electron/backend/labs/fit-networks.ts'
import { RuleFilters } from '../../../electron/backend/labs/fit-rules.ts'
import type { Here } from '../../../electron/backend/labs/here.ts'
import { labOf, readLab, writeLab } from '../../../electron/backend/labs/lab-text.ts'
import { serialize } from '../../../electron/libvirt/xml/dom.ts'
import { presets } from '../../../shared/rules/link-conditions.ts'
import type { Lab } from '../../../shared/model/labs/lab.ts'
import type { DrawnLab } from '../../../shared/schemas/lab.ts'
import { CABLE, definition, machine, NOWHERE, thereIs } from './support.ts'

const [UUID, THERE] = [
  '5b1f7f4a-6d0c-4d37-8bb5-0d2c7ab33210',
  '6c2f7f4a-6d0c-4d37-8bb5-0d2c7ab33211',
]
const [OLD, NEW] = ['52:54:00:00:00:01', '52:54:00:00:00:02']
const led = (mac: string, network: string) => ({ mac, to: { network } })

const drawn: DrawnLab = {
  networks: [{ uuid: UUID, name: 'dmz', kind: 'very-isolated' }],
  machines: [
    { name: 'web', nics: [led(OLD, 'dmz'), led(NEW, 'lan')] },
    { name: 'router', nics: [led('52:54:00:00:00:03', 'dmz')] },
  ],
}
const settings = { ...CABLE, model: 'e1000', mtu: 1400 }
const web = machine('web', OLD)
const here = {
  ...NOWHERE,
  networks: [thereIs(THERE, definition('lan'))],
  machines: [
    {
      ...web,
      nics: web.nics.map((nic) => ({
        ...{ ...nic, badLink: presets.mobile },
        settings: { ...nic.settings, ...settings },
        xml: serialize(nicElement(OLD, settings)),
      })),
    },
  ],
}

function fittedOn(lab: Lab, there: Here) {
  const { nics: pairs, missing } = pairNics(lab, there)
  const networks = fitNetworks(lab, there, new Map())
  const names = new Map(networks.map(({ definition: { name } }) => [name, name]))
  const rules = new RuleFilters(there, networks)
  return { missing, fitted: fitNics(pairs, { names, rules, noBadLink: () => null }) }
}

describe('a lab that was drawn', () => {
  it('changes of a NIC that is there only where its cable leads', () => {
    const { fitted, missing } = fittedOn(drawnOn(labOf(drawn), here), here)
    expect(missing).toEqual(['router'])
    expect(fitted.map(({ mac, fate, changes, badLink }) => [mac, fate, changes, badLink])).toEqual([
      [OLD, 'changed', { source: { type: 'network', network: 'dmz', portGroup: null } }, undefined],
      [NEW, 'made', {}, undefined],
    ])
  })

  it('becomes a file, which has what of this host it is led to, and is the same when it is read', () => {
    const lab = wholeDrawn(labOf(drawn), here)
    expect(lab.networks.map((one) => [one.uuid, one.definition.name])).toEqual([
      [UUID, 'dmz'],
      [THERE, 'lan'],
    ])
    expect(lab.machines[0]?.nics[0]).toMatchObject({ mac: OLD, badLink: presets.mobile })
    expect(readLab(writeLab(lab))).toEqual(lab)
  })

  it('keeps what only XML says of a NIC that is there', () => {
    const [machineHere] = here.machines
    const [known] = machineHere?.nics ?? []
    if (!machineHere || !known) return expect.unreachable('it is there')
    const xml = known.xml.replace('</interface>', '<rom bar="off"/></interface>')
    const odd = { ...here, machines: [{ ...machineHere, nics: [{ ...known, xml }] }] }
    const lab = drawnOn(labOf(drawn), odd)
    const [nic] = lab.machines[0]?.nics ?? []
    expect(nic?.xml).toMatch(/rom bar="off"/)
    expect(nic?.xml).toMatch(/network="dmz"/)
    // Only what words say of it is other: a NIC that runs is led there at once.
    const [worded] = fittedOn(lab, odd).fitted
    expect([worded?.fate, worded?.xml]).toEqual(['changed', null])
    expect(Object.keys(worded?.changes ?? {})).toEqual(['source'])
    const [exact] = fittedOn(lab, here).fitted
    expect([exact?.fate, exact?.changes]).toEqual(['changed', {}])
    expect(exact?.xml).toMatch(/rom bar="off"/)
  })
})
