/** The main job on a host at the other end of an ssh, which is not known and wants a password, by clicks. */
import { rm } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostSnapshot } from '../lab/snapshot.ts'
import { until } from '../lab/wait.ts'
import { answerBoxes } from '../support/desktop-boxes.ts'
import { connection, hostAddress, profileNames } from '../support/host.ts'
import { PASSWORD_ONLY, countLogins, startSshServer } from '../support/ssh-server.ts'
import type { SshServer } from '../support/ssh-server.ts'
import { WindowSuite } from '../support/window-suite.ts'

const PASSWORD = 'correct horse'
const LOGIN = { timeout: 60_000 }

const suite = WindowSuite.use()
const { lab } = suite
let server: SshServer
let uri = ''
let before: HostSnapshot
let profiles: string[]

beforeAll(async () => {
  before = await lab.snapshotHost()
  profiles = await profileNames(lab)
  await lab.run(['chpasswd'], { input: `root:${PASSWORD}\n` })
  const address = await hostAddress(lab)
  const settings = [...PASSWORD_ONLY, 'PermitRootLogin yes']
  server = await startSshServer(lab, { address, settings, isKnown: false })
  uri = `qemu+ssh://root@${address}:${server.port}/system`
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  // Later files open their own window, on this computer alone.
  await rm('/home/alex/.config/puente', { recursive: true, force: true })
})

const row = () => suite.page.getByTestId(`connection-${uri}`)

/** The window beside the app’s own, which is there for one question. */
async function question(): Promise<Page> {
  const { app, page } = suite.window
  const window = await until('a question', () => app.windows().find((one) => one !== page))
  await window.getByRole('button').first().waitFor()
  return window
}

/** The window goes with the answer, maybe before the driver has seen the key go up. */
async function answered(window: Page, answer: () => Promise<void>): Promise<void> {
  await Promise.all([window.waitForEvent('close'), answer().catch(() => undefined)])
}

describe('a host that ssh asks about', () => {
  it('is asked about in a window of its own, once the person has agreed to connect', async () => {
    await suite.page.getByTestId('connection').click()
    await suite.page.getByRole('menuitem', { name: 'Connections…' }).click()
    await answerBoxes(suite.window, 1)
    await suite.puente.dialog.getByLabel('libvirt URI').fill(uri)
    await suite.puente.pressInDialog('Add connection')
    const window = await question()
    await window.getByText('authenticity of host').waitFor()
    await window.screenshot({ path: 'out/e2e/unknown-host.png' })
    // What a hasty Enter answers.
    await answered(window, () => window.keyboard.press('Enter'))
    await row().getByText('ssh does not know the host').waitFor(LOGIN)
    expect(await countLogins(lab)).toBe(0)
  })

  it('lets the person in by their answers, also where the first is wrong', async () => {
    await row().getByRole('button', { name: 'Retry' }).click()
    const unknown = await question()
    await answered(unknown, () => unknown.getByRole('button', { name: 'Yes, connect' }).click())
    const field = (window: Page) => window.getByRole('textbox', { name: 'password' })
    const first = await question()
    await field(first).fill('wrong')
    await first.getByLabel('Show what I type').check()
    await first.screenshot({ path: 'out/e2e/password.png' })
    await answered(first, () => first.keyboard.press('Enter'))
    await row().getByText('did not let you in').waitFor(LOGIN)
    await row().getByRole('button', { name: 'Retry' }).click()
    const second = await question()
    await field(second).fill(PASSWORD)
    await answered(second, () => second.getByRole('button', { name: 'Answer' }).click())
    await row().getByText('Connected, libvirt').waitFor(LOGIN)
    expect(await countLogins(lab)).toBe(1)
  })

  it('leaves nothing of what was typed to the page, which can’t answer either', async () => {
    const text = await suite.page.evaluate('document.body.innerText + JSON.stringify(localStorage)')
    expect(text).not.toContain(PASSWORD)
    expect(await suite.page.evaluate('Object.keys(window.puente).join()')).not.toMatch(/answer/i)
  })
})

describe('the main job over there', () => {
  it('makes the bridge under the NIC that the ssh runs over, and keeps it', async () => {
    await row().getByRole('button', { name: 'Show' }).click()
    await suite.puente.goTo('Host network')
    await suite.page.getByTestId('interface-eth0').waitFor(LOGIN)
    await suite.puente.press('Create bridge')
    await suite.puente.chooseBridge('eth0', 'br0')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.planShown()
    await suite.page.screenshot({ path: 'out/e2e/far-plan.png' })
    await suite.puente.applyAndKeep()
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
  })

  it('removes it again, and all is as before', async () => {
    await suite.puente.pressInDialog('Close')
    await suite.puente.openInterface('br0')
    await suite.puente.press('Remove bridge')
    await suite.puente.applyAndKeep('Remove bridge')
    await suite.page.screenshot({ path: 'out/e2e/far-removed.png' })
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await profileNames(lab)).toEqual(profiles)
  })
})
