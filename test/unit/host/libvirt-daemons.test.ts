/** What is told to start and to restart is what this host has. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { computerAt } from '../../../electron/host/here/this-computer.ts'
import { isModular, networkDaemon, startLibvirt } from '../../../electron/host/libvirt-daemons.ts'

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'puente-daemons-'))))
afterEach(() => rmSync(root, { recursive: true }))

const wants = '/etc/systemd/system/sockets.target.wants'

it.each([
  ['Debian', ['/run/libvirt/libvirt-sock', '/usr/sbin/libvirtd'], false],
  ['Fedora', ['/run/libvirt/virtqemud-sock', '/usr/sbin/virtqemud'], true],
  // virtproxyd listens there for older clients.
  ['Fedora with the proxy', ['/run/libvirt/libvirt-sock', '/run/libvirt/virtqemud-sock'], true],
  ['both installed, one enabled', [`${wants}/libvirtd.socket`, '/usr/sbin/virtqemud'], false],
  ['both installed, the other enabled', [`${wants}/virtqemud.socket`, '/usr/sbin/libvirtd'], true],
  ['Debian, where nothing runs', ['/usr/sbin/libvirtd'], false],
  ['Arch, where nothing runs', ['/usr/bin/virtqemud', '/usr/bin/libvirtd'], false],
  ['modular alone, where nothing runs', ['/usr/sbin/virtqemud'], true],
  ['nothing at all', [], false],
])('%s', async (_, files, modular) => {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  expect(await isModular(computerAt(root))).toBe(modular)
})

it('names the sockets and the daemon that there are', () => {
  expect(startLibvirt(false)).toBe('sudo systemctl enable --now libvirtd.socket')
  expect(startLibvirt(true)).toMatch(/ virtqemud\.socket virtnetworkd\.socket /)
  expect(startLibvirt(true)).not.toContain('libvirtd')
  expect([networkDaemon(false), networkDaemon(true)]).toEqual(['libvirtd', 'virtnetworkd'])
})
