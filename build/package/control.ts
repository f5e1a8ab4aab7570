/** What dpkg and apt are told about the package. */

export const MAINTAINER = 'The Puente developers <puente@users.noreply.github.com>'

/** Programs that it runs, besides the libraries that its own load. */
const PROGRAMS = ['iproute2']

/** What the app manages, and how it may: a client of a remote host may do without. */
const RECOMMENDS = [
  'libvirt-daemon-system',
  'network-manager',
  'polkitd | policykit-1',
  'virtinst',
  // To the libvirt of another computer.
  'openssh-client',
  // The doctor's: it looks at the firewall, as the administrator.
  'nftables',
  'pkexec | policykit-1',
  'libnotify4',
]

const DESCRIPTION = `connect virtual machines to your LAN, safely
 Puente shows how this host, its networks and its virtual machines are
 connected. It creates a bridge on the host's own NIC with automatic rollback,
 and manages each machine's NICs.
 .
 Every change is a plan first. A change of the host's own connection runs
 under a NetworkManager checkpoint: without confirmation it is reverted.
 .
 It works with libvirt and NetworkManager, as an ordinary user, with polkit.`

export interface ControlInput {
  version: string
  architecture: string
  /** What it takes on disk, in KiB. */
  installedSize: number
  depends: string[]
}

export function control(input: ControlInput): string {
  return `Package: puente
Version: ${input.version}
Architecture: ${input.architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${input.installedSize}
Depends: ${[...input.depends, ...PROGRAMS].join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Suggests: qemu-system, virt-viewer
Section: net
Priority: optional
Description: ${DESCRIPTION}
`
}
