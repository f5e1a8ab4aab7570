import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** For systems without apt: the commands that must be there, whatever package brings them. */
const APP = ['g++', 'make', 'pkg-config', 'unzip']
const LAB = [
  ...['libvirtd', 'virtlogd', 'virsh', 'qemu-system-x86_64', 'NetworkManager', 'nmcli'],
  ...['dbus-daemon', 'pkcheck', 'dnsmasq', 'ip', 'ss', 'iptables', 'ping', 'unshare', 'nsenter'],
  ...['setpriv', 'cpio', 'Xvfb'],
]

export function missingCommands(purpose) {
  return (purpose === 'app' ? APP : [...APP, ...LAB]).filter((name) => !isCommand(name))
}

function isCommand(name) {
  const folders = `${process.env.PATH}:/usr/sbin:/sbin`.split(':')
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
