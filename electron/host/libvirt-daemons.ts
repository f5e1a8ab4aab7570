/**
 * How libvirt runs on this computer: libvirtd alone, as on Debian and Ubuntu, or a daemon for each
 * driver, as on Fedora, RHEL and openSUSE. What is told to start or to restart is what is there.
 */
import { existsSync } from 'node:fs'

/** https://libvirt.org/daemons.html: sockets are enabled, the daemons start when they are asked. */
const MODULAR = ['qemu', 'network', 'nodedev', 'nwfilter', 'secret', 'storage']

/** @param root another one than this computer's, in a test */
export function isModular(root = ''): boolean {
  const isThere = (path: string) => existsSync(`${root}${path}`)
  // libvirt's own client goes by the socket, and takes virtqemud's first (remote_sockets.c).
  if (isThere('/run/libvirt/virtqemud-sock')) return true
  if (isThere('/run/libvirt/libvirt-sock')) return false
  const wanted = '/etc/systemd/system/sockets.target.wants'
  if (isThere(`${wanted}/virtqemud.socket`)) return true
  if (isThere(`${wanted}/libvirtd.socket`)) return false
  return isInstalled('virtqemud', isThere) && !isInstalled('libvirtd', isThere)
}

function isInstalled(daemon: string, isThere: (path: string) => boolean): boolean {
  return ['/usr/sbin', '/usr/bin', '/usr/local/sbin'].some((folder) =>
    isThere(`${folder}/${daemon}`),
  )
}

export function startLibvirt(modular = isModular()): string {
  const sockets = modular ? MODULAR.map((driver) => `virt${driver}d.socket`) : ['libvirtd.socket']
  return `sudo systemctl enable --now ${sockets.join(' ')}`
}

export function restartLibvirt(modular = isModular()): string {
  return `sudo systemctl restart ${modular ? 'virtqemud' : 'libvirtd'}`
}

/** What makes the networks, and their rules in the firewall. */
export function networkDaemon(modular = isModular()): string {
  return modular ? 'virtnetworkd' : 'libvirtd'
}
