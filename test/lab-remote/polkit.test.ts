/** An ordinary user's own password at a far host: asked for by its polkit, once for each change, and here. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { begin, carryOut } from '../faults/support/bridge.ts'
import { Lab } from '../lab/lab.ts'
import { NEEDED } from '../lab/polkit.ts'
import { until } from '../lab/wait.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { profileNames } from '../support/host.ts'
import { reachHostByNic } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

const PASSWORD = 'not a word'

let lab: Lab
let host: FarHost
let before: Awaited<ReturnType<Lab['snapshotHost']>>
let profiles: string[]

useHost(
  async () => {
    lab = await Lab.start({ guests: false })
    await lab.run(['chpasswd'], { input: `alex:${PASSWORD}\n` })
    await lab.run(['usermod', '-a', '-G', 'sudo', 'alex'])
    await serveHelper()
    await lab.polkit.revoke(...NEEDED.filter((right) => right.includes('NetworkManager')))
  },
  () => lab.stop(),
)
beforeEach(async () => {
  host = await reachHostByNic(lab, 'alex')
  ;[before, profiles] = [await lab.snapshotHost(), await profileNames(lab)]
})
afterEach(() => host[Symbol.asyncDispose]())

/** From polkit 127 on its helper is behind a socket of systemd's, which the lab has none of. */
async function serveHelper(): Promise<void> {
  const unit = '/usr/lib/systemd/system/polkit-agent-helper.socket'
  if ((await lab.run(['test', '-e', unit], { check: false })).code !== 0) return
  const socket = '/run/polkit/agent-helper.socket'
  const helper = ['/usr/lib/polkit-1/polkit-agent-helper-1', '--socket-activated']
  await lab.run(['mkdir', '-p', '/run/polkit'])
  lab.spawn(['systemd-socket-activate', '--accept', '--inetd', '-l', socket, ...helper], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const isThere = async () => (await lab.run(['test', '-S', socket], { check: false })).code === 0
  await until('polkit’s helper can be reached', isThere)
  await lab.run(['chmod', '666', socket])
}

async function requireBefore(): Promise<void> {
  expect(await lab.snapshotHost()).toEqual(before)
  expect(await profileNames(lab)).toEqual(profiles)
}

it('is asked for once for each change, by no page of the app, and for nothing else', async () => {
  const { backend } = host
  backend.answerer = async () => PASSWORD
  expect(backend.inventory?.services.networkManager).toMatchObject({ readOnly: false })
  expect(backend.questions).toEqual([])
  await carryOut(backend, 'create')
  expect(backend.questions).toHaveLength(1)
  expect(backend.questions[0]).toMatchObject({ kind: 'secret', by: 'polkit', isAgain: false })
  expect(backend.questions[0]?.text).toMatch(/^System policy[^]*alex: Password:/)
  expect(JSON.stringify(backend.inventory)).not.toContain(PASSWORD)
  await carryOut(backend, 'remove')
  expect(backend.questions).toHaveLength(2)
  await requireBefore()
})

it('that is wrong is asked for again, and the change goes on', async () => {
  const { backend } = host
  const answers = ['wrong', PASSWORD]
  backend.answerer = async () => answers.shift() ?? null
  const { id } = await begin(backend, 'create')
  expect(backend.questions.map(({ isAgain }) => isAgain)).toEqual([false, true])
  await backend.api.revertChange(id)
  expect(backend.questions).toHaveLength(2)
  await requireBefore()
})

it('that nobody gives changes nothing', async () => {
  const failure = await failureOf(begin(host.backend, 'create'))
  expect(failure.code).toBe('not-authorized')
  expect(host.backend.questions).toHaveLength(1)
  await requireBefore()
})
