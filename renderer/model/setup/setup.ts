/** What the app needs on this computer, and how each of it stands. Pure. */
import type { Services } from '../../../shared/model/inventory.ts'
import type { HostSetup, PackageManager } from '../../../shared/model/host-setup.ts'
import { serviceLook, type Look, type ServiceLook } from '../looks.ts'
import { install, joinGroup } from './remedies.ts'

export type RequirementId =
  'libvirt' | 'networkManager' | 'group' | 'polkitAgent' | 'dnsmasq' | 'virtInstall'

/** `partly`: it works, with something less. */
export type Standing = 'there' | 'partly' | 'missing' | 'unknown'

export interface Requirement {
  id: RequirementId
  standing: Standing
  /** Which of its sentences says how it stands. */
  says: string
  command: string | null
}

export const standingLooks: Record<Standing, Look> = {
  there: { tone: 'success', icon: 'i-lucide-circle-check' },
  partly: { tone: 'warning', icon: 'i-lucide-circle-alert' },
  missing: { tone: 'error', icon: 'i-lucide-circle-x' },
  unknown: { tone: 'neutral', icon: 'i-lucide-circle-dashed' },
}

const services: Record<ServiceLook, Standing> = {
  connected: 'there',
  'view-only': 'partly',
  unavailable: 'missing',
  connecting: 'unknown',
  elsewhere: 'unknown',
}

/** The services come by themselves; the rest once the backend has looked. */
export function requirementsOf(state: Services, setup: HostSetup | null): Requirement[] {
  const service = (id: 'libvirt' | 'networkManager'): Requirement => {
    const says = serviceLook(state[id])
    return { id, standing: services[says], says, command: null }
  }
  const both = [service('libvirt'), service('networkManager')]
  return setup ? [...both, agent(setup), group(state, setup), ...programs(setup)] : both
}

function agent({ polkitAgent, packages }: HostSetup): Requirement {
  if (polkitAgent === null) {
    return { id: 'polkitAgent', standing: 'unknown', says: 'unknown', command: null }
  }
  return installed('polkitAgent', polkitAgent, 'partly', packages)
}

/** Who may change libvirt's things anyway, by whatever rule, needs no group for it. */
function group({ libvirt }: Services, { libvirtGroup }: HostSetup): Requirement {
  const viewOnly = libvirt.status === 'connected' && libvirt.readOnly
  if (libvirtGroup === 'member' && viewOnly) {
    return { id: 'group', standing: 'partly', says: 'member-refused', command: null }
  }
  if (libvirtGroup === 'member') {
    return { id: 'group', standing: 'there', says: 'member', command: null }
  }
  if (libvirt.status === 'connected' && !libvirt.readOnly) {
    return { id: 'group', standing: 'there', says: 'granted', command: null }
  }
  const command = libvirtGroup === 'outside' ? joinGroup : null
  return { id: 'group', standing: 'partly', says: libvirtGroup, command }
}

function programs({ programs: are, packages }: HostSetup): Requirement[] {
  return [
    installed('dnsmasq', are.dnsmasq, 'missing', packages),
    installed('virtInstall', are['virt-install'], 'partly', packages),
  ]
}

function installed(
  id: 'polkitAgent' | 'dnsmasq' | 'virtInstall',
  there: boolean,
  without: Standing,
  packages: PackageManager | null,
): Requirement {
  if (there) return { id, standing: 'there', says: 'there', command: null }
  return { id, standing: without, says: 'missing', command: install(id, packages) }
}
