/** Files as the internet has them go in, with the questions that belong to them, asked by the desktop. */
import { readFile } from 'node:fs/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerBoxes, holdBoxes, saidInBoxes } from '../support/desktop-boxes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

const file = (name: string) =>
  readFile(new URL(`../support/files/${name}.xml`, import.meta.url), 'utf8')
const GPU = `<hostdev mode="subsystem" type="pci" managed="yes">
<source><address domain="0x0000" bus="0x01" slot="0x00" function="0x0"/></source>
<rom file="/usr/share/vgabios/gpu.rom"/>
</hostdev>`

const answer = (button: number) => answerBoxes(suite.window, button)
const said = () => saidInBoxes(suite.window)
const editor = () => suite.puente.dialog.locator('.cm-content[contenteditable=true]')
const networks = () => lab.virsh('net-list', '--all', '--name')
const closed = () => suite.puente.dialog.waitFor({ state: 'detached' })

async function typeNetwork(name: string): Promise<string> {
  const xml = await file(name)
  await suite.puente.press('Import XML')
  await suite.puente.writeXml(editor(), xml)
  await suite.puente.planShown()
  return xml
}

const lineOf = (xml: string, part: string) =>
  xml.split('\n').findIndex((line) => line.includes(part)) + 1

describe('a network for installing over the network', () => {
  beforeAll(() => suite.puente.goTo('Networks'))
  beforeEach(() => answer(0))

  it('is not made when the person says no, and nothing is lost', async () => {
    const xml = await typeNetwork('pxe-network')
    const asks = await suite.puente.dialog.getByTestId('plan-asks').innerText()
    expect(asks).toContain(`Line ${lineOf(xml, '<tftp')}`)
    await suite.puente.pressInDialog('Create network')
    await suite.puente.dialog.getByText('You did not agree').waitFor()
    const [box = ''] = await said()
    for (const part of ['<tftp', '<dnsmasq:options']) {
      expect(box).toContain(`Line ${lineOf(xml, part)}, `)
    }
    expect(box).toContain('/var/lib/tftpboot')
    expect(box).toContain('runs as root')
    expect(await networks()).not.toContain('pxe')
    expect(await editor().innerText()).toContain('pxelinux.0')
  })

  it('is made when the person agrees, who is asked again', async () => {
    await lab.run(['mkdir', '-p', '/var/lib/tftpboot'])
    await answer(1)
    await suite.puente.pressInDialog('Create network')
    await closed()
    expect(await said()).toHaveLength(1)
    expect(await networks()).toContain('pxe')
  })
})

it('a text that turns itself round is shown as it is', async () => {
  await suite.puente.press('Import XML')
  await editor().fill('<network>\n<!-- \u202eegdirb\u2060 -->\n</network>')
  await suite.puente.dialog.locator('.cm-specialChar').nth(1).waitFor()
  expect(await editor().innerText()).toContain('⟨U+202E⟩egdirb⟨U+2060⟩')
  await suite.puente.pressInDialog('Cancel')
  await suite.page.getByRole('button', { name: 'Discard' }).click()
  await closed()
})

it('a network on Open vSwitch needs no question', async () => {
  await answer(0)
  await typeNetwork('ovs-network')
  expect(await suite.puente.dialog.getByTestId('plan-asks').count()).toBe(0)
  await suite.puente.pressInDialog('Create network')
  // Without a switch of that name libvirt can start it or not: nobody was asked either way.
  await expect.poll(async () => (await networks()).includes('ovs') || (await failed())).toBe(true)
  expect(await said()).toEqual([])
  if (await failed()) await suite.puente.pressInDialog('Cancel')
  await closed()
})

it('a graphics card for a machine is asked about by its line, in the window’s language', async () => {
  const xml = await lab.virsh('dumpxml', 'old-mail', '--inactive')
  const text = xml.replace('</devices>', `${GPU}\n</devices>`)
  await suite.page.evaluate(() => (document.documentElement.lang = 'es'))
  await answer(0)
  const plan = { uuid: '5f0c1a52-7d3e-4b5a-9c1d-000000000003', text }
  const outcome = await suite.page.evaluate(async ({ uuid, text: own }) => {
    const { puente } = window as unknown as {
      puente: Record<string, (...args: unknown[]) => Promise<{ id: string }>>
    }
    const { id } = (await puente.planEditMachineXml?.({ machine: uuid, xml: own })) ?? { id: '' }
    return puente.applyPlan?.(id).catch((error: unknown) => error)
  }, plan)
  expect(outcome).toMatchObject({ code: 'consent-refused' })
  const [box = ''] = await said()
  expect(box).toContain(`Línea ${lineOf(text, '<hostdev')}, domain/devices/hostdev`)
  expect(await lab.virsh('dumpxml', 'old-mail', '--inactive')).not.toContain('hostdev')
})

it('a page that asks for many things at once gets one question, and no leave', async () => {
  const reply = await holdBoxes(suite.window)
  const xml = await file('pxe-network')
  const codes = () => suite.page.evaluate(() => (window as unknown as { codes: string[] }).codes)
  await suite.page.evaluate(async (text) => {
    const own = window as unknown as {
      codes: string[]
      puente: Record<string, (...args: unknown[]) => Promise<{ id: string }>>
    }
    own.codes = []
    const plan = (name: string, index: number) => {
      const other = text.replace('<name>pxe', `<name>${name}`).replace('virbr60', `virbr7${index}`)
      return own.puente.planImportNetwork?.({
        xml: other,
        autostart: false,
        despiteCollision: true,
      })
    }
    const plans = await Promise.all(['a', 'b', 'c'].map(plan))
    for (let at = 0; at < 30; at++) {
      void own.puente.applyPlan?.(plans[at % 3]?.id ?? '').then(
        () => own.codes.push('done'),
        (error: unknown) => own.codes.push((error as { code: string }).code),
      )
    }
  }, xml)
  // All but the one that is asked about.
  await expect.poll(async () => (await codes()).length, { timeout: 30_000 }).toBe(29)
  await reply(0)
  await expect.poll(async () => (await codes()).length, { timeout: 30_000 }).toBe(30)
  expect(new Set(await codes())).toEqual(new Set(['consent-refused']))
  expect(await said()).toHaveLength(1)
})

async function failed(): Promise<boolean> {
  return (await suite.puente.dialog.getByTestId('error').count()) > 0
}
