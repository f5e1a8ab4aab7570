/** Several libvirts at once in the real window, each with a backend process of its own. */
import { createServer } from 'node:net'
import { rm } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { PuenteApi } from '../../shared/contract/contract.ts'
import { answerBoxes, saidInBoxes } from '../support/desktop-boxes.ts'
import { PuentePage } from '../support/puente-page.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const TEST = 'test:///default'
const SESSION = 'qemu:///session'

// Later files open their own window, on this computer alone.
afterAll(() => rm('/home/alex/.config/puente', { recursive: true, force: true }))

beforeEach(() => suite.page.keyboard.press('Escape'))

async function openList(): Promise<void> {
  await suite.page.getByTestId('connection').click()
  await suite.page.getByRole('menuitem', { name: 'Connections…' }).click()
  await suite.puente.dialog.waitFor()
}

async function add(uri: string): Promise<void> {
  await suite.puente.dialog.getByLabel('libvirt URI').fill(uri)
  await suite.puente.pressInDialog('Add connection')
}

function row(uri: string): Locator {
  return suite.page.getByTestId(`connection-${uri}`)
}

async function show(name: string): Promise<void> {
  await suite.page.getByTestId('connection').click()
  await suite.page.getByRole('menuitemcheckbox', { name }).click()
  await suite.page.getByTestId('connection').getByText(name).waitFor()
}

/** Calls as a page of the app could, past everything that is written on it. */
function code(call: (puente: PuenteApi) => Promise<unknown>): Promise<string> {
  return suite.page.evaluate(
    `(${String(call)})(window.puente).then(() => 'accepted', ({ code }) => code)`,
  )
}

