import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { constants as C, type Domain } from 'node-libvirt'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { Binding } from './support/binding.ts'

const MANAGE = 'org.libvirt.unix.manage'

let lab: Lab
let binding: Binding

beforeAll(async () => {
  lab = await Lab.start({ guests: ['old-mail'] })
})
afterAll(() => lab.stop())
beforeEach(() => {
  binding = new Binding(lab)
})
afterEach(() => binding.stop())

const closedReason = () =>
  until('the connection is told to be closed', async () => {
    const [first] = await binding.run(({ happened }) => happened)
    return first && (first.payload as { reason: string }).reason
  })

/** Calls on a domain that was looked up before, so that libvirtd may be stopped; see `outcomes`. */
const callsInFlight = (count: number) =>
  binding.run(async ({ kept }, many) => {
    const domain = (await kept.get('domain')) as Domain
    const waiting = Array.from({ length: many }, () =>
      domain.getXml().then(
        (xml) => ({ xml }),
        ({ name, function: failed }) => ({ name, failed }),
      ),
    )
    kept.set('calls', Promise.all(waiting))
  }, count)

const outcomes = () =>
  binding.run(({ kept }) => kept.get('calls') as Promise<Record<string, unknown>[]>)

const open = (keepAlive?: { intervalSeconds: number; count: number }) =>
  binding.run(async (inside, alive) => {
    const connection = await inside.open('main', alive && { keepAlive: alive })
    await connection.on('closed', inside.record('closed'))
    const domain = await connection.lookupDomainByName('old-mail')
    inside.kept.set('domain', Promise.resolve(domain))
  }, keepAlive)

describe('polkit', () => {
  afterEach(() => lab.polkit.grant(MANAGE))

  it('refuses alex, and the error says who did and what is missing', async () => {
    await lab.polkit.revoke(MANAGE)
    await expect(binding.run(({ open: openNew }) => openNew('refused'))).rejects.toMatchObject({
      name: 'LibvirtError',
      code: C.VIR_ERR_AUTH_UNAVAILABLE,
      domain: C.VIR_FROM_POLKIT,
      level: C.VIR_ERR_ERROR,
      function: 'virConnectOpenAuth',
      message: expect.stringContaining(MANAGE) as string,
    })
  })

  it('grants alex, in the same process that was refused', async () => {
    await lab.polkit.revoke(MANAGE)
    await expect(binding.run(({ open: openNew }) => openNew('refused'))).rejects.toThrow(MANAGE)
    await lab.polkit.grant(MANAGE)
    const uri = await binding.run(async ({ open: openNew }) => (await openNew('main')).getUri())
    expect(uri).toBe('qemu:///system')
  })
})

describe('a read-only connection', () => {
  it('looks, also where polkit grants no more, and is refused the rest', async () => {
    await lab.polkit.revoke(MANAGE)
    const seen = await binding.run(async ({ open: openNew }) => {
      const connection = await openNew('looking', { readOnly: true })
      const network = await connection.lookupNetworkByName('default')
      const refusals = await Promise.all(
        [
          () => network.destroy(),
          () => network.setAutostart(false),
          () => connection.defineNetwork('<network><name>x</name></network>'),
        ].map((attempt) =>
          attempt().then(
            () => null,
            ({ code, domain, function: failed }) => ({ code, domain, failed }),
          ),
        ),
      )
      return { xml: await network.getXml(), refusals }
    })
    await lab.polkit.grant(MANAGE)
    expect(seen.xml).toContain('virbr0')
    const denied = (failed: string, domain: number) => ({
      code: C.VIR_ERR_OPERATION_DENIED,
      domain,
      failed,
    })
    expect(seen.refusals).toEqual([
      denied('virNetworkDestroy', C.VIR_FROM_NETWORK),
      denied('virNetworkSetAutostart', C.VIR_FROM_NETWORK),
      denied('virNetworkDefineXML', C.VIR_FROM_NETWORK),
    ])
    expect(await lab.virsh('net-list', '--name')).toContain('default')
  })
})

