import { describe, expect, it } from 'vitest'
import { constants as C } from '../src/index.ts'
import { domainXml, networkXml, openHost } from './support/test-host.ts'
import { libvirtError } from './support/rejection.ts'

describe('the inventory', () => {
  it('tells of domains what asking each would', async () => {
    await using connection = await openHost({ domains: 30 })
    await (await connection.lookupDomainByName('vm3')).setAutostart(true)
    await (await connection.lookupDomainByName('vm4')).suspend()
    await (await connection.lookupDomainByName('vm5')).destroy()
    await connection.createDomain(domainXml('passing', 99))

    const infos = await connection.listDomainsInfo({ xml: true, inactiveXml: true })
    const asked = await Promise.all(
      (await connection.listDomains()).map(async (domain) => {
        const active = await domain.isActive()
        const persistent = await domain.isPersistent()
        return {
          name: domain.name,
          uuid: domain.uuid,
          id: domain.id,
          active,
          persistent,
          autostart: await domain.getAutostart(),
          ...(await domain.getState()),
          xml: await domain.getXml(),
          inactiveXml: active && persistent ? await domain.getXml({ inactive: true }) : null,
        }
      }),
    )
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
    expect(infos.sort(byName)).toEqual(asked.sort(byName))
    expect(infos).toHaveLength(31)
  })

  it('tells of networks what asking each would', async () => {
    await using connection = await openHost({ networks: 10 })
    await (await connection.lookupNetworkByName('net3')).setAutostart(true)
    await (await connection.lookupNetworkByName('net4')).destroy()
    await connection.createNetwork(networkXml('passing', 50))

    const infos = await connection.listNetworksInfo({ xml: true, threads: 1 })
    const asked = await Promise.all(
      (await connection.listNetworks()).map(async (network) => ({
        name: network.name,
        uuid: network.uuid,
        active: await network.isActive(),
        persistent: await network.isPersistent(),
        autostart: await network.getAutostart(),
        xml: await network.getXml(),
        inactiveXml: null,
      })),
    )
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
    expect(infos.sort(byName)).toEqual(asked.sort(byName))
  })

  it('leaves out XML that nobody asked for', async () => {
    await using connection = await openHost()
    const [domain] = await connection.listDomainsInfo()
    expect(domain).toMatchObject({ name: 'vm0', state: 'running', xml: null, inactiveXml: null })
  })

  it('tolerates domains that vanish while it looks', async () => {
    await using connection = await openHost({ domains: 1_000 })
    const domains = await connection.listDomains()
    const vanishing = domains.filter((_, index) => index % 2 === 0)
    let looking = true
    const vanish = async () => {
      for (const domain of vanishing) await domain.undefine().then(() => domain.destroy())
      looking = false
    }
    const look = async () => {
      while (looking) {
        const infos = await connection.listDomainsInfo({ xml: true })
        expect(infos.length).toBeGreaterThanOrEqual(500)
        expect(infos.every(({ xml }) => xml?.startsWith('<domain'))).toBe(true)
      }
    }
    await Promise.all([vanish(), look()])
    expect(await connection.listDomainsInfo()).toHaveLength(500)
  })

  it('does not lock up a pool that is full of inventories', async () => {
    await using connection = await openHost({ domains: 50 }, { maxConcurrentCalls: 2 })
    const looks = Array.from({ length: 20 }, () =>
      connection.listDomainsInfo({ xml: true, threads: 8 }),
    )
    expect((await Promise.all(looks)).map((infos) => infos.length)).toEqual(Array(20).fill(50))
  })

  it('rejects when the connection is closed', async () => {
    const connection = await openHost()
    await connection.close()
    const error = await libvirtError(connection.listDomainsInfo())
    expect(error.code).toBe(C.VIR_ERR_INVALID_CONN)
  })
})

describe('statistics', () => {
  it('come for all domains in one call', async () => {
    await using connection = await openHost({ domains: 3 })
    await (await connection.lookupDomainByName('vm1')).destroy()
    const records = await connection.getAllDomainStats({ groups: ['state'] })
    const states = records.map(({ domain, stats }) => [domain.name, stats['state.state']])
    expect(Object.fromEntries(states)).toEqual({
      vm0: C.VIR_DOMAIN_RUNNING,
      vm1: C.VIR_DOMAIN_SHUTOFF,
      vm2: C.VIR_DOMAIN_RUNNING,
    })
  })

  it('come for some domains', async () => {
    await using connection = await openHost({ domains: 3 })
    const domains = (await connection.listDomains()).slice(0, 2)
    const records = await connection.getDomainStats(domains)
    expect(records.map(({ domain }) => domain.uuid)).toEqual(domains.map(({ uuid }) => uuid))
    expect(await connection.getDomainStats([])).toEqual([])
  })

  it('are refused if the driver lacks what is enforced', async () => {
    await using connection = await openHost()
    const promise = connection.getAllDomainStats({ groups: ['block'], enforce: true })
    expect((await libvirtError(promise)).code).toBe(C.VIR_ERR_ARGUMENT_UNSUPPORTED)
  })
})
