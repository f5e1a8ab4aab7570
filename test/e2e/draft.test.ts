/** What is drawn in the real window’s picture becomes so by one plan, and is taken back by one press. */
import { beforeAll, describe, expect, it } from 'vitest'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { WindowSuite } from '../support/window-suite.ts'
import { choose, english, outOf, pull } from '../window-fake/looks/draft.ts'

const suite = WindowSuite.use()
const { lab } = suite
const WEB = GUESTS[0]?.mac ?? ''

const networks = async () => (await lab.virsh('net-list', '--all', '--name')).split(/\s+/).sort()
const nics = (machine: string) => lab.virsh('domiflist', machine)
const storedNics = (machine: string) => lab.virsh('domiflist', machine, '--inactive')
const bar = () => suite.page.getByTestId('draft-bar')
const says = (contents: string) =>
  bar().getByRole('status').getByText(`Draft: ${contents}`).waitFor()

async function apply(): Promise<void> {
  await suite.puente.press('Apply…')
  await suite.page.getByTestId('lab-difference').waitFor()
  await suite.puente.pressInDialog('Apply')
  await suite.page.getByRole('dialog').waitFor({ state: 'detached' })
  await bar().waitFor({ state: 'detached' })
}

async function undo(): Promise<void> {
  const message = suite.page.locator('[data-state="open"]', { hasText: 'Draft applied' }).last()
  await message.getByRole('button', { name: 'Undo', exact: true }).click()
}

beforeAll(async () => {
  await lab.guest('web').waitForAddress('192.168.122.')
  await suite.puente.goTo('Overview')
  await suite.page.locator('.thing', { hasText: 'web' }).first().waitFor()
})

describe('what is drawn', () => {
  it('is on the host after one plan: two networks, and a machine with a NIC on one', async () => {
    const before = [await networks(), await storedNics('old-mail')]
    await choose(suite.page, english, english.network, 'NAT')
    await choose(suite.page, english, english.network, english.isolated)
    await pull(suite.page, await outOf(suite.page, 'isolated'), 'new-nic-old-mail')
    await says('2 networks, 1 NIC')
    expect([await networks(), await storedNics('old-mail')]).toEqual(before)

    await apply()
    expect(await networks()).toEqual([...(before[0] ?? []), 'isolated', 'nat'].sort())
    expect(await lab.virsh('net-dumpxml', 'nat')).toContain('<nat>')
    expect(await lab.virsh('net-dumpxml', 'isolated')).not.toContain('<forward')
    expect(await storedNics('old-mail')).toMatch(/ isolated /)

    await undo()
    const isBack = async () => (await networks()).length === before[0]?.length || undefined
    await until('the networks are gone', isBack)
    expect([await networks(), await storedNics('old-mail')]).toEqual(before)
  })

  it('leads a running machine’s NIC to a network that was not there, and back', async () => {
    await choose(suite.page, english, english.network, 'NAT')
    await pull(suite.page, `plug-${WEB}`, await outOf(suite.page, 'nat'))
    await says('1 network, 1 NIC')
    expect(await nics('web')).toMatch(/ default /)

    await apply()
    expect(await nics('web')).toMatch(/ nat /)
    const xml = await lab.virsh('net-dumpxml', 'nat')
    const [, subnet = 'no subnet'] = /<ip address='(\d+\.\d+\.\d+\.)/.exec(xml) ?? []
    await lab.guest('web').waitForAddress(subnet)

    await undo()
    await lab.guest('web').waitForAddress('192.168.122.')
    expect(await nics('web')).toMatch(/ default /)
    expect(await networks()).not.toContain('nat')
  })
})
