/** What the doctor is asked about, as an address of the window and as a name. Pure. */
import type { LocationQuery, RouteLocationRaw } from 'vue-router'
import type {
  Diagnosis,
  DiagnosisTarget,
  FindingCode,
  FindingLevel,
  Subject,
} from '../../shared/model/finding.ts'
import type { MachineNic } from '../../shared/model/machine.ts'
import { refOf } from './nic/nics.ts'
import type { Look } from './looks.ts'

export const findingLooks: Record<FindingLevel, Look> = {
  error: { tone: 'error', icon: 'i-lucide-circle-x' },
  warning: { tone: 'warning', icon: 'i-lucide-triangle-alert' },
  info: { tone: 'info', icon: 'i-lucide-info' },
}

/** Only where everything could be looked at, nothing is wrong. */
export type Verdict = 'found' | 'partly' | 'healthy'

export function verdictOf({ findings, unseen }: Pick<Diagnosis, 'findings' | 'unseen'>): Verdict {
  if (findings.length > 0) return 'found'
  return unseen.length > 0 ? 'partly' : 'healthy'
}

/** Findings whose cause and remedy the service itself tells. */
export const downServices: Partial<Record<FindingCode, 'libvirt' | 'networkManager'>> = {
  'libvirt-down': 'libvirt',
  'networkmanager-down': 'networkManager',
}

export function nicTarget(machine: string, nic: MachineNic) {
  return { type: 'nic', uuid: machine, nic: refOf(nic) } as const
}

/** The page that diagnoses it. */
export function doctorRoute(target: DiagnosisTarget): RouteLocationRaw {
  return { name: 'doctor', query: queryOf(target) }
}

function queryOf(target: DiagnosisTarget): Record<string, string> {
  switch (target.type) {
    case 'everything':
      return {}
    case 'host':
      return { of: 'host' }
    case 'machine':
    case 'network':
      return { of: target.type, uuid: target.uuid }
    case 'bridge':
      return { of: 'bridge', name: target.name }
    case 'nic': {
      const { alias, mac, slot } = target.nic
      return { of: 'nic', uuid: target.uuid, mac, ...(alias && { alias }), ...(slot && { slot }) }
    }
  }
}

export function targetOf(query: LocationQuery): DiagnosisTarget {
  const word = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  switch (query.of) {
    case 'host':
      return { type: 'host' }
    case 'machine':
    case 'network':
      return { type: query.of, uuid: word('uuid') }
    case 'bridge':
      return { type: 'bridge', name: word('name') }
    case 'nic': {
      const nic = { mac: word('mac'), alias: word('alias') || null, slot: word('slot') || null }
      return { type: 'nic', uuid: word('uuid'), nic }
    }
    default:
      return { type: 'everything' }
  }
}

/** Where what a finding is about has its own page. */
export function subjectRoute(subject: Subject): RouteLocationRaw {
  switch (subject.type) {
    case 'machine':
    case 'nic':
      return { name: 'machine', params: { id: subject.uuid } }
    case 'network':
      return { name: 'network', params: { id: subject.uuid } }
    case 'bridge':
    case 'interface':
      return { name: 'interface', params: { name: subject.name } }
    case 'host':
      return { name: 'host' }
  }
}

export const subjectIcons: Record<Subject['type'], string> = {
  machine: 'i-lucide-monitor',
  nic: 'i-lucide-ethernet-port',
  network: 'i-lucide-network',
  bridge: 'i-lucide-waypoints',
  interface: 'i-lucide-ethernet-port',
  host: 'i-lucide-server',
}
