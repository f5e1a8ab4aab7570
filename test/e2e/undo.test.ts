/** "Undo" in the real window, after a network was removed, changed, made, started or stopped. */
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const OFFICE = `<network><name>office</name><forward mode="nat"/><bridge name="virbr7"/>
  <ip address="10.50.0.1" netmask="255.255.255.0"/></network>`

const storedXml = (name: string) => lab.virsh('net-dumpxml', name, '--inactive')
const names = () => lab.virsh('net-list', '--all', '--name')
/** A guest that has asked in vain does not ask again for a second or two. */
const reaches = () => lab.guest('web').ping('192.168.122.1')
const PATIENT = { timeout: 15_000 }
const row = (name: string) => suite.page.getByTestId(`network-${name}`)

/** Without who is plugged in. */
async function stateOf(name: string): Promise<string[]> {
  const used = /<network connections='\d+'>/
  const running = (await lab.virsh('net-dumpxml', name)).replace(used, '<network>')
  return [running, await storedXml(name), await lab.virsh('net-info', name)]
}

beforeAll(async () => {
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: OFFICE })
  await lab.virsh('net-start', 'office')
  await lab.virsh('net-autostart', 'office')
  await lab.guest('web').waitForAddress('192.168.122.')
  suite.page.setDefaultTimeout(15_000)
  await suite.puente.goTo('Networks')
})

/** In the message that says so: one of an earlier change may still be there. */
const toast = (said: string): Locator =>
  suite.page.locator('[data-state="open"]', { hasText: said }).last()

async function undo(said: string): Promise<void> {
  await toast(said).getByRole('button', { name: 'Undo', exact: true }).click()
}

/** A message goes with its first press; the list of tasks stays. */
async function undoInTasks(title: string): Promise<void> {
  await suite.page.getByTestId('tasks').click()
  const tasks = suite.page.getByTestId('task-list').getByRole('listitem')
  const undo = tasks.filter({ hasText: title }).getByRole('button', { name: 'Undo', exact: true })
  await undo.first().click()
  await suite.page.keyboard.press('Escape')
  await suite.page.getByTestId('task-list').waitFor({ state: 'detached' })
}

async function open(name: string): Promise<void> {
  await row(name).click()
  const detail = suite.page.getByTestId('network-detail')
  await detail.getByRole('heading', { name, exact: true }).waitFor()
}

async function remove(name: string): Promise<void> {
  await open(name)
  await suite.puente.press('More actions')
  await suite.page.getByRole('menuitem', { name: 'Delete network' }).click()
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Delete network')
  await row(name).waitFor({ state: 'detached' })
}

/** Opens the form with this part of it, and has it filled in and saved. */
async function edit(name: string, section: string, fill: () => Promise<void>): Promise<void> {
  await open(name)
  await suite.puente.press('Edit')
  await suite.puente.dialog.getByText(section).click()
  await fill()
  await suite.puente.pressInDialog('Continue')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Save')
  await suite.puente.dialog.waitFor({ state: 'detached' })
}

const setMtu = (name: string, mtu: string) =>
  edit(name, 'MAC, MTU, firewall zone, STP', () => suite.puente.dialog.getByLabel('MTU').fill(mtu))

describe('a network that was deleted', () => {
  it('is there again, to the letter, and running', async () => {
    const before = await stateOf('office')
    await remove('office')
    expect(await names()).not.toContain('office')
    await undo('office deleted')
    await row('office').getByText('Active', { exact: true }).waitFor()
    await toast('Undone').waitFor()
    expect(await stateOf('office')).toEqual(before)
  })

  it('has its machines again, from the list of tasks', async () => {
    const before = await stateOf('default')
    await remove('default')
    expect(await reaches()).toBe(false)
    await undoInTasks('Delete network default')
    await row('default').getByText('Active', { exact: true }).waitFor()
    await expect.poll(reaches, PATIENT).toBe(true)
    expect(await stateOf('default')).toEqual(before)
  })

  it('is refused while its name is another’s, with what to do about it', async () => {
    const before = await stateOf('office')
    await remove('office')
    const other = '<network><name>office</name><bridge name="virbr9"/></network>'
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: other })
    await row('office').waitFor()
    await undo('office deleted')
    await toast('Another network is now called “office”').waitFor()
    await lab.virsh('net-undefine', 'office')
    await row('office').waitFor({ state: 'detached' })
    await undoInTasks('Delete network office')
    await row('office').getByText('Active', { exact: true }).waitFor()
    expect(await stateOf('office')).toEqual(before)
  })
})

