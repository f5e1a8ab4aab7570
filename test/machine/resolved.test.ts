/** systemd-resolved as the resolver, as most distributions have it: its names go on resolving. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROUTER } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { begin, carryOut } from '../faults/support/bridge.ts'
import { Computer } from './computer.ts'
import { bringApp, startBackend } from './support/app.ts'
import { isUp } from './support/up.ts'

let computer: Computer

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  await computer.sh(`rm /etc/NetworkManager/conf.d/lab.conf
printf '[main]\\nno-auto-default=*\\n[keyfile]\\nunmanaged-devices=interface-name:mgmt0\\n' >/etc/NetworkManager/conf.d/lab.conf
ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf
systemctl enable --now systemd-resolved
systemctl restart NetworkManager`)
  await resolvesBy('eth0')
})
afterAll(() => computer.stop())

const NAME = 'router.lab.test'
const resolves = () => computer.does(`resolvectl query --cache=no ${NAME} | grep -q ${ROUTER}`)
const serversOf = async (link: string) =>
  (await computer.run(['resolvectl', 'dns', link], { check: false })).stdout

async function resolvesBy(link: string): Promise<void> {
  const has = async () => (await serversOf(link)).includes(ROUTER) && (await resolves())
  await until(`names are asked by ${link}`, has, { timeoutMs: 300_000, everyMs: 1_000 })
}

describe('systemd-resolved', () => {
  it('asks the same servers by the bridge, and again by the NIC after a revert', async () => {
    await using backend = await startBackend(computer)
    const change = await begin(backend, 'create')
    expect(change).toMatchObject({ phase: 'awaiting-answer', error: null })
    // The resolver was a stub on the loopback all the time: what was asked is what stands behind it.
    expect(change.checks.find(({ id }) => id === 'dns')?.state).toBe('passed')
    await resolvesBy('br0')
    await backend.api.revertChange(change.id)
    await resolvesBy('eth0')
    expect(await serversOf('br0')).not.toContain(ROUTER)
  })

  it('asks them by a kept bridge after a boot too, and by the NIC once it is removed', async () => {
    await using backend = await startBackend(computer)
    expect((await carryOut(backend, 'create')).phase).toBe('done')
    await backend.stop()
    await computer.reboot()
    await isUp(computer)
    await resolvesBy('br0')
    await using next = await startBackend(computer)
    expect((await carryOut(next, 'remove')).phase).toBe('done')
    await resolvesBy('eth0')
  })
})
