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

const DESCRIPTION = `put virtual machines on your LAN, safely
 Puente shows how this computer, its networks and its virtual machines are
 wired. It makes a bridge on the computer's own network card without cutting
 it off, and gives each machine the network cards it needs.
 .
 Every change is a plan first. A change of the computer's own connection runs
 under a checkpoint of NetworkManager: it is kept only if somebody says so.
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
