import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { startDisplay } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'

const lab = Lab.attach()
const FIRST = '52:54:00:51:64:f1'
/** virt-install, and a machine without KVM, where others keep the processors busy. */
const PATIENT = { timeout: 100_000 }

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
    await networkManagers.getByText('org.freedesktop.DBus.Error').first().waitFor()
    await page.screenshot({ path: 'out/e2e/no-daemons.png' })

    await libvirtd.start()
    await networkManager.start()
    // By itself: a button that is pressed as it comes back would be gone under the pointer.
    await puente.ready()
    expect(await page.getByTestId('interface-eth0').innerText()).toContain('198.51.100.')
  })

  it('is led from nothing to the first machine on the LAN, by clicks', async () => {
    await using display = await startDisplay(lab)
    await using window = await openWindow(lab, { display: display.name })
    const { page } = window
    const puente = new PuentePage(page)
    const choose = async (label: string, option: RegExp) => {
      await puente.dialog.getByRole('combobox', { name: label, exact: true }).click()
      await page.getByRole('option', { name: option }).click()
    }

    // The list: what is missing, in order; the first of it is marked, and nothing else can be done.
    const list = page.getByTestId('welcome')
    const next = list.locator('[aria-current="step"]')
    await expect.poll(() => next.getAttribute('data-testid')).toBe('setup-libvirt')
    await list.getByTestId('setup-networkManager').getByText('Set up NetworkManager').waitFor()
    const connect = page.getByRole('button', { name: 'Connect a machine to the LAN' })
    expect(await connect.isDisabled()).toBe(true)

    // Somebody does in a terminal what it says; it turns green by itself.
    await libvirtd.start()
    await networkManager.start()
    await puente.ready()
    await list.getByRole('button', { name: 'Got it' }).click()
    await list.waitFor({ state: 'detached' })

    await connect.click()
    await puente.pressInDialog('Create bridge')
    await puente.chooseBridge('eth0', 'br0')
    await puente.pressInDialog('Continue')
    await puente.applyAndKeep()
    await puente.pressInDialog('Close')

    await puente.goTo('Machines')
    await puente.press('New machine')
    await puente.dialog.getByLabel('Name', { exact: true }).fill('first')
    await puente.dialog.getByLabel('Memory, MiB').fill('128')
    await puente.dialog.getByRole('switch', { name: 'Without KVM' }).click()
    await choose('Start from', /^Network/)
    await choose('Disk', /^No disk/)
    await choose('Network of NIC 1', /^host-bridge/)
    await puente.dialog.getByLabel('MAC of NIC 1').fill(FIRST)
    await puente.planShown()
    await puente.pressInDialog('Create machine')
    await page.getByTestId('machine-first').getByText('Running').waitFor(PATIENT)
    // Its NIC's own boot loader asks the LAN for an address.
    const leased = () => lab.lan.leases().some(({ mac }) => mac === FIRST)
    await expect.poll(leased, PATIENT).toBe(true)
    await lab.virsh('destroy', 'first')
  })
})
