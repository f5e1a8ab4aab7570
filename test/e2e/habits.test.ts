/** The first run, context menus of the lists, and the list of tasks, in the real window. */
import { describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { Keyboard } from '../support/keyboard.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const welcome = () => suite.page.getByTestId('welcome')

describe('the first run', () => {
  it('shows what is there, and is over when it has been read', async () => {
    await welcome().getByText('NetworkManager', { exact: true }).waitFor()
    await welcome().getByText('virt-install', { exact: true }).waitFor()
    await suite.puente.press('Got it')
    await welcome().waitFor({ state: 'detached' })
    await suite.reopen()
    await suite.puente.ready()
    await suite.page.locator('.thing').first().waitFor()
    expect(await welcome().count()).toBe(0)
  })

  it('can be looked at again', async () => {
    await suite.page.getByTestId('service-libvirt').click()
    await suite.puente.press('System requirements')
    await suite.puente.dialog.getByTestId('setup-dnsmasq').waitFor()
    const standing = suite.puente.dialog.getByTestId('setup-libvirt')
    expect(await standing.getAttribute('data-standing')).toBe('there')
    await suite.puente.pressInDialog('Close')
  })
})

describe('a machine’s row', () => {
  it('has a menu that copies its MAC', async () => {
    const mac = GUESTS[0]?.mac ?? ''
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-web').click({ button: 'right' })
    await suite.page.getByRole('menuitem', { name: `Copy ${mac}` }).click()
    const copied = () => suite.window.app.evaluate(({ clipboard }) => clipboard.readText())
    await expect.poll(copied).toBe(mac)
  })

  it('has the same menu by the keyboard, and what it does is listed as a task', async () => {
    const row = suite.page.getByTestId('machine-old-mail')
    await new Keyboard(suite.page).chooseInMenu(row, /^Start$/, 'Shift+F10')
    await row.getByText('Running').waitFor()
    await suite.page.getByTestId('tasks').click()
    await suite.page.getByTestId('task-list').getByText('Start old-mail').waitFor()
    await suite.page.keyboard.press('Escape')
    await suite.lab.virsh('destroy', 'old-mail')
  })
})

/** What opens at a button of the frame is built around it after the first paint. */
describe('a button of the frame, before the first paint', () => {
  it('opens what was pressed', async () => {
    await asSoonAsIsThere('press')
    await suite.page.reload()
    await suite.page.getByTestId('task-list').waitFor()
    await suite.page.keyboard.press('Escape')
  })

  it('keeps the focus that it was given', async () => {
    await asSoonAsIsThere('focus')
    await suite.page.reload()
    const tasks = suite.page.getByTestId('tasks')
    await expect.poll(() => tasks.getAttribute('aria-haspopup')).toBe('dialog')
    expect(await tasks.evaluate((one) => one === document.activeElement)).toBe(true)
  })
})

/** In the task that puts it into the page: sooner than any person or driver. */
async function asSoonAsIsThere(deed: 'press' | 'focus'): Promise<void> {
  await suite.page.addInitScript((what) => {
    sessionStorage.setItem('deed', what)
    new MutationObserver((_, observer) => {
      const tasks = document.querySelector<HTMLElement>('[data-testid=tasks]')
      if (!tasks || sessionStorage.getItem('deed') !== what) return
      observer.disconnect()
      if (what === 'press') tasks.click()
      else tasks.focus()
    }).observe(document, { childList: true, subtree: true })
  }, deed)
}
