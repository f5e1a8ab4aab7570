import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { startDisplay } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'

const lab = Lab.attach()

describe('a host where neither libvirt nor NetworkManager runs', () => {
  const { libvirtd, networkManager } = lab.daemons

  // For each try anew: a second one needs a host without them again.
  beforeEach(async () => {
    await networkManager.stop('SIGTERM')
    await libvirtd.stop('SIGTERM')
  })
  afterEach(async () => {
    for (const daemon of [networkManager, libvirtd]) {
      if (!daemon.isRunning) await daemon.start()
    }
  })

  it('opens, says which is missing and what starts it, and goes on when they come', async () => {
    await using display = await startDisplay(lab)
    await using window = await openWindow(lab, { display: display.name })
    const { page } = window
    const puente = new PuentePage(page)

    await puente.goTo('Machines')
    await page.getByText(/sudo systemctl enable --now (libvirtd|virtqemud)\.socket/).waitFor()
    await puente.goTo('Host network')
    await page.getByText('sudo systemctl enable --now NetworkManager').waitFor()
    const networkManagers = page.getByTestId('setup-networkManager')
    await networkManagers.getByText('Technical details').click()
    await page.getByText('org.freedesktop.DBus.Error').waitFor()
    await page.screenshot({ path: 'out/e2e/no-daemons.png' })

    await libvirtd.start()
    await networkManager.start()
    // By itself: a button that is pressed as it comes back would be gone under the pointer.
    await puente.ready()
    expect(await page.getByTestId('interface-eth0').innerText()).toContain('198.51.100.')
  })
})
