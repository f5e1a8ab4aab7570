/** What the doctor finds: data only; the words are in `finding.<code>` of the locale files. */
import type { Message } from '../message.ts'
import type { NicRef } from './machine.ts'

/**
 * Every cause that the doctor knows, as a stable code, in the order in which one causes the other:
 * of several findings the one that stands first here is the root.
 */
export const findingCodes = [
  'libvirt-down',
  'networkmanager-down',
  'machine-saved',
  'machine-off',
  'machine-paused',
  'no-nic',
  'nic-not-plugged',
  'network-gone',
  'dns-port-taken',
  'resolver-off',
  'network-inactive',
  'device-missing',
  'link-down',
  'bad-link',
  'tap-without-bridge',
  'bridge-down',
  'bridge-nic-renamed',
  'bridge-without-port',
  'wifi-bridge',
  'bridge-no-carrier',
  'stp-listening',
  'vlan-unfiltered',
  'vlan-not-allowed',
  'vlan-tap-lost',
  'vlan-native-twice',
  'vlan-unheard',
  'duplicate-mac',
  'duplicate-address',
  'subnet-overlap',
  'host-dns-silent',
  'dnsmasq-dead',
  'firewall-input',
  'docker-forward',
  'bridge-nf',
  'dns-silent',
  'dhcp-range-full',
  'no-reservation',
  'ip-forward',
  'slice-unanswered',
  'slice-left',
  'reverse-path',
  'way-out-elsewhere',
  'firewall-rules-lost',
  'firewall-forward',
  'firewalld-zone',
  'ufw-forward',
  'mtu-mismatch',
  'security-denial',
  'no-lease',
  'no-lan-address',
  'forward-machine-off',
  'forward-address-changed',
  'forward-port-taken',
  'forward-not-listening',
  'forward-stopped',
  'forward-unanswered',
  'stored-differs',
  'macvtap-host',
  'network-no-autostart',
  'rights',
  'file-set-aside',
] as const
export type FindingCode = (typeof findingCodes)[number]

/** `error`: something does not work now; `warning`: it will not, or in part; `info`: good to know. */
export const findingLevels = ['error', 'warning', 'info'] as const
export type FindingLevel = (typeof findingLevels)[number]

export type Subject =
  | { type: 'machine'; uuid: string; name: string }
  /** `uuid` and `name` are the machine's. */
  | { type: 'nic'; uuid: string; name: string; nic: NicRef }
  | { type: 'network'; uuid: string; name: string }
  | { type: 'bridge'; name: string }
  | { type: 'interface'; name: string }
  | { type: 'host' }

/** A command that shows it, and what it showed. */
export interface Evidence {
  command: string
  output: string
}

export interface Finding {
  /** The same for the same cause in the same place, however often it is looked for. */
  id: string
  code: FindingCode
  level: FindingLevel
  about: Subject
  params: Record<string, string | number>
  evidence: Evidence[]
  /** Can `planFix` make a plan for it? */
  fixable: boolean
  /** Where the app can't, or the person would rather not let it: the exact commands. */
  commands: string[]
}

export type DiagnosisTarget =
  | { type: 'everything' }
  | { type: 'machine'; uuid: string }
  | { type: 'nic'; uuid: string; nic: NicRef }
  | { type: 'network'; uuid: string }
  | { type: 'bridge'; name: string }
  | { type: 'host' }

export interface Diagnosis {
  target: DiagnosisTarget
  /** ms since 1970 */
  at: number
  /** The root cause first. */
  findings: Finding[]
  /** The codes that were looked for and could have been found here. */
  checked: FindingCode[]
  unseen: Unseen[]
  asAdministrator: boolean
}

/** What could not be looked at. */
export interface Unseen {
  what: 'firewall-rules' | 'kernel-log' | 'links' | 'listeners' | 'libvirt' | 'network-manager'
  /** Why not. */
  reason: Message
  /** What shows it, run by somebody who may. */
  command: string
  /** Would the app see it with an administrator's password? */
  administrator: boolean
}

/** What cuts somebody off now before what only might; of those, causes before consequences. */
export function byWeight(a: Finding, b: Finding): number {
  return weight(a) - weight(b)
}

function weight({ level, code }: Finding): number {
  return findingLevels.indexOf(level) * findingCodes.length + findingCodes.indexOf(code)
}

/** Does a finding concern this machine, NIC, network, bridge…? */
export function isAbout({ about }: Pick<Finding, 'about'>, subject: Subject): boolean {
  return subjectKey(about) === subjectKey(subject)
}

export function subjectKey(subject: Subject): string {
  switch (subject.type) {
    case 'machine':
    case 'network':
      return `${subject.type} ${subject.uuid}`
    case 'nic': {
      const { alias, mac, slot } = subject.nic
      return `nic ${subject.uuid} ${alias ?? ''} ${mac} ${slot ?? ''}`
    }
    case 'bridge':
    case 'interface':
      // A bridge is an interface of the host: whoever asks for one means the same thing.
      return `interface ${subject.name}`
    case 'host':
      return 'host'
  }
}
