/**
 * Bridges by clicks: on a NIC without a profile, with fixed addresses, and without a NIC; options,
 * more time, no answer, undo from history.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../lab/wait.ts'
import { OFFICE_LAN } from '../lab/workstation.ts'
import { connection, profileNames } from '../support/host.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use({ PUENTE_ANSWER_SECONDS: '12' })
const { lab } = suite

interface KernelBridge {
  linkinfo: { info_data: { ageing_time: number } }
}

async function ageingTime(): Promise<number | undefined> {
  const [link] = await lab.ip<KernelBridge>('-d', 'link', 'show', 'dev', 'br0')
  return link?.linkinfo.info_data.ageing_time
}

async function links(): Promise<string[]> {
  const found = await lab.ip<{ ifname: string; master?: string }>('link', 'show')
  return found.map(({ ifname, master }) => (master ? `${ifname} in ${master}` : ifname))
}

async function planApplyAndKeep(): Promise<void> {
  await suite.puente.pressInDialog('Continue')
  await applyAndKeep()
}

async function removeBridge(name: string): Promise<void> {
  await suite.puente.openInterface(name)
  await suite.puente.press('Remove bridge')
  await applyAndKeep('Remove bridge')
}

async function applyAndKeep(action?: string): Promise<void> {
  await suite.puente.applyAndKeep(action)
  await suite.puente.pressInDialog('Close')
}

async function askToChange(seconds: string): Promise<void> {
  const { puente } = suite
  await puente.openInterface('br0')
  await puente.press('Change')
  // Open by itself, as something is set in it.
  await puente.dialog.getByLabel('Ageing time (s)').fill(seconds)
}

describe('a bridge on a NIC that had no profile', () => {
  afterAll(async () => {
    const left = (await profileNames(lab)).filter((name) => name.startsWith('br0'))
    if (left.length > 0) await lab.nmcli('connection', 'delete', ...left)
  })

  it('is made with an option and without a network', async () => {
    const { puente } = suite
    await puente.goTo('Host network')
    await puente.press('Create bridge')
    await puente.chooseBridge('eth1', 'br0')
    await puente.dialog.getByRole('checkbox', { name: 'Create a libvirt network for it' }).click()
    await puente.dialog.getByTestId('bridge-options').locator('summary').click()
    await puente.dialog.getByLabel('Ageing time (s)').fill('60')
    await planApplyAndKeep()
    expect(await links()).toEqual(expect.arrayContaining(['br0', 'eth1 in br0']))
    expect(await ageingTime()).toBe(6000)
    const address = await lab.nmcli('-g', 'IP4.ADDRESS', 'device', 'show', 'br0')
    expect(address).toMatch(/^198\.51\.100\./)
  })

  it('gets more time when asked for, and reverts by itself when nobody answers', async () => {
    const { puente } = suite
    await askToChange('90')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.questionAsked()
    expect(await ageingTime()).toBe(9000)
    const left = async () =>
      Number(
        await puente.dialog
          .getByTestId('countdown')
          .textContent()
          .catch(() => '0'),
      )
    await until('half of the time is over', async () => (await left()) <= 6)
    await puente.pressInDialog('More time')
    await until('there is more again', async () => (await left()) > 8)
    await puente.dialog.getByText('Reverted').first().waitFor({ timeout: 40_000 })
    await puente.pressInDialog('Close')
    expect(await ageingTime()).toBe(6000)
  })

  it('is changed and kept', async () => {
    await askToChange('70')
    await planApplyAndKeep()
    expect(await ageingTime()).toBe(7000)
    expect(await lab.nmcli('-g', 'bridge.ageing-time', 'connection', 'show', 'br0')).toBe('70')
  })

  it('is undone from the history, and the NIC has no connection again', async () => {
    const { puente, page } = suite
    await puente.goTo('History')
    const entries = page.getByTestId('history-entry')
    // Behind them may be what other tests of this lab have done.
    await expect.poll(() => entries.count()).toBeGreaterThanOrEqual(3)
    expect(await entries.nth(1).textContent()).toContain('reverted')
    await entries.nth(2).click()
    await page.getByRole('button', { name: 'Undo…' }).click()
    await applyAndKeep('Remove bridge')
    expect(await links()).not.toContain('br0')
    expect(await lab.nmcli('-g', 'GENERAL.STATE', 'device', 'show', 'eth1')).toContain('30')
    await puente.goTo('Host network')
    await page.getByTestId('interface-br0').waitFor({ state: 'detached' })
  })
})

describe('a bridge without a NIC', () => {
  it('is made at once, as it interrupts nobody, and removed', async () => {
    const { puente } = suite
    await puente.goTo('Host network')
    await puente.press('Create bridge')
    await puente.chooseBridge('No NIC', 'br1')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.changeDone()
    await puente.pressInDialog('Close')
    expect(await links()).toContain('br1')
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
    await removeBridge('br1')
    expect(await links()).not.toContain('br1')
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
  })
})

describe('a host with fixed addresses, a route, a name server and an MTU', () => {
  const modify = (...settings: string[]) =>
    lab.nmcli('connection', 'modify', OFFICE_LAN.uuid, ...settings)

  beforeAll(async () => {
    await modify(
      ...['ipv4.method', 'manual', 'ipv4.addresses', '198.51.100.20/24, 198.51.100.21/24'],
      ...['ipv4.gateway', '198.51.100.1', 'ipv4.dns', '198.51.100.1', 'ipv4.route-metric', '50'],
      ...['ipv4.routes', '10.9.0.0/16 198.51.100.254', '802-3-ethernet.mtu', '1400'],
    )
    await lab.nmcli('connection', 'up', OFFICE_LAN.uuid)
  })
  afterAll(async () => {
    const empty = ['addresses', 'gateway', 'dns', 'routes'].flatMap((key) => [`ipv4.${key}`, ''])
    await modify('ipv4.method', 'auto', ...empty, 'ipv4.route-metric', '-1')
    await lab.nmcli('connection', 'up', OFFICE_LAN.uuid)
  })

  it('has them on the bridge, and on its NIC again', async () => {
    const { puente } = suite
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)
    expect(before.addresses).toEqual(['198.51.100.20/24', '198.51.100.21/24'])
    await puente.goTo('Host network')
    await puente.press('Create bridge')
    await puente.chooseBridge('eth0', 'br0')
    await planApplyAndKeep()
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await links()).toContain('eth0 in br0')
    const [link] = await lab.ip<{ mtu: number }>('link', 'show', 'dev', 'br0')
    expect(link?.mtu).toBe(1400)
    await removeBridge('br0')
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
  })
})
