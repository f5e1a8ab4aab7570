import type { ErrorData } from '../../../shared/errors.ts'
import type { PackageManager } from '../../../shared/model/host-setup.ts'

/** What each distribution calls it, where they differ. */
const packages = {
  libvirt: {
    apt: 'libvirt-daemon-system',
    dnf: 'libvirt-daemon-kvm',
    zypper: 'libvirt-daemon-qemu',
    pacman: 'libvirt',
  },
  networkManager: {
    apt: 'network-manager',
    dnf: 'NetworkManager',
    zypper: 'NetworkManager',
    pacman: 'networkmanager',
  },
  dnsmasq: { apt: 'dnsmasq-base', dnf: 'dnsmasq', zypper: 'dnsmasq', pacman: 'dnsmasq' },
  virtInstall: {
    apt: 'virtinst',
    dnf: 'virt-install',
    zypper: 'virt-install',
    pacman: 'virt-install',
  },
  virtViewer: {
    apt: 'virt-viewer',
    dnf: 'virt-viewer',
    zypper: 'virt-viewer',
    pacman: 'virt-viewer',
  },
  polkitAgent: {
    apt: 'mate-polkit',
    dnf: 'mate-polkit',
    zypper: 'mate-polkit',
    pacman: 'mate-polkit',
  },
} satisfies Record<string, Record<PackageManager, string>>

const installing: Record<PackageManager, string> = {
  apt: 'sudo apt install',
  dnf: 'sudo dnf install',
  zypper: 'sudo zypper install',
  pacman: 'sudo pacman -S',
}

/** Once it is installed: Arch's runs as one daemon, Fedora's and openSUSE's as one for each driver. */
const startLibvirt: Record<Exclude<PackageManager, 'apt'>, string> = {
  dnf: 'sudo systemctl enable --now virtqemud.socket virtnetworkd.socket virtnodedevd.socket',
  zypper: 'sudo systemctl enable --now virtqemud.socket virtnetworkd.socket virtnodedevd.socket',
  pacman: 'sudo systemctl enable --now libvirtd.socket',
}
const startNetworkManager = 'sudo systemctl enable --now NetworkManager'
export const joinGroup = 'sudo usermod -aG libvirt "$USER"'

/** The command that installs it; null where we do not know how. */
export function install(
  what: keyof typeof packages,
  manager: PackageManager | null,
): string | null {
  return manager && `${installing[manager]} ${packages[what][manager]}`
}

export function installLibvirt(manager: PackageManager | null): string | null {
  return install('libvirt', manager)
}

/** After its installation; null where that starts it, as Debian's packages do, or is unknown. */
export function startLibvirtOn(manager: PackageManager | null): string | null {
  return manager && manager !== 'apt' ? startLibvirt[manager] : null
}

/** What installs or starts what is missing, where the backend names no command. */
export function remedyFor(error: ErrorData, manager: PackageManager | null): string | null {
  const { command } = error.params
  return typeof command === 'string' ? command : knownRemedy(error.code, manager)
}

function knownRemedy(code: ErrorData['code'], manager: PackageManager | null): string | null {
  switch (code) {
    case 'libvirt-missing':
      return lines(installLibvirt(manager), startLibvirtOn(manager)) || null
    case 'libvirt-refused':
    case 'libvirt-read-only':
      return joinGroup
    case 'networkmanager-missing':
      return lines(install('networkManager', manager), startNetworkManager)
    case 'networkmanager-unavailable':
      return startNetworkManager
    case 'virt-install-missing':
      return install('virtInstall', manager)
    case 'virt-viewer-missing':
      return install('virtViewer', manager)
    case 'no-polkit-agent':
      return install('polkitAgent', manager)
    default:
      return null
  }
}

function lines(...commands: (string | null)[]): string {
  return commands.filter(Boolean).join('\n')
}
