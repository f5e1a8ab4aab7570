/** One object whose XML can't be read must not take the whole inventory with it. */
import type { Connection, DomainInfo, NetworkInfo } from 'node-libvirt'
import type { Machine } from '../../../shared/model/machine.ts'
import { expect, it } from 'vitest'
import { readMachines } from '../../../electron/libvirt/machines/machines.ts'
import { readNetworks } from '../../../electron/libvirt/networks/networks.ts'

const BROKEN = '<broken'

function machine(name: string): DomainInfo {
  return {
    ...{ name, uuid: name, id: 1, state: 'running', reason: 1, active: true },
    ...{ persistent: true, autostart: true, xml: null, inactiveXml: null },
  }
}

function network(name: string, xml: string): NetworkInfo {
  return {
    ...{ name, uuid: name, active: true, persistent: true, autostart: true },
    ...{ xml, inactiveXml: xml },
  }
}

/** What libvirt answers, without libvirt: no real one hands out broken XML on request. */
const answering = (answers: object) => answers as unknown as Connection

it('shows a machine that can’t be read by its name, and all others as ever', async () => {
  const good = '<domain><vcpu>2</vcpu></domain>'
  const xmls: Record<string, () => Promise<string>> = {
    a: async () => good,
    b: async () => BROKEN,
    c: () => Promise.reject(new Error('no such XML')),
    d: async () => good,
  }
  const connection = answering({
    listDomainsInfo: async () => Object.keys(xmls).map(machine),
    listDomains: async () => Object.entries(xmls).map(([uuid, getXml]) => ({ uuid, getXml })),
  })
  let listed: Machine[] = []
  const found = new Map<string, Machine>()
  await readMachines(connection, {
    listed: (all) => (listed = all),
    read: (one) => found.set(one.name, one),
  })
  const known = { state: 'running', autostart: true, nics: [] }
  expect(listed).toHaveLength(4)
  expect(listed[0]).toMatchObject({ name: 'a', reading: true, ...known })
  expect(found.get('a')).toMatchObject({ vcpus: 2, ...known })
  expect(found.get('b')).toMatchObject({ uuid: 'b', unreadable: true, ...known })
  expect(found.get('c')).toMatchObject({ unreadable: true, ...known })
  expect(found.get('d')).toMatchObject({ vcpus: 2, ...known })
  expect(found.get('d')).not.toHaveProperty('unreadable')
  for (const one of found.values()) expect(one).not.toHaveProperty('reading')
})

it('shows a network that can’t be read by its name, and all others as ever', async () => {
  const good = '<network><name>a</name><forward mode="nat"/><bridge name="virbr0"/></network>'
  const list = [network('a', good), network('b', BROKEN)]
  const found = await readNetworks(answering({ listNetworksInfo: async () => list }))
  expect(found).toMatchObject([
    { name: 'a', kind: 'nat', bridge: 'virbr0' },
    { name: 'b', active: true, bridge: null, subnets: [], unreadable: true },
  ])
})
