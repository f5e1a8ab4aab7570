import { packagesInHost } from '../debian/packages.mjs'

/**
 * What a whole computer has: all of the lab's host, firewalls as people have them, what makes a
 * computer of it, and the other owners of its network.
 */
export const MACHINE = [
  ...packagesInHost('firewalls'),
  ...['systemd-sysv', 'udev', 'kmod', 'apparmor'],
  ...['systemd-resolved', 'netplan.io', 'wpasupplicant', 'hostapd', 'iw'],
]
