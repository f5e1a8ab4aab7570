import { describe, expect, it } from 'vitest'
import {
  Connection,
  constants as C,
  libraryVersion,
  LibvirtError,
  type CredentialRequest,
} from '../src/index.ts'
import { domainXml, hostUri, openHost } from './support/test-host.ts'
import { libvirtError, libvirtErrors } from './support/rejection.ts'

describe('a connection', () => {
  it('says what it is connected to', async () => {
    await using connection = await Connection.open('test:///default')
    expect(await connection.getUri()).toBe('test:///default')
    expect(await connection.getType()).toBe('TEST')
    expect(await connection.isAlive()).toBe(true)
    expect(await connection.isEncrypted()).toBe(false)
    expect(await connection.isSecure()).toBe(true)
    expect(await connection.getHostname()).not.toBe('')
    expect(await connection.getVersion()).toEqual({ major: 0, minor: 0, release: 2 })
    expect(await connection.getLibVersion()).toEqual(libraryVersion())
    expect(await connection.getCapabilities()).toMatch(/^<capabilities>/)
  })

  it('rejects with every field of the error', async () => {
    const error = await libvirtError(Connection.open('test+unix:///default?socket=/nonexistent'))
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('LibvirtError')
    expect(error.code).toBe(C.VIR_ERR_SYSTEM_ERROR)
    expect(error.domain).toBe(C.VIR_FROM_RPC)
    expect(error.level).toBe(C.VIR_ERR_ERROR)
    expect(error.function).toBe('virConnectOpenAuth')
    expect(error.message).toMatch(/nonexistent/)
  })

  it('takes the error on the thread that made the call', async () => {
    await using connection = await openHost()
    const names = Array.from({ length: 200 }, (_, index) => `missing-${index}`)
    const errors = await Promise.all(
      names.map((name) => libvirtError(connection.lookupNetworkByName(name))),
    )
    errors.forEach((error, index) => {
      expect(error.message).toContain(`'missing-${index}'`)
      expect(error).toMatchObject({ code: C.VIR_ERR_NO_NETWORK, domain: C.VIR_FROM_TEST })
    })
  })

  it('refuses changes when it is read-only', async () => {
    await using connection = await openHost({}, { readOnly: true })
    const network = await connection.lookupNetworkByName('net0')
    const error = await libvirtError(network.destroy())
    expect(error.code).toBe(C.VIR_ERR_OPERATION_DENIED)
    expect(error.function).toBe('virNetworkDestroy')
  })

  it('ignores keepalive where there is no daemon', async () => {
    const keepAlive = { intervalSeconds: 5, count: 3 }
    await using connection = await openHost({}, { keepAlive })
    expect(await connection.isAlive()).toBe(true)
  })

  it('makes 200 calls at once', async () => {
    await using connection = await openHost({ domains: 20 })
    const calls = Array.from({ length: 200 }, (_, index) =>
      connection.lookupDomainByName(`vm${index % 20}`),
    )
    const names = (await Promise.all(calls)).map(({ name }) => name)
    expect(names).toEqual(calls.map((_, index) => `vm${index % 20}`))
  })

  it('keeps to one call at a time if told so', async () => {
    await using connection = await openHost({}, { maxConcurrentCalls: 1 })
    const networks = await Promise.all(
      Array.from({ length: 50 }, () => connection.lookupNetworkByName('net0')),
    )
    expect(networks).toHaveLength(50)
    await expect(Connection.open(null, { maxConcurrentCalls: 0 })).rejects.toThrow(RangeError)
  })

  it('refuses strings that C would cut short', async () => {
    await using connection = await openHost()
    await expect(connection.lookupNetworkByName('net0\0evil')).rejects.toThrow(TypeError)
  })

  it('passes names beyond ASCII both ways', async () => {
    await using connection = await openHost()
    const network = await connection.defineNetwork(`<network><name>brücke 網</name></network>`)
    expect(network.name).toBe('brücke 網')
    expect(await network.getXml()).toContain('<name>brücke 網</name>')
    expect((await connection.lookupNetworkByName('brücke 網')).uuid).toBe(network.uuid)
  })

  it('says which functions the driver lacks', async () => {
    await using connection = await openHost()
    const errors = await libvirtErrors([
      connection.getDomainCapabilities({ virtType: 'test' }),
      connection.listNWFilters(),
      connection.listNWFilterBindings(),
      connection.lookupNWFilterByName('x'),
      connection.lookupNWFilterByUuid('00000000-0000-4000-8000-000000000000'),
      connection.defineNWFilter('<filter/>'),
      connection.defineNWFilter('<filter/>', { validate: true }),
      connection.lookupNWFilterBinding('vnet0'),
      connection.createNWFilterBinding('<filterbinding/>'),
      connection.defineNodeDevice('<device/>'),
    ])
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set([C.VIR_ERR_NO_SUPPORT]))
  })
})

