/** What ssh asks on the way to a host: only when the person wants to be connected, and once for all of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoginQuestion } from '../../shared/model/login-question.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { PASSWORD_ONLY, countLogins } from '../support/ssh-server.ts'
import { reachHost } from './support/far-host.ts'
import type { FarHostOptions } from './support/far-host.ts'

const PASSWORD = 'a \\n secret "word"'
let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  await lab.run(['chpasswd'], { input: `alex:${PASSWORD}\n` })
})
afterAll(() => lab.stop())

const answering =
  (secret: string | null, confirm = 'yes') =>
  async ({ kind }: LoginQuestion) =>
    kind === 'confirm' ? confirm : secret

const isUp = ({ inventory }: TestBackend) =>
  inventory?.services.libvirt.status === 'connected' &&
  inventory.services.networkManager.status === 'connected'

const kindsOf = ({ questions }: TestBackend) => questions.map(({ kind }) => kind)

/** Nobody but who knows alex' password gets in, and by it. */
function reachAlex(options: FarHostOptions = {}) {
  return reachHost(lab, 'alex', { settings: PASSWORD_ONLY, ...options })
}

async function asksForNothing(): Promise<void> {
  await until('no ssh, and nothing that ssh has started, runs', async () => {
    const found = await lab.run(['pgrep', '-u', 'alex', '-f', 'askpass|^ssh '], { check: false })
    return found.stdout.trim() === ''
  })
}

describe('a host that wants a password and is not known yet', () => {
  it('is not asked about before the person wants to be connected', async () => {
    await using host = await reachAlex({ isKnown: false })
    expect(host.backend.questions).toEqual([])
    const { libvirt } = host.backend.inventory?.services ?? {}
    expect(libvirt).toMatchObject({
      status: 'unavailable',
      error: { code: 'connection-host-unknown' },
    })
  })

  it('is reached by two answers, libvirt and the host’s network alike', async () => {
    await using host = await reachAlex({ isKnown: false })
    host.backend.answerer = answering(PASSWORD)
    await host.backend.logIn()
    await host.backend.until(() => isUp(host.backend))
    expect(kindsOf(host.backend)).toEqual(['confirm', 'secret'])
    const [unknown, password] = host.backend.questions
    expect(unknown?.text).toMatch(/authenticity of host[^]*fingerprint is:? SHA256:/)
    expect(password?.text).toMatch(/^.*alex@.*password:$/)
    expect(await countLogins(lab)).toBe(1)
  })

  it('is left alone where the person does not know it', async () => {
    await using host = await reachAlex({ isKnown: false })
    host.backend.answerer = answering(PASSWORD, 'no')
    await host.backend.logIn()
    expect(kindsOf(host.backend)).toEqual(['confirm'])
    expect(await countLogins(lab)).toBe(0)
  })
})

describe('a password', () => {
  it('that is wrong is told of, and asked for again by the person’s wish alone', async () => {
    await using host = await reachAlex()
    host.backend.answerer = answering('wrong')
    await host.backend.logIn()
    expect(kindsOf(host.backend)).toEqual(['secret'])
    await host.backend.until(({ services: { libvirt } }) => libvirt.status === 'unavailable')
    expect(host.backend.inventory?.services.libvirt).toMatchObject({
      error: { code: 'connection-not-let-in', cause: expect.stringContaining('Permission denied') },
    })
    host.backend.answerer = answering(PASSWORD)
    await host.backend.logIn()
    await host.backend.until(() => isUp(host.backend))
  })

  it('that nobody wants to give leaves nothing behind', async () => {
    const host = await reachAlex()
    host.backend.answerer = answering(null)
    await host.backend.logIn()
    expect(kindsOf(host.backend)).toEqual(['secret'])
    await host[Symbol.asyncDispose]()
    await asksForNothing()
  })

  it('is waited for, and the question goes with the app', async () => {
    const host = await reachAlex()
    host.backend.answerer = () => new Promise(() => undefined)
    void host.backend.logIn().catch(() => undefined)
    await until('the question', () => host.backend.questions[0])
    await host.backend.kill()
    await host.server[Symbol.asyncDispose]()
    await asksForNothing()
  })

  it('is asked for on the way over another host, too', async () => {
    const config = (address: string, port: number) =>
      `Host jump\n  HostName ${address}\n  Port ${port}\nHost ${address}\n  ProxyJump jump\n`
    await using host = await reachAlex()
    const input = config(host.address, host.server.port)
    await lab.run(['tee', '/home/alex/.ssh/config'], { user: 'alex', input })
    host.backend.answerer = answering(PASSWORD)
    await host.backend.logIn()
    await host.backend.until(() => isUp(host.backend))
    expect(kindsOf(host.backend)).toEqual(['secret', 'secret'])
  })
})
