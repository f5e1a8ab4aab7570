/**
 * A bridge whose NIC, profiles or device others have changed since it was made: shown for what it
 * is, mended by one action, and always removable.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/model/finding.ts'
import { Lab } from '../lab/lab.ts'
import type { LabOptions } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'

let lab: Lab
let backend: TestBackend

beforeEach(({ task }) => start(task.name.includes('static') ? STATIC : {}))
afterEach(async () => {
  await backend.stop()
  await lab.stop()
})

const STATIC: LabOptions = {
  eth0: { address: '198.51.100.20/24', gateway: '198.51.100.1', dns: ['198.51.100.1'] },
}

async function start(options: LabOptions): Promise<void> {
  lab = await Lab.start({ guests: false, ...options })
  await startBackend()
}

async function startBackend(): Promise<void> {
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
  await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth1'))
}

const sh = async (script: string) => (await lab.run(['sh', '-c', script])).stdout
const addressesOf = (device: string) => sh(`ip -o -4 address show dev ${device} scope global`)
const hasAddress = (device: string) => async () =>
  (await addressesOf(device).catch(() => '')).includes('198.51.100.')
const isOnline = (device: string) =>
  until(`${device} has its address`, hasAddress(device), { timeoutMs: 30_000 })
const br0 = () => backend.inventory?.interfaces.find(({ name }) => name === 'br0')

async function create(): Promise<void> {
  const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  await keep(plan.id)
}

async function keep(plan: string): Promise<void> {
  const change = await backend.api.applyPlan(plan)
  if (change.phase === 'awaiting-answer') await backend.api.keepChange(change.id)
}

async function remove() {
  const plan = await backend.api.planRemoveBridge({ bridge: 'br0' })
  await keep(plan.id)
  return plan
}

/** As a boot does it: what was only in memory is gone. */
async function restartNetworkManager(meanwhile: string): Promise<void> {
  await backend.stop()
  await lab.daemons.networkManager.stop()
  await sh(`rm -f /run/NetworkManager/system-connections/*; ${meanwhile}`)
  await lab.daemons.networkManager.start()
  await startBackend()
}

/** As a card in another slot does it, seen at the next boot. */
async function renameNic(): Promise<void> {
  await restartNetworkManager(
    'ip link set eth0 down; ip link set eth0 nomaster; ip link set eth0 name enp4s0; ip link set enp4s0 up; ip link delete br0',
  )
  await backend.until(({ interfaces }) => interfaces.some(({ bridge }) => bridge?.nicNow))
}

async function findings(): Promise<Finding[]> {
  const options = { run: 'test', asAdministrator: false }
  return (await backend.api.diagnose({ type: 'bridge', name: 'br0' }, options)).findings
}

const leftOf = async () =>
  (await sh('nmcli -g NAME connection show')).split('\n').filter((name) => name.startsWith('br0'))

// "Bridge with no slave" (hexie.dev); ProxMenux "Bridge Analysis & Guided Repair"
describe('its NIC has another name', () => {
  it.each(['', ', static addresses'])('found, mended by one plan, and removable%s', async () => {
    await create()
    await renameNic()
    const [found] = await findings()
    expect(found).toMatchObject({
      code: 'bridge-nic-renamed',
      about: { type: 'bridge', name: 'br0' },
      params: { nic: 'eth0', now: 'enp4s0', mac: '02:4c:41:42:00:10' },
      fixable: true,
    })
    await keep((await backend.api.planFix(found?.id ?? '')).id)
    await isOnline('br0')
    expect(await sh('ip -o link show master br0')).toContain('enp4s0')
    expect(await leftOf()).toEqual(['br0', 'br0 port enp4s0'])
    await backend.until(({ interfaces }) =>
      interfaces.some(({ madeByPuente }) => madeByPuente?.nic === 'enp4s0'),
    )
    expect((await findings()).map(({ code }) => code)).not.toContain('bridge-nic-renamed')
    const before = await addressesOf('br0')
    await remove()
    await isOnline('enp4s0')
    expect(addressIn(await addressesOf('enp4s0'))).toBe(addressIn(before))
    expect(await leftOf()).toEqual([])
  })

  it('the doctor’s commands do the same, and it is removed as it is', async () => {
    await create()
    const before = await addressesOf('br0')
    await renameNic()
    const [found] = await findings()
    for (const command of found?.commands ?? []) await sh(command.replace(/^sudo /, ''))
    await isOnline('br0')
    expect(addressIn(await addressesOf('br0'))).toBe(addressIn(before))
    const plan = await remove()
    expect(plan.warnings[0]?.key).toBe('warning.back-renamed')
    await isOnline('enp4s0')
    expect(addressIn(await addressesOf('enp4s0'))).toBe(addressIn(before))
    expect(await leftOf()).toEqual([])
  })

  it('removed unmended, the NIC is connected under its new name', async () => {
    await create()
    await renameNic()
    await remove()
    await isOnline('enp4s0')
    expect(await leftOf()).toEqual([])
  })
})

const addressIn = (text: string) => /inet (\S+)/.exec(text)?.[1]

// cockpit-project/cockpit #19452 and the guides that begin with deleting "Wired connection 1"
it('gives a NIC back that only ever had NetworkManager’s own profile, also after a reboot', async () => {
  await backend.stop()
  await sh(
    "sed -i '/no-auto-default/d' /etc/NetworkManager/NetworkManager.conf; nmcli connection delete 'Office LAN'",
  )
  // What still has addresses when NetworkManager starts is, to it, connected by others.
  await until('eth0 has let its address go', async () => !(await hasAddress('eth0')()))
  await lab.daemons.networkManager.restart()
  await isOnline('eth0')
  await startBackend()
  await create()
  await restartNetworkManager('true')
  await isOnline('br0')
  await backend.until(({ interfaces }) => interfaces.some((item) => item.madeByPuente))
  const plan = await remove()
  expect(plan.warnings[0]?.key).toBe('warning.back-original-gone')
  await isOnline('eth0')
  await lab.daemons.networkManager.restart()
  await isOnline('eth0')
})

describe('removable when', () => {
  it.each<[string, string, string[]]>([
    ['its original profile was deleted', "nmcli connection delete 'Office LAN'", ['eth0']],
    ['its port profile was deleted', "nmcli connection delete 'br0 port eth0'", ['eth0']],
    ['it was taken down', 'nmcli connection down br0', ['eth0']],
    [
      'both were deleted, static addresses',
      "nmcli connection delete 'Office LAN' 'br0 port eth0'",
      ['eth0'],
    ],
  ])('%s', async (_, script, online) => {
    await create()
    await sh(script)
    if (script.includes(' down ')) {
      await backend.until(() => br0()?.bridge?.isDown)
      expect((await findings()).map(({ code }) => code)).toEqual(['bridge-down'])
    }
    await remove()
    for (const device of online) await isOnline(device)
    expect(await leftOf()).toEqual([])
    await backend.until(() => br0() === undefined)
  })
})
