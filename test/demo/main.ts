/**
 * The main job by itself, inside a lab: a bridge on the host's own NIC and a running machine on
 * the LAN through it, by clicking and typing as a person would, with a screenshot of each step
 * and a record of what became true, read from the lab's own side and not from the app's words.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { hostAddress } from '../support/host.ts'
import { startDisplay } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow } from '../support/window.ts'

const OUT = 'out/demo'
const MACHINE = 'web'

await rm(OUT, { recursive: true, force: true })
await mkdir(OUT, { recursive: true })

const screenshots: string[] = []
async function shoot(page: Page, name: string): Promise<void> {
  // Dialogs fade in; a picture of half of that helps nobody.
  await page.waitForTimeout(400)
  const file = `${OUT}/${String(screenshots.length + 1).padStart(2, '0')}-${name}.png`
  await page.screenshot({ path: file })
  screenshots.push(file)
  console.log(`  ${file}`)
}

const lab = Lab.attach()
await lab.guest(MACHINE).waitUntilUp()
await using display = await startDisplay(lab)
await using window = await openWindow(lab, { display: display.name })
const puente = new PuentePage(window.page)
const shot = (name: string) => shoot(window.page, name)
await puente.ready()
const hostAddressBefore = await hostAddress(lab)
await shot('welcome')
await puente.press('Got it')
await shot('overview')

await puente.press('Connect a machine to the LAN')
await puente.pressInDialog('Create bridge')
await puente.chooseBridge('eth0', 'br0')
await shot('choose-nic')
await puente.pressInDialog('Continue')
await puente.planShown()
await shot('plan')

const probe = await lab.lan.probe(hostAddressBefore)
await puente.pressInDialog('Apply')
await puente.questionAsked()
const { gapMs } = await probe.stop()
await shot('keep-or-revert')
await puente.pressInDialog('Keep')
await puente.changeDone()
await shot('bridge-kept')

await puente.pressInDialog('Choose a machine')
await puente.chooseMachine(MACHINE)
await shot('choose-machine')
await puente.pressInDialog('Continue')
await puente.planShown()
await shot('add-nic')
await puente.pressInDialog('Add NIC')

const guest = await lab.guest(MACHINE).waitForAddress('198.51.100.')
const lease = await until('the lease is in the LAN server’s own file', () =>
  lab.lan.leases().find(({ mac }) => mac === guest.mac),
)
await puente.openMachine(MACHINE)
await puente.nic(guest.mac).getByRole('button', { name: 'Find address' }).click()
await puente.nic(guest.mac).getByText(lease.address).waitFor()
await shot('machine-on-the-lan')
await puente.goTo('Host network')
await shot('host-network')
await puente.goTo('Networks')
await window.page.getByTestId('network-host-bridge').click()
await shot('network')
await puente.goTo('Overview')
// Something to see on the cables, and no message over them any more.
const busy = lab.guest(MACHINE).run('ping -c 600 -i 0.05 -s 1400 198.51.100.1', 60_000)
await window.page.getByText('has a new NIC on').first().waitFor({ state: 'detached' })
await window.page.locator('.picture .cable.busy').first().waitFor({ state: 'attached' })
await window.page.locator('.picture .thing', { hasText: MACHINE }).hover()
await window.page.getByTestId('thing-rate').first().waitFor()
await shot('overview-after')
await window.page.emulateMedia({ colorScheme: 'dark' })
await shot('overview-dark')
await window.page.emulateMedia({ colorScheme: 'light' })
await window.page.getByRole('button', { name: 'Language: English' }).click()
await window.page.getByRole('menuitemcheckbox', { name: 'Español' }).click()
await window.page.getByRole('heading', { level: 1, name: 'Resumen' }).waitFor()
await shot('overview-es')
await busy

const guestTap = await tapOf(guest.mac)
const result = {
  hostAddressBefore,
  hostAddressAfter: await hostAddress(lab),
  gapMs,
  guestAddress: lease.address,
  guestTap,
  guestTapBridge: await bridgeOf(guestTap),
  electron: electronRuntime().version,
  screenshots,
}
await writeFile(`${OUT}/result.json`, `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))
const holds =
  result.hostAddressAfter === hostAddressBefore &&
  result.guestTapBridge === 'br0' &&
  lease.address.startsWith('198.51.100.')
if (!holds) {
  console.error('The host or the guest did not end up where they should be.')
  process.exitCode = 1
}

async function tapOf(mac: string): Promise<string> {
  const lines = (await lab.virsh('domiflist', MACHINE)).split('\n')
  return (
    lines
      .find((line) => line.includes(mac))
      ?.trim()
      .split(/\s+/)[0] ?? ''
  )
}

async function bridgeOf(tap: string): Promise<string> {
  const [link] = await lab.ip<{ master?: string }>('link', 'show', 'dev', tap)
  return link?.master ?? ''
}
