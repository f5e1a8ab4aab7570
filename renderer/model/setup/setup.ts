/** What the app needs on this computer, in the order in which it is set up, and how it stands. Pure. */
import type { ErrorData } from '../../../shared/errors.ts'
import type { HostSetup, PackageManager } from '../../../shared/model/host-setup.ts'
import type { KeyIn, MessageKey } from '../../../shared/locales.ts'
import type { Services } from '../../../shared/model/inventory.ts'
import { serviceLook, type Look, type ServiceLook } from '../looks.ts'
import { install, installLibvirt, joinGroup, remedyFor, startLibvirtOn } from './remedies.ts'

export type RequirementId =
  | 'install'
  | 'libvirt'
  | 'dnsmasq'
  | 'group'
  | 'login'
  | 'networkManager'
  | 'polkitAgent'
  | 'virtInstall'
  | 'virtViewer'

/** `partly`: it works, with something less. `optional`: only something apart does without it. */
export type Standing = 'there' | 'partly' | 'missing' | 'optional' | 'unknown'

interface RequirementOf<Id extends RequirementId> {
  id: Id
  standing: Standing
  /** Which of its sentences says how it stands. */
  says: KeyIn<`setup.says.${Id}`>
  /** One command a line; null where none is needed or known. */
  command: string | null
}

export type Requirement = { [Id in RequirementId]: RequirementOf<Id> }[RequirementId]

export function sentenceOf({ id, says }: Pick<Requirement, 'id' | 'says'>): MessageKey {
  // Each has sentences of its own, which a template of the two can't tell.
  return `setup.says.${id}.${says}` as MessageKey
}

export const standingLooks: Record<Standing, Look> = {
  there: { tone: 'success', icon: 'i-lucide-circle-check' },
  partly: { tone: 'warning', icon: 'i-lucide-circle-alert' },
  missing: { tone: 'error', icon: 'i-lucide-circle-x' },
  optional: { tone: 'neutral', icon: 'i-lucide-circle-minus' },
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
  const packages = setup?.packages ?? null
  const libvirt = [installation(state, packages), running(state, packages)]
  const manager = networkManager(state, packages)
  if (!setup) return [...libvirt, manager]
  const { dnsmasq, 'virt-install': virtInstall, 'virt-viewer': virtViewer } = setup.programs
  return [
    ...libvirt,
    installed('dnsmasq', dnsmasq, 'missing', packages),
    ...membership(state, setup),
    manager,
    agent(setup),
    installed('virtInstall', virtInstall, 'optional', packages),
    installed('virtViewer', virtViewer, 'optional', packages),
  ]
}

/** It keeps a person from working with machines, networks or bridges. */
export function isOpen({ standing }: Requirement): boolean {
  return standing === 'missing' || standing === 'partly'
}

/**
 * What to paste in one go. NetworkManager is not among it: it may take over the network that a
 * person is connected by.
 */
export function allCommands(items: Requirement[]): string | null {
  const commands = items.flatMap(({ id, command }) =>
    command === null || id === 'networkManager' ? [] : [command],
  )
  return commands.length > 1 ? commands.join('\n') : null
}

const errorOf = (state: Services['libvirt']): ErrorData | null =>
  state.status === 'unavailable' ? state.error : null

function installation({ libvirt }: Services, packages: PackageManager | null): Requirement {
  const id = 'install'
  if (errorOf(libvirt)?.code === 'libvirt-missing') {
    return { id, standing: 'missing', says: 'missing', command: installLibvirt(packages) }
  }
  const isKnown = libvirt.status === 'connected' || libvirt.status === 'unavailable'
  const says = isKnown ? 'there' : 'unknown'
  return { id, standing: says, says, command: null }
}

/** Where it is installed first, its start comes with that or right after it. */
function running({ libvirt }: Services, packages: PackageManager | null): Requirement {
  const error = errorOf(libvirt)
  if (error?.code === 'libvirt-missing') {
    const command = startLibvirtOn(packages)
    return { id: 'libvirt', standing: 'unknown', says: 'waits', command }
  }
  const says = serviceLook(libvirt)
  const command = error && error.code !== 'libvirt-refused' ? remedyFor(error, packages) : null
  return { id: 'libvirt', standing: services[says], says, command }
}

function networkManager(state: Services, packages: PackageManager | null): Requirement {
  const says = serviceLook(state.networkManager)
  const error = errorOf(state.networkManager)
  const command = error && remedyFor(error, packages)
  return { id: 'networkManager', standing: services[says], says, command }
}

function agent({ polkitAgent, packages }: HostSetup): Requirement {
  if (polkitAgent === null) {
    return { id: 'polkitAgent', standing: 'unknown', says: 'unknown', command: null }
  }
  return installed('polkitAgent', polkitAgent, 'partly', packages)
}

/** Who may change libvirt's things anyway, by whatever rule, needs no group for it. */
function membership({ libvirt }: Services, { libvirtGroup }: HostSetup): Requirement[] {
  const mayChange = libvirt.status === 'connected' && !libvirt.readOnly
  const viewOnly = libvirt.status === 'connected' && libvirt.readOnly
  const group = (
    standing: Standing,
    says: KeyIn<'setup.says.group'>,
    command: string | null = null,
  ) => ({ id: 'group', standing, says, command }) as const
  const login = (standing: Standing, says: KeyIn<'setup.says.login'>) =>
    ({ id: 'login', standing, says, command: null }) as const
  if (libvirtGroup === 'member') {
    return [
      viewOnly ? group('partly', 'member-refused') : group('there', 'member'),
      login('there', 'there'),
    ]
  }
  if (mayChange) return [group('there', 'granted'), login('there', 'there')]
  if (libvirtGroup === 'after-login') {
    return [group('there', 'after-login'), login('partly', 'after-login')]
  }
  return [group('partly', libvirtGroup, joinGroup), login('unknown', 'waits')]
}

function installed(
  id: 'polkitAgent' | 'dnsmasq' | 'virtInstall' | 'virtViewer',
  there: boolean,
  without: Standing,
  packages: PackageManager | null,
): Requirement {
  if (there) return { id, standing: 'there', says: 'there', command: null }
  return { id, standing: without, says: 'missing', command: install(id, packages) }
}
