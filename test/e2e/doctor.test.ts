import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const PATIENT = { timeout: 60_000 }

beforeAll(async () => {
  await suite.lab.guest('web').waitForAddress('192.168.122.')
})
afterAll(async () => {
  // The other tests of the window have the same lab.
  await suite.lab.run(['virsh', 'net-start', 'default'], { check: false })
})

describe('a network that is restarted behind the window’s back', () => {
  it('shows on its machine’s row without being asked', async () => {
    await suite.lab.virsh('net-destroy', 'default')
    await suite.lab.virsh('net-start', 'default')
    await suite.puente.goTo('Machines')
    const row = suite.page.getByTestId('machine-web')
    await row.getByTestId('finding-badge-tap-without-bridge').waitFor(PATIENT)
  })

  it('comes first, with how it is known, when Diagnose is pressed', async () => {
    await suite.puente.openMachine('web')
    await suite.page.getByTestId('machine-detail').getByText('Diagnose').click()
    await suite.page.getByText('Why does web have no network?').first().waitFor()
    const first = suite.page.getByTestId('findings').getByRole('article').first()
    await first.getByText(/^vnet\d+ \(NIC of web\) is not attached to virbr0\.$/).waitFor(PATIENT)
    await first.getByText('Root cause').waitFor()
    await first.getByText('Evidence').click()
    await first.getByText('$ ip -o -d link').waitFor()
  })

  it('says what an ordinary user could not look at', async () => {
    await suite.page.getByTestId('unseen').getByText('Firewall rules').waitFor()
  })

  it('is put right by Fix, and the guest leases', async () => {
    await suite.page.getByRole('button', { name: 'Fix…' }).first().click()
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Fix')
    await suite.puente.dialog.waitFor({ state: 'detached', ...PATIENT })
    await suite.page.getByTestId(/^(healthy|partly)$/).waitFor(PATIENT)
    const ask = 'udhcpc -n -q -f -i eth0 -s /lease -t 10 -T 1 -A 1'
    expect((await suite.lab.guest('web').run(ask, 40_000)).code).toBe(0)
    expect(await suite.lab.guest('web').ping('192.168.122.1')).toBe(true)
  })

  it('is gone from the row as well', async () => {
    await suite.puente.goTo('Machines')
    const badge = suite.page.getByTestId('machine-web').getByTestId(/^finding-badge-/)
    await badge.waitFor({ state: 'detached', ...PATIENT })
  })
})

describe('the report', () => {
  it('is copied and saved whole, commands and all', async () => {
    await suite.lab.virsh('net-autostart', 'default', '--disable')
    await suite.puente.goTo('Doctor')
    await suite.page.getByTestId('finding-network-no-autostart').waitFor(PATIENT)
    await suite.puente.press('Copy report')
    const text = await suite.window.app.evaluate(({ clipboard }) => clipboard.readText())
    expect(text).toContain('“default” has no autostart.')
    expect(text).toContain('virsh net-autostart default')
    expect(text).toContain('Not checked')
    const path = join(tmpdir(), `puente-report-${process.pid}.md`)
    await suite.window.app.evaluate(({ session }, savePath) => {
      session.defaultSession.once('will-download', (_, item) => item.setSavePath(savePath))
    }, path)
    await suite.puente.press('Save')
    const saved = () => readFile(path, 'utf8').catch(() => '')
    await expect.poll(saved).toBe(text)
    await suite.lab.virsh('net-autostart', 'default')
  })
})
