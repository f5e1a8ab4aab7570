/** libvirt's own words, as they were seen, and what a person reads instead. */
import { expect, it } from 'vitest'
import { knownCause } from '../../../electron/libvirt/connection/known-causes.ts'

it.each([
  [
    "Requested operation is not valid: network 'lan' is not active",
    'network-not-active',
    { network: 'lan' },
  ],
  ["Cannot get interface MTU on 'br9': No such device", 'interface-gone', { interface: 'br9' }],
  ['Unable to add bridge br9 port vnet0: No such device', 'interface-gone', { interface: 'br9' }],
  [
    'error creating macvtap interface macvtap0@eth0 (52:54:00:00:00:01): Device or resource busy',
    'device-is-ported',
    { interface: 'eth0' },
  ],
  [
    `internal error: Child process (passt --one-off --socket /run/user/4242/libvirt/qemu/run/passt/2-b-net0.socket --tcp-ports 8080:80) unexpected exit status 1: No interfaces with usable IPv6 routes\nFailed to bind port 8080 (Address already in use) for option '-t 8080:80'`,
    'port-taken',
    { port: '8080' },
  ],
  [
    "internal error: QEMU unexpectedly closed the monitor (vm='own'): 2026-11-30T22:02:48.291896Z qemu-system-x86_64: -vnc 127.0.0.1:0,audiodev=audio1: Failed to find an available port: Address already in use",
    'display-port-taken',
    {},
  ],
  [
    "Failed to bind port 80 (Permission denied) for option '-t 80'",
    'port-privileged',
    { port: '80' },
  ],
  [
    "internal error: Child process (passt --one-off --tcp-ports all --udp-ports all) unexpected exit status 1: L4 socket: Too many open files\nCan't open enough sockets for port specifier: all",
    'forwards-too-many',
    {},
  ],
  [
    "internal error: referenced filter 'puente-lan-525400516401' is missing",
    'filter-missing',
    { filter: 'puente-lan-525400516401' },
  ],
  ['internal error: No more available PCI slots', 'machine-no-slot', {}],
  [
    'Operation not supported: cannot modify network device model from virtio to e1000e',
    'nic-not-live',
    {},
  ],
  [
    'unsupported configuration: vlan tag not supported for this connection type',
    'nic-vlan-unfit',
    {},
  ],
  [
    'Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainMigrate)',
    'machine-busy',
    {},
  ],
  [
    "Cannot access storage file '/mnt/usb/a.qcow2': No such file or directory",
    'machine-file-missing',
    { file: '/mnt/usb/a.qcow2' },
  ],
  [
    'internal error: process exited while connecting to monitor: qemu: Failed to get "write" lock',
    'machine-disk-in-use',
    {},
  ],
  [
    "operation failed: failed to add new filter rules to 'vnet1' - attempting to restore old rules",
    'filters-not-possible',
    {},
  ],
  ['failed to start: access denied by acl file', 'bridge-helper-refused', {}],
])('%s: %s', (words, code, params) => {
  expect(knownCause(words)).toEqual({ code, params })
})

it('what nobody knows better stays libvirt’s own', () => {
  expect(knownCause('internal error: something new')).toBeNull()
})