describe('two connections at once', () => {
  it('both hear what happens, and one goes on when the other is closed', async () => {
    const seen = await binding.run(async ({ open: openNew, record, happened }) => {
      const [one, two] = await Promise.all([openNew('one'), openNew('two')])
      await one.on('networkLifecycle', record('one'))
      await two.on('networkLifecycle', record('two'))
      const network = await one.createNetwork(
        `<network><name>shared</name><bridge name='virbr6'/></network>`,
      )
      const same = await two.lookupNetworkByName('shared')
      const heard = (who: string) => happened.filter(({ event }) => event === who).length
      const until = async (count: number, who: string) => {
        while (heard(who) < count) await new Promise((resolve) => setTimeout(resolve, 10))
      }
      await until(1, 'one')
      await one.close()
      const code = await network.isActive().then(
        () => null,
        (error) => error.code as number,
      )
      await same.destroy()
      await until(2, 'two')
      return { code, happened: happened.map(({ event, payload }) => [event, payload]) }
    })
    expect(seen.code).toBe(C.VIR_ERR_INVALID_CONN)
    const of = (who: string) => seen.happened.filter(([event]) => event === who)
    expect(of('one')).toMatchObject([['one', { event: 'started' }]])
    expect(of('two')).toMatchObject([
      ['two', { event: 'started' }],
      ['two', { event: 'stopped' }],
    ])
  })
})

describe('a libvirtd that is asked for long', () => {
  it('costs no memory in 100,000 calls and 10,000 events', { timeout: 300_000 }, async () => {
    const script = 'electron/node-libvirt/test/scripts/soak.ts'
    const what = ['100000', '10000', 'qemu:///system', 'old-mail']
    const { stdout } = await lab.run(['node', '--expose-gc', script, ...what], {
      timeoutMs: 290_000,
    })
    const { early, late, received } = JSON.parse(stdout) as Record<string, number>
    console.log(`soak, real libvirtd: ${early?.toFixed(1)} MiB, then ${late?.toFixed(1)} MiB`)
    expect(received).toBe(10_000)
    expect((late ?? Infinity) - (early ?? 0)).toBeLessThan(5)
  })
})

describe('a libvirtd that is killed', () => {
  it('closes the connection, and every call in flight rejects', async () => {
    const { libvirtd } = lab.daemons
    await open()
    await callsInFlight(1)
    expect(await outcomes()).toEqual([{ xml: expect.stringContaining('old-mail') as string }])
    await libvirtd.kill('SIGSTOP')
    // More than there are threads: those that have not started have to end as well.
    await callsInFlight(40)
    await libvirtd.stop('SIGKILL')
    expect(['error', 'eof']).toContain(await closedReason())
    const rejected = await outcomes()
    expect(rejected).toHaveLength(40)
    for (const outcome of rejected) {
      expect(outcome).toEqual({ name: 'LibvirtError', failed: 'virDomainGetXMLDesc' })
    }
    await libvirtd.start()
  })

  it('can be connected to again by the same process, once it is back', async () => {
    const { libvirtd } = lab.daemons
    await open()
    await libvirtd.stop('SIGKILL')
    await closedReason()
    await libvirtd.start()
    const names = await binding.run(async ({ connection, open: openNew }) => {
      const alive = await connection('main').isAlive()
      await connection('main').close()
      const domains = await (await openNew('main')).listDomains()
      return { alive, names: domains.map(({ name }) => name) }
    })
    expect(names).toEqual({ alive: false, names: ['old-mail'] })
  })
})

