import { expect, it } from 'vitest'
import { libvirtProblem } from '../../../electron/host/installed.ts'
import { remedyFor } from '../../../renderer/model/setup/remedies.ts'
import type { ErrorCode } from '../../../shared/errors.ts'

it.each<[string, ErrorCode, string, boolean, ErrorCode]>([
  ['stopped', 'libvirt-unavailable', 'qemu:///system', true, 'libvirt-unavailable'],
  ['not installed', 'libvirt-unavailable', 'qemu:///system', false, 'libvirt-missing'],
  ['without its library', 'libvirt-missing', 'qemu:///system', true, 'libvirt-missing'],
  ['there, and silent', 'libvirt-silent', 'qemu:///system', false, 'libvirt-silent'],
  ['refusing', 'libvirt-refused', 'qemu:///system', false, 'libvirt-refused'],
  ['another host’s', 'connection-failed', 'qemu+ssh://far/system', false, 'connection-failed'],
  ['a driver of its own', 'libvirt-unavailable', 'test:///default', false, 'libvirt-unavailable'],
])('a libvirt that is %s is told of as that', (_, code, uri, isInstalled, told) => {
  const start = { command: 'sudo systemctl enable --now libvirtd.socket' }
  const error = { code, params: start, cause: 'Failed to connect socket' }
  const params = told === code ? start : {}
  expect(libvirtProblem(error, uri, isInstalled)).toEqual({ ...error, code: told, params })
})

it('what is not installed is installed, what is stopped is started', () => {
  const remedy = (code: ErrorCode) => remedyFor({ code, params: {} }, 'apt') ?? ''
  expect(remedy('libvirt-missing')).toContain('apt install')
  expect(remedy('networkmanager-missing')).toContain('apt install')
  expect(remedy('networkmanager-unavailable')).not.toContain('install')
  expect(remedy('networkmanager-unavailable')).toContain('systemctl')
})
