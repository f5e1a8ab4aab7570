/** Somebody who has nothing better to do than use every part of the app, and others around them. */
import type { Lab } from '../lab/lab.ts'
import type { PuentePage } from '../support/puente-page.ts'

const WEB = '52:54:00:51:64:01'
const SECOND = `<network><name>second</name><bridge name="virbr5"/>
  <ip address="10.99.5.1" netmask="255.255.255.0"/></network>`
const PASSING = `<network><name>passing</name></network>`

export class Person {
  readonly #lab: Lab
  readonly #puente: PuentePage
  readonly #done = new Map<string, number>()

  constructor(lab: Lab, puente: PuentePage) {
    this.#lab = lab
    this.#puente = puente
  }

  /** How often each thing was done. */
  done(): string {
    return [...this.#done].map(([what, times]) => `${what} ${times}`).join(', ')
  }

  async round(): Promise<void> {
    await this.#do('dialogs', () => this.#dialogs())
    await this.#do('bridged and reverted', () => this.#bridge())
    await this.#do('NIC moved and back', () => this.#moveNic())
    await this.#do('networks that passed by', () => this.#others())
  }

  async #do(what: string, how: () => Promise<void>): Promise<void> {
    await how()
    this.#done.set(what, (this.#done.get(what) ?? 0) + 1)
  }

  async #dialogs(): Promise<void> {
    const { page } = this.#puente
    for (const [place, button] of [
      ['Networks', 'Create network'],
      ['Machines', 'New machine'],
      ['Host network', 'Create bridge'],
    ] as const) {
      await this.#puente.goTo(place)
      for (let times = 0; times < 3; times++) {
        await page.getByRole('button', { name: button, exact: true }).first().click()
        await this.#puente.dialog.waitFor()
        await page.keyboard.press('Escape')
        await this.#puente.dialog.waitFor({ state: 'detached' })
      }
    }
  }

  async #bridge(): Promise<void> {
    await this.#puente.goTo('Host network')
    await this.#puente.press('Create bridge')
    await this.#puente.chooseBridge('eth0', 'br0')
    await this.#puente.pressInDialog('Continue')
    await this.#puente.planShown()
    await this.#puente.pressInDialog('Apply')
    await this.#puente.questionAsked()
    await this.#puente.pressInDialog('Revert')
    await this.#puente.dialog.getByRole('heading', { name: 'Reverted' }).waitFor()
    await this.#puente.pressInDialog('Close')
    await this.#puente.dialog.waitFor({ state: 'detached' })
  }

  async #moveNic(): Promise<void> {
    const { page } = this.#puente
    await this.#virsh('net-create', SECOND)
    await this.#puente.openMachine('web')
    await page.getByRole('button', { name: `Change NIC ${WEB}` }).click()
    await this.#puente.dialog.getByRole('combobox', { name: 'Network', exact: true }).click()
    await page.getByRole('option', { name: /^second/ }).click()
    await this.#puente.planShown()
    await this.#puente.pressInDialog('Change')
    await this.#puente.nic(WEB).getByText('second').waitFor()
    await this.#puente.press('Undo')
    await this.#puente.nic(WEB).getByText('default').waitFor()
    await this.#lab.virsh('net-destroy', 'second')
  }

  async #others(): Promise<void> {
    await this.#puente.goTo('Networks')
    const entry = this.#puente.page.getByTestId('network-passing')
    for (let times = 0; times < 5; times++) {
      await this.#virsh('net-define', PASSING)
      await entry.waitFor()
      await this.#lab.virsh('net-undefine', 'passing')
      await entry.waitFor({ state: 'detached' })
    }
  }

  async #virsh(verb: string, xml: string): Promise<void> {
    await this.#lab.run(['sh', '-c', `cat | virsh ${verb} /dev/stdin`], { input: xml })
  }
}
