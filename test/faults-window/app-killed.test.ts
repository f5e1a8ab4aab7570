/** Row 4 with all of the app: window, main process and backend, the way a desktop's session ends. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { until } from '../lab/wait.ts'
import { pids } from '../support/app-processes.ts'
import { connection, profileNames } from '../support/host.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

it('the app killed: killed as a whole while it asks "Keep?", the host goes back, and the next start says so', async () => {
  const before = await lab.snapshotHost()
  const profiles = await profileNames(lab)
  await suite.puente.goTo('Host network')
  await suite.puente.press('Create bridge')
  await suite.puente.chooseBridge('eth0', 'br0')
  await suite.puente.pressInDialog('Continue')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Apply')
  await suite.puente.questionAsked()
  const { main, backend } = await pids(suite.window.app)
  process.kill(main, 'SIGKILL')
  // A backend that outlived its window would wait for an answer that nobody can give.
  await until('the backend has ended too', () => !isRunning(backend))
  await suite.reopen()
  await suite.puente.ready()
  await suite.page
    .getByText('Puente was interrupted while it made br0 on eth0')
    .first()
    .waitFor({ timeout: 60_000 })
  await expect
    .poll(async () => connection(await lab.snapshotHost()), { timeout: 60_000 })
    .toEqual(connection(before))
  expect(await profileNames(lab)).toEqual(profiles)
})

function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && !readFileSync(file, 'utf8').includes(') Z ')
}
