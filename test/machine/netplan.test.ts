/**
 * A host whose connection stands in /etc/netplan, as Ubuntu has it, with Debian’s own netplan: its
 * generator makes the profiles anew at each real boot. What Ubuntu’s NetworkManager has libnetplan do
 * with what it stores is done by support/netplan.py. Row 42.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../lab/wait.ts'
import { carryOut } from '../faults/support/bridge.ts'
import { hostConnection, profileNames } from '../support/host.ts'
import { Computer } from './computer.ts'
import { bringApp, startBackend } from './support/app.ts'
import { isUp } from './support/up.ts'

const NETPLAN = `network:
  version: 2
  renderer: NetworkManager
  ethernets:
    eth0:
      dhcp4: true
`
const SETTLED_MS = 300_000

let computer: Computer
let original: Awaited<ReturnType<typeof hostConnection>>

const netplanTakes = () => computer.sh('python3 /root/netplan.py')

async function connectedAsBefore(): Promise<void> {
  const wanted = JSON.stringify(original)
  const isThere = async () => JSON.stringify(await hostConnection(computer)) === wanted
  await until('connected as before', isThere, { timeoutMs: SETTLED_MS, everyMs: 1_000 }).catch(
    async () => expect(await hostConnection(computer)).toEqual(original),
  )
}

async function reboot(): Promise<void> {
  await computer.reboot()
  await isUp(computer)
  await connectedAsBefore()
}

const portsOfBr0 = () => computer.sh('ls /sys/class/net/br0/brif 2>/dev/null || true')

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  await computer.runOutside(['ip', 'link', 'set', 'lan-eth1', 'nomaster'])
  const script = readFileSync(new URL('support/netplan.py', import.meta.url), 'utf8')
  await computer.write('/root/netplan.py', script)
  original = await hostConnection(computer)
  await computer.write('/etc/netplan/01-lan.yaml', NETPLAN, '600')
  await computer.sh(`nmcli connection delete 'Office LAN'
netplan generate; nmcli connection reload; nmcli connection up netplan-eth0`)
  await reboot()
  expect(await profileNames(computer)).toEqual(['netplan-eth0'])
})
afterAll(() => computer.stop())

describe('where netplan keeps the profiles', () => {
  it('a kept bridge is ours still after a boot, and has the address', async () => {
    const backend = await startBackend(computer)
    expect((await carryOut(backend, 'create')).phase).toBe('done')
    await backend.stop()
    await netplanTakes()
    await reboot()
    expect(await portsOfBr0()).toBe('eth0')
    await using next = await startBackend(computer)
    const bridge = () => next.inventory?.interfaces.find(({ name }) => name === 'br0')?.bridge
    await next.until(() => bridge()?.ownPorts.includes('eth0'), SETTLED_MS)
    expect(next.inventory?.notices).toEqual([])
  })

  it('it can be changed', async () => {
    const backend = await startBackend(computer)
    expect((await carryOut(backend, 'change')).phase).toBe('done')
    await backend.stop()
    await netplanTakes()
    await reboot()
    expect(await computer.sh('cat /sys/class/net/br0/bridge/ageing_time')).toBe('7700')
    expect(await portsOfBr0()).toBe('eth0\neth1')
  })

  it('it can be removed, and the NIC has its own profile, also after a boot', async () => {
    const backend = await startBackend(computer)
    expect((await carryOut(backend, 'remove')).phase).toBe('done')
    await backend.stop()
    await connectedAsBefore()
    await netplanTakes()
    await reboot()
    expect(await profileNames(computer)).toEqual(['netplan-eth0'])
    expect(await computer.does('test -e /sys/class/net/br0')).toBe(false)
  })
})
