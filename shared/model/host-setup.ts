/** What the app works with on this computer, beyond the two services that the inventory tells of. */
export interface HostSetup {
  /** What polkit asks the person for a password with; null: it can't be told here. */
  polkitAgent: boolean | null
  libvirtGroup: GroupStanding
  /** Programs that some actions need; libvirt does without them until then. */
  programs: Record<HelperProgram, boolean>
  /** By which commands are written that install something; null: unknown to us. */
  packages: PackageManager | null
}

/** `after-login`: a member, but this session began before. */
export type GroupStanding = 'member' | 'after-login' | 'outside' | 'no-group'

export const helperPrograms = ['dnsmasq', 'virt-install', 'virt-viewer'] as const
export type HelperProgram = (typeof helperPrograms)[number]

export const packageManagers = ['apt', 'dnf', 'zypper', 'pacman'] as const
export type PackageManager = (typeof packageManagers)[number]
