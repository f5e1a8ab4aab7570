/** The picture in the real window: cables dragged by the mouse, and the same by the keyboard. */
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const WEB = GUESTS[0]?.mac ?? ''

const thing = (name: string) => suite.page.locator('.thing', { hasText: name }).first()
const stateOf = (name: string, state: string) => thing(name).locator('p').getByText(state)
const plug = (mac: string) => suite.page.getByTestId(`plug-${mac}`)
const details = () => suite.page.getByTestId('picture-details')
const row = (name: string, line: string) =>
  suite.page.getByRole('treeitem').filter({ hasText: name }).filter({ hasText: line }).first()

async function makeBridge(): Promise<void> {
  await suite.puente.press('Connect a machine to the LAN')
  await suite.puente.pressInDialog('Create bridge')
  await suite.puente.chooseBridge('eth0', 'br0')
  await suite.puente.pressInDialog('Continue')
  await suite.puente.applyAndKeep()
  await suite.page.keyboard.press('Escape')
}

async function removeBridge(): Promise<void> {
  await suite.puente.openInterface('br0')
  await suite.puente.press('Remove bridge')
  await suite.puente.applyAndKeep('Remove bridge')
  await suite.puente.pressInDialog('Close')
}

async function middleOf(one: Locator): Promise<[number, number]> {
  const box = await one.boundingBox()
  if (!box) throw new Error('not to be seen')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

async function drag(from: Locator, to: Locator): Promise<void> {
  await suite.page.mouse.move(...(await middleOf(from)))
  await suite.page.mouse.down()
  await suite.page.mouse.move(...(await middleOf(to)), { steps: 12 })
  await suite.page.mouse.up()
}

beforeAll(async () => {
  await lab.guest('web').waitForAddress('192.168.122.')
  await suite.puente.goTo('Overview')
  await makeBridge()
})
afterAll(removeBridge)

describe('the picture', () => {
  it('shows what is wired to what, with its addresses', async () => {
    const names = ['Internet', 'LAN', 'eth0', 'br0', 'host-bridge', 'default', 'web', 'old-mail']
    for (const name of names) await thing(name).waitFor()
    const { address } = await lab.guest('web').waitForAddress('192.168.122.')
    await thing('web').getByText(address).waitFor()
    const cables = suite.page.locator('g.cable')
    await cables.and(suite.page.locator('[data-way=nat]')).waitFor({ state: 'attached' })
  })

  it('keeps everything in its place when a machine starts', async () => {
    const before = await middleOf(thing('web'))
    await thing('old-mail').click({ button: 'right' })
    await suite.page.getByRole('menuitem', { name: 'Start', exact: true }).click()
    await stateOf('old-mail', 'Running').waitFor()
    expect(await middleOf(thing('web'))).toEqual(before)
    await lab.virsh('destroy', 'old-mail')
    await stateOf('old-mail', 'Shut off').waitFor()
    expect(await middleOf(thing('web'))).toEqual(before)
  })

  it('has a cable dragged to another network: the running guest’s new lease shows', async () => {
    await drag(plug(WEB), thing('host-bridge'))
    await suite.puente.planShown()
    await suite.puente.dialog.getByText('Drop the link for a moment').waitFor()
    await suite.puente.pressInDialog('Move')
    const { address, mac } = await lab.guest('web').waitForAddress('198.51.100.')
    expect(mac).toBe(WEB)
    expect(lab.lan.leases()).toContainEqual(expect.objectContaining({ mac, address }))
    expect(await lab.virsh('domiflist', 'web')).toContain('host-bridge')
    await suite.puente.dialog.waitFor({ state: 'detached' })
    await thing('web').getByText('web', { exact: true }).click()
    const find = details().getByRole('button', { name: 'Find address' })
    await find.or(thing('web').getByText(address)).first().waitFor()
    if (await find.isVisible()) await find.click()
    await thing('web').getByText(address).waitFor()
    expect(await thing('web').textContent()).not.toContain('192.168.122.')
    await suite.page.keyboard.press('Escape')
    await details().waitFor({ state: 'detached' })
  })

  it('refuses to plug a cable in where it is already, or into what takes none', async () => {
    for (const name of ['host-bridge', 'eth0']) await drag(plug(WEB), thing(name))
    await sleep(300)
    expect(await suite.puente.dialog.count()).toBe(0)
  })

  it('makes a network from an empty spot', async () => {
    const box = await suite.page.getByTestId('picture').boundingBox()
    await suite.page
      .getByTestId('picture')
      .click({ button: 'right', position: { x: 20, y: (box?.height ?? 100) - 20 } })
    await suite.page.getByRole('menuitem', { name: 'Create network' }).click()
    await suite.puente.dialog.getByTestId('kind-nat').waitFor()
    await suite.page.keyboard.press('Escape')
    await suite.puente.dialog.waitFor({ state: 'detached' })
  })

  it.each(['SVG', 'PNG'])('is saved as %s', async (format) => {
    const path = join(tmpdir(), `puente-picture-${process.pid}.${format.toLowerCase()}`)
    await suite.window.app.evaluate(({ session }, savePath) => {
      session.defaultSession.once('will-download', (_, item) => item.setSavePath(savePath))
    }, path)
    await suite.puente.press('Picture options')
    await suite.page.getByRole('menuitem', { name: `Save as ${format}` }).click()
    const file = () => readFile(path).catch(() => Buffer.alloc(0))
    const beginning = format === 'SVG' ? '<svg' : 'PNG'
    await expect
      .poll(async () => (await file()).subarray(0, 8).toString('latin1'))
      .toContain(beginning)
    if (format === 'SVG') expect((await file()).toString()).toContain('host-bridge</text>')
  })
})

describe('the tree', () => {
  it('does the same by the keyboard alone', async () => {
    const { keyboard } = suite.page
    await suite.page.getByRole('button', { name: 'Tree' }).focus()
    await keyboard.press('Enter')
    const tree = suite.page.getByRole('tree')
    await tree.waitFor()
    await suite.page.getByRole('treeitem').first().focus()
    await keyboard.type('web')
    await expect.poll(() => row('web', '198.51.100.').evaluate(isFocused)).toBe(true)
    await keyboard.press('Enter')
    await details().getByRole('heading', { name: 'web' }).waitFor()
    await keyboard.press('Escape')
    await details().waitFor({ state: 'detached' })
    await row('web', '198.51.100.').focus()
    await keyboard.press('Shift+F10')
    await suite.page.getByRole('menuitem', { name: 'Move to' }).focus()
    await keyboard.press('ArrowRight')
    await suite.page.getByRole('menuitem', { name: 'default' }).waitFor()
    await keyboard.type('default')
    await keyboard.press('Enter')
    await suite.puente.planShown()
    await expect
      .poll(() => suite.puente.dialog.getByRole('button', { name: 'Move' }).isEnabled())
      .toBe(true)
    await suite.puente.dialog.getByRole('button', { name: 'Move' }).focus()
    await keyboard.press('Enter')
    const { address } = await lab.guest('web').waitForAddress('192.168.122.')
    await row('web', address).waitFor()
  })

  it('opens and closes with the arrows', async () => {
    const { keyboard } = suite.page
    const internet = suite.page.getByRole('treeitem', { name: 'Internet' })
    await internet.focus()
    await keyboard.press('ArrowLeft')
    await row('web', '').waitFor({ state: 'detached' })
    expect(await internet.getAttribute('aria-expanded')).toBe('false')
    await keyboard.press('ArrowRight')
    await row('web', '').waitFor()
    await suite.puente.press('Picture')
    await thing('web').waitFor()
  })

  const isFocused = (element: Element) => element === document.activeElement
})

describe('live traffic', () => {
  interface Told {
    told: number
  }

  it('of a NIC is what the kernel has counted', async () => {
    await thing('web').getByText('web', { exact: true }).click()
    const sent = details().getByTestId('traffic-sent').getByTestId('traffic-bytes')
    await sent.waitFor()
    const told = async () => Number(await sent.getAttribute('data-bytes'))
    const before = await told()
    await lab.guest('web').run('ping -c 50 -i 0.02 -s 1400 192.168.122.1')
    await expect.poll(told, { timeout: 20_000 }).toBeGreaterThan(before + 50 * 1400)
    const tap = /vnet\d+/.exec(await lab.virsh('domiflist', 'web'))?.[0] ?? ''
    const counted = async () => {
      const [link] = await lab.ip<{ stats64: { rx: { bytes: number } } }>(
        ...['-s', 'link', 'show', 'dev', tap],
      )
      return link?.stats64.rx.bytes
    }
    await expect
      .poll(async () => (await counted()) === (await told()), { timeout: 20_000 })
      .toBe(true)
    await suite.page.keyboard.press('Escape')
  })

  it('is not asked for while the window is hidden', async () => {
    await suite.page.evaluate(() => {
      const count = { told: 0 }
      Object.assign(window, { count })
      window.puente.on('traffic', () => count.told++)
    })
    const told = () => suite.page.evaluate(() => (window as unknown as { count: Told }).count.told)
    await expect.poll(told, { timeout: 20_000 }).toBeGreaterThan(1)
    await look('hidden')
    await sleep(500)
    const before = await told()
    await sleep(2_500)
    expect(await told()).toBe(before)
    await look('visible')
    await expect.poll(told, { timeout: 20_000 }).toBeGreaterThan(before)
  })

  /** As Chromium tells a page; the driver of the window has it told that it is always visible. */
  const look = (state: DocumentVisibilityState) =>
    suite.page.evaluate((told) => {
      Object.defineProperty(document, 'visibilityState', { value: told, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
})
