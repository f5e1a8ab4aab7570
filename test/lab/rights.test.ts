import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from './lab.ts'

let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: ['old-mail'] })
})

afterAll(() => lab.stop())

const asAlex = (...argv: string[]) => lab.run(argv, { user: 'alex', check: false })

it('libvirt obeys alex only while polkit grants it', async () => {
  expect((await asAlex('virsh', 'net-list')).code).toBe(0)
  await lab.polkit.revoke('org.libvirt.unix.manage')
  const refused = await asAlex('virsh', 'net-list')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('org.libvirt.unix.manage')
  await lab.polkit.grant('org.libvirt.unix.manage')
  expect((await asAlex('virsh', 'net-list')).code).toBe(0)
})

it('NetworkManager obeys alex only while polkit grants it', async () => {
  const action = 'org.freedesktop.NetworkManager.settings.modify.system'
  const add = () =>
    asAlex('nmcli', 'con', 'add', 'type', 'bridge', 'ifname', 'br7', 'con-name', 'x')
  await lab.polkit.revoke(action)
  const refused = await add()
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('nsufficient privileges')
  expect(await lab.nmcli('-g', 'NAME', 'con')).not.toContain('x')
  await lab.polkit.grant(action)
  expect((await add()).code).toBe(0)
})

it('nothing else is granted', async () => {
  const { stdout } = await asAlex('nmcli', '-t', 'general', 'permissions')
  expect(stdout).toContain('org.freedesktop.NetworkManager.checkpoint-rollback:yes')
  expect(stdout).not.toContain('org.freedesktop.NetworkManager.reload:yes')
})
