/** A file of this computer's into a storage pool, in the real window; and the window closed meanwhile. */
import { beforeAll, describe, expect, it } from 'vitest'
import { answerBoxes, chooseInBox, saidInBoxes } from '../support/desktop-boxes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite
const POOL = '/var/lib/libvirt/images'
const SMALL = '/tmp/debian 13.iso'
const LARGE = '/tmp/large.iso'

beforeAll(async () => {
  await lab.run(['mkdir', '-p', POOL])
  await lab.virsh('pool-create-as', 'default', 'dir', '--target', POOL)
  await lab.run(['sh', '-ec', `head -c 5000000 /dev/urandom >"${SMALL}"; truncate -s 2G ${LARGE}`])
})

const volumes = () => lab.virsh('vol-list', 'default')

async function upload(file: string): Promise<void> {
  await chooseInBox(suite.window, file)
  await suite.puente.pressInDialog('Upload…')
  await suite.page.getByTestId('upload').getByRole('button', { name: 'Upload' }).click()
}

async function closeWindow(): Promise<void> {
  await suite.window.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })
}

describe('a file', () => {
  it('that was uploaded is the medium of the new machine', async () => {
    await suite.puente.goTo('Machines')
    await suite.puente.press('New machine')
    await upload(SMALL)
    const path = suite.puente.dialog.getByLabel('ISO file')
    await expect.poll(() => path.inputValue()).toBe(`${POOL}/debian-13.iso`)
    await lab.run(['cmp', SMALL, `${POOL}/debian-13.iso`])
  })

  it('on its way keeps the window open, and is deleted again when it is closed all the same', async () => {
    await answerBoxes(suite.window, 0)
    await upload(LARGE)
    await suite.page
      .getByTestId('upload')
      .getByText(/^[1-9].* of /)
      .waitFor()
    await closeWindow()
    await expect
      .poll(() => saidInBoxes(suite.window))
      .toEqual([expect.stringContaining('cancelled')])
    expect(await volumes()).toContain('large.iso')
    const ended = suite.window.app.waitForEvent('close')
    await answerBoxes(suite.window, 1)
    await closeWindow()
    await ended
    expect(await volumes()).not.toContain('large.iso')
  })
})