describe('an edit', () => {
  it('is taken back in the running network, too', async () => {
    const before = await stateOf('office')
    await edit('office', 'Domain, forwarders, names', async () => {
      const { dialog } = suite.puente
      await suite.puente.pressInDialog('Add name')
      await dialog.getByLabel('Address', { exact: true }).last().fill('10.50.0.9')
      await dialog.getByLabel('Names, with spaces between').last().fill('printer')
    })
    expect((await stateOf('office'))[0]).toContain('printer')
    await undo('office changed')
    await expect.poll(() => stateOf('office'), PATIENT).toEqual(before)
  })

  it('that has had its restart is taken back after a question: it waits for another', async () => {
    const before = await storedXml('office')
    await setMtu('office', '1400')
    await suite.puente.press('Restart to apply')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Restart network')
    await suite.puente.dialog.waitFor({ state: 'detached' })
    const changed = await storedXml('office')
    await undo('office changed')
    const question = suite.page.getByTestId('confirm')
    await question.getByText('takes effect when “office” restarts').waitFor()
    expect(await storedXml('office')).toBe(changed)
    await suite.puente.pressInDialog('Undo')
    await suite.page.getByTestId('network-pending').waitFor()
    expect(await storedXml('office')).toBe(before)
  })

  it('is not taken back over what somebody else has changed since', async () => {
    await setMtu('office', '1300')
    const theirs = (await storedXml('office')).replace('1300', '1200')
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: theirs })
    await undo('office changed')
    await toast('was changed again since').waitFor()
    expect(await storedXml('office')).toContain("<mtu size='1200'/>")
  })
})

describe('a new network', () => {
  it('goes again', async () => {
    await suite.puente.press('Create network')
    await suite.puente.dialog.getByTestId('kind-very-isolated').click()
    await suite.puente.pressInDialog('Continue')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Create network')
    await row('very-isolated').getByText('Active', { exact: true }).waitFor()
    await undo('very-isolated created')
    await row('very-isolated').waitFor({ state: 'detached' })
    expect(await names()).not.toContain('very-isolated')
  })
})

describe('a press', () => {
  it('stops a network, and Undo starts it with its machines', async () => {
    await open('default')
    await suite.puente.press('Stop')
    await suite.puente.pressInDialog('Stop anyway')
    await row('default').getByText('Active', { exact: true }).waitFor({ state: 'detached' })
    await undo('default stopped')
    await row('default').getByText('Active', { exact: true }).waitFor()
    await expect.poll(reaches, PATIENT).toBe(true)
  })

  it('starts one, and Undo asks before it cuts the machines off', async () => {
    await startAndUndo()
    await suite.page.getByTestId('confirm').getByText('web').waitFor()
    await suite.puente.pressInDialog('Cancel')
    expect(await lab.virsh('net-list', '--name')).toContain('default')
    await startAndUndo()
    await suite.page.getByTestId('confirm').waitFor()
    await suite.puente.pressInDialog('Undo')
    await row('default').getByText('Inactive', { exact: true }).waitFor()
    expect(await lab.virsh('net-list', '--name')).not.toContain('default')
    await lab.virsh('net-start', 'default')
  })

  async function startAndUndo(): Promise<void> {
    await lab.virsh('net-destroy', 'default')
    await open('default')
    await suite.puente.press('Start')
    await row('default').getByText('Active', { exact: true }).waitFor()
    await undo('default started')
  }
})
