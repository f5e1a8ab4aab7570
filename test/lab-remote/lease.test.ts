/** A far host's DHCP server fails while a bridge is made on the NIC that it is reached by: it stays reached. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../shared/model/plan.ts'
import { begin, carryOut } from '../faults/support/bridge.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { useHost } from '../support/fresh-host.ts'
import { profileNames } from '../support/host.ts'
import { reachHostByNic } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

/** How long the app waits for DHCP here; NetworkManager's own patience is 45 s. */
const PATIENCE_MS = 5_000
const NETWORKMANAGERS_MS = 50_000

let lab: Lab
let host: FarHost
let profiles: string[]

useHost(
  async () => void (lab = await Lab.start({ guests: false })),
  () => lab.stop(),
)
beforeEach(async () => {
  host = await reachHostByNic(lab, 'root', { backend: { addressMs: PATIENCE_MS } })
  profiles = await profileNames(lab)
})
afterEach(() => host[Symbol.asyncDispose]())

async function remove(): Promise<void> {
  await carryOut(host.backend, 'remove')
  expect(await profileNames(lab)).toEqual(profiles)
}

interface Address {
  local: string
  dynamic?: boolean
}

async function addresses(): Promise<Address[]> {
  const all = await lab.ip<{ ifname: string; addr_info: Address[] }>('-4', 'address')
  return all.find(({ ifname }) => ifname === 'br0')?.addr_info ?? []
}

const own = async () => (await addresses()).map(({ local }) => local)
const leased = () => lab.nmcli('-g', 'DHCP4.OPTION', 'device', 'show', 'br0')
const written = async () => {
  return (await lab.nmcli('-g', 'ipv4.addresses', 'connection', 'show', 'br0')).trim()
}
const leaseCheck = ({ checks }: Change) => checks.find(({ id }) => id === 'lease')?.state

it('that says nothing: it is asked without a deadline, and the address stays when it is kept', async () => {
  await lab.lan.dhcp.pause()
  const change = await begin(host.backend, 'create')
  expect([change.phase, change.deadline, change.doubt?.key, leaseCheck(change)]).toEqual([
    'awaiting-answer',
    null,
    'doubt.dhcp-silent',
    'failed',
  ])
  await sleep(NETWORKMANAGERS_MS)
  expect(await own()).toContain(host.address)
  expect((await host.backend.api.keepChange(change.id)).phase).toBe('done')
  expect(await own()).toContain(host.address)
  expect(await written()).toBe(`${host.address}/24`)

  await lab.lan.dhcp.resume()
  const isLeased = async () => (await leased()).includes(`ip_address = ${host.address}`)
  await until('it has been asked on', isLeased, { timeoutMs: 90_000 })
  await remove()
})

it('that answers late: nothing is left written beside it', async () => {
  await lab.lan.dhcp.pause()
  const asked = begin(host.backend, 'create')
  await until('br0 has its address', async () => (await own()).includes(host.address))
  await lab.lan.dhcp.resume()
  const change = await asked
  expect([change.doubt, leaseCheck(change)]).toEqual([null, 'passed'])
  await host.backend.api.keepChange(change.id)
  expect(await written()).toBe('')
  await until('the lease alone is left', async () => {
    const found = await addresses()
    return found.length === 1 && found[0]?.dynamic === true
  })
  await remove()
})

it('that gives another address: the one that it is reached by stays, too', async () => {
  await lab.lan.dhcp.restart({ range: ['198.51.100.222', '198.51.100.222'] })
  const change = await begin(host.backend, 'create')
  expect([change.deadline, change.doubt?.key, leaseCheck(change)]).toEqual([
    null,
    'doubt.dhcp-other',
    'failed',
  ])
  expect(change.doubt?.params).toMatchObject({ other: '198.51.100.222', address: host.address })
  await host.backend.api.keepChange(change.id)
  expect((await own()).sort()).toEqual([host.address, '198.51.100.222'].sort())
  expect(await written()).toBe(`${host.address}/24`)
})
