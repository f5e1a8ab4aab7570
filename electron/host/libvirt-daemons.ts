/**
 * How libvirt runs on a host: libvirtd alone, as on Debian and Ubuntu, or a daemon for each
 * driver, as on Fedora, RHEL and openSUSE. What is told to start or to restart is what is there.
 */
import { exists } from './side.ts'
import type { HostSide } from './side.ts'

/** https://libvirt.org/daemons.html: sockets are enabled, the daemons start when they are asked. */
const MODULAR = ['qemu', 'network', 'nodedev', 'nwfilter', 'secret', 'storage']

/** Looked at each time: a host may change from one to the other. */
export async function isModular(side: HostSide): Promise<boolean> {
  const isThere = (path: string) => exists(side, path)
  // libvirt's own client goes by the socket, and takes virtqemud's first (remote_sockets.c).
  if (await isThere('/run/libvirt/virtqemud-sock')) return true
  if (await isThere('/run/libvirt/libvirt-sock')) return false
  const wanted = '/etc/systemd/system/sockets.target.wants'
  if (await isThere(`${wanted}/virtqemud.socket`)) return true
  if (await isThere(`${wanted}/libvirtd.socket`)) return false
  return (await isInstalled(side, 'virtqemud')) && !(await isInstalled(side, 'libvirtd'))
}

async function isInstalled(side: HostSide, daemon: string): Promise<boolean> {
  const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin']
  const modes = await side.readModes(folders.map((folder) => `${folder}/${daemon}`))
  return modes.some((mode) => mode !== null)
}

export function startLibvirt(modular: boolean): string {
  const sockets = modular ? MODULAR.map((driver) => `virt${driver}d.socket`) : ['libvirtd.socket']
  return `sudo systemctl enable --now ${sockets.join(' ')}`
}

export function restartLibvirt(modular: boolean): string {
  return `sudo systemctl restart ${modular ? 'virtqemud' : 'libvirtd'}`
}

/** What makes the networks, and their rules in the firewall. */
export function networkDaemon(modular: boolean): string {
  return modular ? 'virtnetworkd' : 'libvirtd'
}
