/** The window as a person uses it: by the names that are written on it. */
import type { Locator, Page } from 'playwright-core'

export type PageName =
  'Overview' | 'Networks' | 'Machines' | 'Host network' | 'Doctor' | 'Hosts' | 'History'

/** A guest's DHCP, or a checkpoint's verification, on a small and busy machine. */
const PATIENT = { timeout: 60_000 }

export class PuentePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Answers the question about what was entered, where one is asked. */
  async discardIfAsked(): Promise<void> {
    const question = this.page.getByRole('dialog', { name: 'Discard your changes?' })
    const asked = await question.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    )
    if (asked) await question.getByRole('button', { name: 'Discard', exact: true }).click()
  }

  /** Back to the page alone, whatever a test that failed has left open, and what was entered goes. */
  async closeAll(): Promise<void> {
    for (let left = 4; left > 0 && (await this.dialog.count()) > 0; left--) {
      await this.page.keyboard.press('Escape')
      await this.discardIfAsked()
      await this.dialog.waitFor({ state: 'detached', timeout: 1_000 }).catch(() => undefined)
    }
    if ((await this.dialog.count()) > 0) await this.page.reload()
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  async ready(): Promise<void> {
    await this.page.getByTestId('service-libvirt').getByText('Connected').waitFor(PATIENT)
    await this.page.getByTestId('service-networkManager').getByText('Connected').waitFor(PATIENT)
  }

  async goTo(name: PageName): Promise<void> {
    await this.page.locator('nav').getByRole('link', { name }).click()
    await this.page.getByRole('heading', { level: 1, name }).waitFor()
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async pressInDialog(name: string): Promise<void> {
    // The last one: a dialog's corner has a Close too.
    await this.dialog.getByRole('button', { name, exact: true }).last().click()
  }

  /** Fills the first step of "Create bridge". */
  async chooseBridge(nic: string, name: string): Promise<void> {
    await this.dialog.getByRole('radio', { name: nic, exact: true }).click()
    await this.dialog.getByLabel('Bridge name').fill(name)
  }

  /** Into an editor, in place of all that it holds: by its own keys, since it may draw itself anew. */
  async writeXml(editor: Locator, xml: string): Promise<void> {
    await editor.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(xml)
  }

  async planShown(): Promise<void> {
    await this.dialog.getByTestId('plan').waitFor(PATIENT)
  }

  async questionAsked(): Promise<void> {
    await this.dialog.getByTestId('countdown').waitFor(PATIENT)
  }

  async changeDone(): Promise<void> {
    await this.dialog.getByRole('heading', { name: 'Done' }).waitFor(PATIENT)
  }

  /** From the plan to a change that is kept. */
  async applyAndKeep(action = 'Apply'): Promise<void> {
    await this.planShown()
    await this.pressInDialog(action)
    await this.questionAsked()
    await this.pressInDialog('Keep')
    await this.changeDone()
  }

  async chooseMachine(name: string): Promise<void> {
    await this.dialog.getByLabel('Machine').click()
    await this.page.getByRole('option', { name }).click()
  }

  async openMachine(name: string): Promise<void> {
    await this.goTo('Machines')
    await this.page.getByTestId(`machine-${name}`).click()
    await this.page.getByTestId('machine-detail').waitFor()
  }

  async openInterface(name: string): Promise<void> {
    await this.goTo('Host network')
    await this.page.getByTestId(`interface-${name}`).click()
    await this.page.getByTestId('interface-detail').waitFor()
  }

  nic(mac: string): Locator {
    return this.page.getByTestId(`nic-${mac}`)
  }
}