describe('several connections', () => {
  it('shows another libvirt beside this computer’s own, and what is not its', async () => {
    await openList()
    await add(TEST)
    await row(TEST).getByText('Connected, libvirt').waitFor()
    await row('qemu:///system').getByText('Connected, libvirt').waitFor()
    await row(TEST).getByRole('button', { name: 'Show' }).click()
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-test').getByText('Running').waitFor()
    expect(await suite.page.getByTestId('machine-web').count()).toBe(0)
    await suite.page
      .getByTestId('service-networkManager')
      .getByText('Not available remotely')
      .waitFor()
    await suite.puente.goTo('Host network')
    await suite.page.getByText('Puente shows host networking only of this host').waitFor()
    await suite.page.screenshot({ path: 'out/e2e/elsewhere.png' })
    await suite.puente.press('Show this computer')
    await suite.page.getByTestId('interface-eth0').waitFor()
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-web').waitFor()
  })

  it('changes the machine of the connection that is shown', async () => {
    await show('libvirt’s test driver')
    await suite.puente.openMachine('test')
    await suite.puente.press('More actions')
    await suite.page.getByRole('menuitem', { name: 'Pause' }).click()
    await suite.page.getByTestId('machine-test').getByText('Paused').waitFor()
    await show('This computer')
  })

  it('has all of them on one page, and finds what is on any of them', async () => {
    await suite.puente.goTo('Hosts')
    const other = suite.page.getByTestId(`host-${TEST}`)
    await other.getByText(/of 1 machine running/).waitFor()
    const own = suite.page.getByTestId('host-qemu:///system')
    await own.getByText('1 of 1 machine running').waitFor()
    const search = suite.page.getByRole('searchbox', { name: /on any host/ })
    await search.fill('TES')
    const found = suite.page.getByTestId('found-things').getByRole('button')
    await found.filter({ hasText: 'on libvirt’s test driver' }).click()
    await suite.page.getByTestId('machine-detail').getByRole('heading', { name: 'test' }).waitFor()
    await suite.page.getByTestId('connection').getByText('libvirt’s test driver').waitFor()
    await show('This computer')
  })

  it('connects to the person’s own session', async () => {
    await openList()
    await add(SESSION)
    await row(SESSION).getByText('Connected, libvirt').waitFor()
    await suite.puente.pressInDialog('Close')
  })

  it('connects to a host by ssh, and says why when it is gone', async () => {
    const server = await startSshServer(lab)
    const uri = `qemu+ssh://root@127.0.0.1:${server.port}/system`
    await openList()
    await answerBoxes(suite.window, 0)
    await add(uri)
    await suite.page.getByText('You did not agree to connect').first().waitFor()
    expect(await suite.page.getByLabel('libvirt URI').inputValue()).toBe(uri)
    expect((await saidInBoxes(suite.window)).join()).toContain(uri)
    expect(await row(uri).count()).toBe(0)
    await answerBoxes(suite.window, 1)
    await add(uri)
    await row(uri).getByText('Connected, libvirt').waitFor({ timeout: 60_000 })
    await row(uri).getByRole('button', { name: 'Show' }).click()
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-web').getByText('Running').waitFor()
    await server[Symbol.asyncDispose]()
    await suite.page.getByTestId('service-lost').waitFor({ timeout: 60_000 })
    await openList()
    await row(uri).getByText('There is no connection').waitFor({ timeout: 60_000 })
    await row(uri).getByText('ssh -p 2222 root@127.0.0.1 virsh list --all').waitFor()
    await row(uri)
      .getByRole('button', { name: /^Remove/ })
      .click()
    await suite.puente.pressInDialog('Remove root@127.0.0.1')
    await row(uri).waitFor({ state: 'detached' })
    // Its place is taken by this computer.
    await row('qemu:///system').getByText('Current').waitFor()
    await suite.puente.pressInDialog('Close')
  })

  it('goes on while another connection hangs', async () => {
    // Takes what ssh says, and never answers.
    const silent = createServer(() => undefined).listen(2299, '127.0.0.1')
    const uri = 'qemu+ssh://127.0.0.1:2299/system'
    await openList()
    await answerBoxes(suite.window, 1)
    await add(uri)
    await row(uri).getByText('has not answered for').waitFor()
    await suite.puente.pressInDialog('Close')
    await suite.puente.openMachine('web')
    await suite.puente.press('More actions')
    await suite.page.getByRole('menuitem', { name: 'Pause' }).click()
    await suite.page.getByTestId('machine-web').getByText('Paused').waitFor()
    await suite.puente.press('Resume')
    await suite.page.getByTestId('machine-web').getByText('Running').waitFor()
    await openList()
    await row(uri).getByText('has not answered for').waitFor()
    await row(uri)
      .getByRole('button', { name: /^Remove/ })
      .click()
    await suite.puente.pressInDialog('Remove 127.0.0.1')
    await row(uri).waitFor({ state: 'detached' })
    await suite.puente.pressInDialog('Close')
    silent.close()
  })

  it('takes no URI that runs a program, and no call for a connection that is not there', async () => {
    await openList()
    await add('qemu+ssh://server/system?command=/tmp/evil')
    await suite.puente.dialog.getByText('Parameters after ? or # are not accepted').waitFor()
    await suite.page.keyboard.press('Escape')
    // What was typed is not lost unasked.
    await suite.page.getByRole('button', { name: 'Discard', exact: true }).click()
    await suite.puente.dialog.waitFor({ state: 'detached' })
    const evil = 'qemu+ssh://-oProxyCommand=evil/system'
    expect(await code((puente) => puente.addConnection('qemu:///system?socket=/tmp/x'))).toBe(
      'connection-uri-invalid',
    )
    expect(await code((puente) => puente.addConnection('qemu:///system'))).toBe('connection-known')
    expect(await code((puente) => puente.removeConnection('qemu:///system'))).toBe(
      'connection-unknown',
    )
    expect(await code((puente) => puente.addConnection({} as string))).toBe('bad-request')
    const unknown = `(async () => {
      window.puente.useConnection(${JSON.stringify(evil)})
      try { await window.puente.getInventory() } catch ({ code }) { return code }
      finally { window.puente.useConnection('qemu:///system') }
    })()`
    expect(await suite.page.evaluate(unknown)).toBe('connection-unknown')
  })

  it('remembers them and the one that was shown', async () => {
    await show('libvirt’s test driver')
    await suite.reopen()
    const puente = new PuentePage(suite.page)
    await suite.page.getByTestId('connection').getByText('libvirt’s test driver').waitFor()
    await puente.goTo('Machines')
    await suite.page.getByTestId('machine-test').waitFor()
    await openList()
    for (const uri of [TEST, SESSION]) {
      await row(uri)
        .getByRole('button', { name: /^Remove/ })
        .click()
      await suite.page
        .getByRole('dialog')
        .last()
        .getByRole('button', { name: /^Remove/ })
        .click()
      await row(uri).waitFor({ state: 'detached' })
    }
    await suite.page.keyboard.press('Escape')
    await suite.page.getByTestId('connection').getByText('This computer').waitFor()
  })
})