describe('closing', () => {
  it('can be done twice, and at once', async () => {
    const connection = await openHost()
    await Promise.all([connection.close(), connection.close()])
    await connection.close()
  })

  it('makes everything that came from the connection reject', async () => {
    const connection = await openHost()
    const network = await connection.lookupNetworkByName('net0')
    const domain = await connection.lookupDomainByName('vm0')
    await connection.close()
    for (const call of [network.getXml(), domain.getXml(), connection.listNetworks()]) {
      const error = await libvirtError(call)
      expect(error.code).toBe(C.VIR_ERR_INVALID_CONN)
      expect(error.message).toBe('the connection is closed')
    }
    expect(() => domain.id).toThrow(LibvirtError)
    expect(network.name).toBe('net0')
  })

  it('lets the calls under way end first', async () => {
    const connection = await openHost({ domains: 50 })
    const calls = Array.from({ length: 50 }, (_, index) =>
      connection.lookupDomainByName(`vm${index}`),
    )
    let closed = false
    const closing = connection.close().then(() => (closed = true))
    const domains = await Promise.all(calls)
    expect(closed).toBe(false)
    expect(domains.map(({ name }) => name)).toContain('vm49')
    await closing
    expect((await libvirtError(domains[0]!.getXml())).code).toBe(C.VIR_ERR_INVALID_CONN)
  })

  it('really ends the connection, also with objects that nobody let go', async () => {
    // The test driver's default host is shared, and forgotten with its last connection.
    const first = await Connection.open('test:///default')
    const network = await first.defineNetwork('<network><name>forgotten</name></network>')
    await first.close()
    expect(network.name).toBe('forgotten')
    await using second = await Connection.open('test:///default')
    expect((await second.listNetworks()).map(({ name }) => name)).toEqual(['default'])
  })

  it('really ends the connection, also with a call under way that makes objects', async () => {
    const first = await Connection.open('test:///default')
    const definitions = Array.from({ length: 1_000 }, (_, index) =>
      first.defineDomain(domainXml(`many${index}`, index)),
    )
    await Promise.all(definitions)
    const listing = first.listDomains()
    await first.close()
    expect(await listing).toHaveLength(1_001)
    await using second = await Connection.open('test:///default')
    expect(await second.listDomains()).toHaveLength(1)
  })
})

describe('authentication', () => {
  const extra = `<auth><user password='sesame'>ali</user></auth>`
  const types = [C.VIR_CRED_AUTHNAME, C.VIR_CRED_PASSPHRASE]
  const as = (password: string) => (requests: readonly CredentialRequest[]) =>
    requests.map(({ type }) => (type === C.VIR_CRED_AUTHNAME ? 'ali' : password))

  it('asks JavaScript, which may take its time', async () => {
    const asked: string[] = []
    await using connection = await openHost(
      { extra },
      {
        auth: {
          types,
          ask: async (requests) => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            asked.push(...requests.map(({ prompt }) => prompt))
            return as('sesame')(requests)
          },
        },
      },
    )
    expect(asked).toEqual(['Enter username for localhost', `Enter ali's password for localhost`])
    expect(await connection.isAlive()).toBe(true)
  })

  it('rejects a wrong password', async () => {
    const error = await libvirtError(openHost({ extra }, { auth: { types, ask: as('wrong') } }))
    expect(error.code).toBe(C.VIR_ERR_AUTH_FAILED)
    expect(error.message).toContain('authentication failed, see test')
  })

  it.each([
    ['throws', () => Promise.reject(new Error('cancelled'))],
    ['answers too little', () => []],
  ])('gives up when the callback %s', async (_, ask) => {
    const error = await libvirtError(openHost({ extra }, { auth: { types, ask } }))
    expect(error.function).toBe('virConnectOpenAuth')
  })

  it('fails without a callback', async () => {
    await libvirtError(Connection.open(hostUri({ extra })))
  })
})
