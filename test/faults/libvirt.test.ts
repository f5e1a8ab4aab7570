/** Rows 23 and 24: libvirtd dies, or is there and does not answer. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { differences } from './walk/facts.ts'
import { modelFacts } from './walk/model.ts'
import { libvirtTruth } from './walk/truth-libvirt.ts'

const IDLE = '3c2f5d4e-9a60-4d3b-8a43-000000000001'
const NEW = '3c2f5d4e-9a60-4d3b-8a43-000000000002'
const xml = (uuid: string, name: string, net: string) =>
  `<network><name>${name}</name><uuid>${uuid}</uuid><bridge name="${name}"/>
   <ip address="${net}.1" netmask="255.255.255.0"/></network>`
/** The table's own number. */
const VERDICT_MS = 20_000

let lab: Lab
let backend: TestBackend

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'old-mail'] })
  const idle = xml(IDLE, 'idle', '10.31.0')
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: idle })
})
afterAll(() => lab.stop())
afterEach(() => backend.stop())

async function requireTruth(): Promise<void> {
  const { networks, machines } = modelFacts(backend.inventory ?? expect.unreachable())
  expect(differences({ networks, machines }, await libvirtTruth(lab))).toEqual([])
}

const status = () => backend.inventory?.services.libvirt.status

it('libvirt killed: killed in mid-call, it is told, connected to again, and read anew; nothing is done twice', async () => {
  backend = await TestBackend.start(lab)
  await lab.daemons.libvirtd.kill('SIGSTOP')
  const asked = failureOf(backend.api.startNetwork(IDLE))
  await lab.daemons.libvirtd.stop('SIGKILL')
  expect((await asked).code).toBe('libvirt-lost')
  const { services } = await backend.until(() => status() === 'unavailable')
  expect(services.libvirt).toMatchObject({ error: { code: 'libvirt-unavailable' } })
  // What is shown meanwhile stays, to be read, and can't be changed.
  expect(backend.inventory?.machines.length).toBe(2)
  expect((await failureOf(backend.api.startNetwork(IDLE))).code).toBe('libvirt-unavailable')
  writeFileSync(lab.path('/etc/libvirt/qemu/networks/new.xml'), xml(NEW, 'new', '10.32.0'))
  await lab.daemons.libvirtd.start()
  await backend.until(({ networks }) => networks.some(({ uuid }) => uuid === NEW))
  await backend.until(() => status() === 'connected')
  expect(backend.inventory?.networks.find(({ uuid }) => uuid === IDLE)?.active).toBe(false)
  await requireTruth()
})

it('libvirt killed: restarted twice while it is being read, the list is the last one', async () => {
  backend = await TestBackend.start(lab)
  await lab.daemons.libvirtd.restart('SIGKILL')
  await lab.daemons.libvirtd.restart('SIGTERM')
  await lab.virsh('net-start', 'idle')
  await backend.until(() => status() === 'connected', 30_000)
  await backend.until(({ networks }) => networks.find(({ uuid }) => uuid === IDLE)?.active)
  await lab.virsh('net-destroy', 'idle')
  await backend.until(({ networks }) => !networks.find(({ uuid }) => uuid === IDLE)?.active)
  await requireTruth()
})

it('libvirt silent: one that is silent is given up within 20 s, while the rest goes on', async () => {
  backend = await TestBackend.start(lab)
  await lab.daemons.libvirtd.kill('SIGSTOP')
  const stopped = performance.now()
  try {
    const asked = failureOf(backend.api.startNetwork(IDLE))
    await backend.until(() => status() !== 'connected', VERDICT_MS)
    const failure = await asked
    expect(performance.now() - stopped).toBeLessThan(VERDICT_MS)
    expect(failure.code).toBe('libvirt-lost')
    await backend.until(() => status() === 'unavailable', VERDICT_MS)
    expect(performance.now() - stopped).toBeLessThan(VERDICT_MS)
    expect(backend.inventory?.services.libvirt).toMatchObject({ error: { code: 'libvirt-silent' } })
    const before = performance.now()
    await backend.api.getInventory()
    expect(performance.now() - before).toBeLessThan(1_000)
    expect(backend.inventory?.services.networkManager.status).toBe('connected')
  } finally {
    await lab.daemons.libvirtd.kill('SIGCONT')
  }
  await backend.until(() => status() === 'connected', 30_000)
  await requireTruth()
})

it('libvirt silent: one that is silent when the app starts is no reason to wait for ever, nor to pile up', async () => {
  await lab.daemons.libvirtd.kill('SIGSTOP')
  try {
    // Resolves when each service has its verdict.
    backend = await TestBackend.start(lab)
    expect(backend.inventory?.services.libvirt).toMatchObject({ error: { code: 'libvirt-silent' } })
    const before = await threads()
    for (let times = 0; times < 5; times++) {
      const last = retryAt()
      await backend.api.reconnect('libvirt')
      await backend.until(() => retryAt() !== last, VERDICT_MS)
    }
    expect(await threads()).toBe(before)
  } finally {
    await lab.daemons.libvirtd.kill('SIGCONT')
  }
  await backend.until(() => status() === 'connected', 30_000)
  await requireTruth()
})

function retryAt(): number | null {
  const service = backend.inventory?.services.libvirt
  return service?.status === 'unavailable' ? service.retryAt : null
}

/** Of all its processes, and no other backend runs in this lab. */
async function threads(): Promise<string> {
  const { stdout } = await lab.run([
    'sh',
    '-c',
    'ps -eLo pid,comm,args | grep -c "electron/backend/main.t[s]"',
  ])
  return stdout.trim()
}
