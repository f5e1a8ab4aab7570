import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  managerOf,
  readClaims,
  withManagers,
} from '../../../electron/backend/inventory/who-manages.ts'
import { computerAt } from '../../../electron/host/here/this-computer.ts'
import type { HostInterface } from '../../../shared/model/host.ts'

let root: string

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'managed-'))))
afterEach(() => rmSync(root, { recursive: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

it.each<[string, string, string, string]>([
  ['ifupdown', 'etc/network/interfaces', 'auto lo eth0\niface eth0 inet dhcp\n', 'eth0'],
  ['ifupdown', 'etc/network/interfaces.d/lan', '  iface eth0 inet static\n', 'eth0'],
  ['netplan', 'run/systemd/network/10-netplan-eth0.network', '[Match]\nName=eth0\n', 'eth0'],
  ['networkd', 'etc/systemd/network/20-wired.network', '[Match]\nName=en* eth0\n', 'enp1s0'],
  [
    'configuration',
    'etc/NetworkManager/conf.d/x.conf',
    '[keyfile]\nunmanaged-devices=mac:00:11;interface-name:eth0\n',
    'eth0',
  ],
  [
    'configuration',
    'etc/NetworkManager/NetworkManager.conf',
    'unmanaged-devices=interface-name:eth*',
    'eth0',
  ],
])('finds %s in %s', async (manager, file, text, nic) => {
  write(file, text)
  const claims = await readClaims(computerAt(root))
  expect(managerOf(nic, claims)).toBe(manager)
  expect(managerOf('wlan0', claims)).toBeNull()
})

it('finds nobody where nothing is written', async () => {
  expect(managerOf('eth0', await readClaims(computerAt(root)))).toBeNull()
})

it('says who it is in the reason, and leaves other reasons alone', async () => {
  write('etc/network/interfaces', 'iface eth0 inet dhcp\n')
  const item = (key: string) =>
    ({ name: 'eth0', notBridgeable: { key, params: { nic: 'eth0' } } }) as unknown as HostInterface
  const [unmanaged, wifi] = await withManagers(computerAt(root), [
    item('refusal.unmanaged'),
    item('refusal.wifi'),
  ])
  expect(unmanaged?.notBridgeable).toEqual({
    key: 'refusal.unmanaged-ifupdown',
    params: { nic: 'eth0' },
  })
  expect(wifi?.notBridgeable?.key).toBe('refusal.wifi')
})