describe('a libvirtd that hangs', () => {
  afterEach(() => lab.daemons.libvirtd.kill('SIGCONT'))

  it('is given up by keep-alive, and every call in flight rejects', async () => {
    await open({ intervalSeconds: 1, count: 2 })
    await lab.daemons.libvirtd.kill('SIGSTOP')
    await callsInFlight(40)
    const before = performance.now()
    expect(await closedReason()).toBe('keepalive')
    expect(performance.now() - before).toBeLessThan(10_000)
    const rejected = await outcomes()
    expect(rejected).toHaveLength(40)
    for (const outcome of rejected) {
      expect(outcome).toEqual({ name: 'LibvirtError', failed: 'virDomainGetXMLDesc' })
    }
    // What it sends late must not reach calls that have ended: that is where libvirt crashed.
    await lab.daemons.libvirtd.kill('SIGCONT')
    const uri = await binding.run(async ({ connection, open: openNew }) => {
      await connection('main').close()
      return (await openNew('main')).getUri()
    })
    expect(uri).toBe('qemu:///system')
  })

  it('does not close a connection that it answers again in time', async () => {
    await open({ intervalSeconds: 1, count: 10 })
    await lab.daemons.libvirtd.kill('SIGSTOP')
    await callsInFlight(1)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await lab.daemons.libvirtd.kill('SIGCONT')
    expect(await outcomes()).toEqual([{ xml: expect.stringContaining('old-mail') as string }])
    expect(await binding.run(({ happened }) => happened)).toEqual([])
  })

  it('is not given up while it is busy with all calls that it takes from one client', async () => {
    const qemu = (signal: string) =>
      lab.run(['sh', '-c', `kill -${signal} $(cat /run/libvirt/qemu/old-mail.pid)`])
    await lab.virsh('start', 'old-mail')
    await qemu('STOP')
    await open({ intervalSeconds: 1, count: 2 })
    await binding.run(async ({ kept }) => {
      const domain = (await kept.get('domain')) as Domain
      kept.set('calls', Promise.allSettled(Array.from({ length: 8 }, () => domain.reset())))
    })
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(await binding.run(({ happened }) => happened)).toEqual([])
    await qemu('CONT')
    expect(await outcomes()).toEqual(Array.from({ length: 8 }, () => ({ status: 'fulfilled' })))
    await lab.virsh('destroy', 'old-mail')
  })

  it('keeps 200 calls waiting and nothing else: files, names, keys; then all are answered', async () => {
    await open()
    await lab.daemons.libvirtd.kill('SIGSTOP')
    await callsInFlight(200)
    const latencies = await binding.run(async ({ kept, libvirt }) => {
      const { readFile } = process.getBuiltinModule('node:fs/promises')
      const { lookup } = process.getBuiltinModule('node:dns/promises')
      const { pbkdf2 } = process.getBuiltinModule('node:crypto')
      const { promisify } = process.getBuiltinModule('node:util')
      const work = {
        file: () => readFile('/etc/hostname'),
        name: () => lookup('localhost'),
        key: () => promisify(pbkdf2)('secret', 'salt', 1_000, 32, 'sha256'),
        // Another connection's threads are its own, too.
        libvirt: async () => {
          const other = await libvirt.Connection.open('test:///default')
          await other.listDomains()
          await other.close()
        },
      }
      let answered = false
      void kept.get('calls')?.then(() => (answered = true))
      const worst: Record<string, number> = {}
      for (let round = 0; round < 20; round++) {
        for (const [what, ask] of Object.entries(work)) {
          const start = performance.now()
          await ask()
          worst[what] = Math.max(worst[what] ?? 0, performance.now() - start)
        }
      }
      return { worst, answered }
    })
    console.log('while 200 calls wait, at worst (ms):', latencies.worst)
    expect(latencies.answered).toBe(false)
    for (const latency of Object.values(latencies.worst)) expect(latency).toBeLessThan(1_000)
    await lab.daemons.libvirtd.kill('SIGCONT')
    const answers = await outcomes()
    expect(answers).toHaveLength(200)
    for (const answer of answers) expect(answer['xml']).toContain('old-mail')
  })
})
