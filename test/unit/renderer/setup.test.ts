import { describe, expect, it } from 'vitest'
import type { HostSetup } from '../../../shared/model/host-setup.ts'
import type { ServiceState, Services } from '../../../shared/model/inventory.ts'
import { remedyFor } from '../../../renderer/model/setup/remedies.ts'
import { allCommands, requirementsOf } from '../../../renderer/model/setup/setup.ts'

const connected: ServiceState = { status: 'connected', version: '9.0.0', readOnly: false }
const gone: ServiceState = {
  status: 'unavailable',
  error: { code: 'libvirt-missing', params: {} },
  retryAt: null,
}
const silent: ServiceState = {
  status: 'unavailable',
  error: { code: 'libvirt-unavailable', params: { command: 'start it' } },
  retryAt: null,
}
const whole: HostSetup = {
  polkitAgent: true,
  libvirtGroup: 'member',
  programs: { dnsmasq: true, 'virt-install': true, 'virt-viewer': true },
  packages: 'apt',
}

function standings(services: Partial<Services>, setup: Partial<HostSetup> | null) {
  const state = { libvirt: connected, networkManager: connected, ...services }
  const items = requirementsOf(state, setup && { ...whole, ...setup })
  return Object.fromEntries(items.map(({ id, standing, says }) => [id, `${standing} ${says}`]))
}

describe('what the app needs', () => {
  it('is all there on a whole computer', () => {
    const all = Object.values(standings({}, {}))
    expect(all).toHaveLength(9)
    expect(all.every((one) => one.startsWith('there '))).toBe(true)
  })

  it('is known of the services alone until the rest was looked at', () => {
    expect(Object.keys(standings({}, null))).toEqual(['install', 'libvirt', 'networkManager'])
  })

  it.each<[string, Partial<Services>, Partial<HostSetup>, string]>([
    ['install', { libvirt: gone }, {}, 'missing missing'],
    ['libvirt', { libvirt: gone }, {}, 'unknown waits'],
    ['install', { libvirt: silent }, {}, 'there there'],
    ['libvirt', { libvirt: silent }, {}, 'missing unavailable'],
    ['libvirt', { libvirt: { ...connected, readOnly: true } }, {}, 'partly view-only'],
    ['networkManager', { networkManager: gone }, {}, 'missing unavailable'],
    ['polkitAgent', {}, { polkitAgent: false }, 'partly missing'],
    ['polkitAgent', {}, { polkitAgent: null }, 'unknown unknown'],
    ['group', { libvirt: gone }, { libvirtGroup: 'outside' }, 'partly outside'],
    ['login', { libvirt: gone }, { libvirtGroup: 'outside' }, 'unknown waits'],
    ['group', { libvirt: gone }, { libvirtGroup: 'after-login' }, 'there after-login'],
    ['login', { libvirt: gone }, { libvirtGroup: 'after-login' }, 'partly after-login'],
    ['login', {}, { libvirtGroup: 'outside' }, 'there there'],
    ['group', {}, { libvirtGroup: 'outside' }, 'there granted'],
    ['dnsmasq', {}, { programs: { ...whole.programs, dnsmasq: false } }, 'missing missing'],
    [
      'virtInstall',
      {},
      { programs: { ...whole.programs, 'virt-install': false } },
      'optional missing',
    ],
    [
      'virtViewer',
      {},
      { programs: { ...whole.programs, 'virt-viewer': false } },
      'optional missing',
    ],
  ])('%s, %#', (id, services, setup, expected) => {
    expect(standings(services, setup)[id]).toBe(expected)
  })
})

describe('the list of a host with nothing', () => {
  const bare: HostSetup = {
    polkitAgent: false,
    libvirtGroup: 'no-group',
    programs: { dnsmasq: false, 'virt-install': false, 'virt-viewer': false },
    packages: 'apt',
  }
  const missing: ServiceState = {
    status: 'unavailable',
    error: { code: 'networkmanager-missing', params: {} },
    retryAt: null,
  }
  const items = requirementsOf({ libvirt: gone, networkManager: missing }, bare)

  it('is in the order in which things are done', () => {
    expect(items.map(({ id }) => id)).toEqual([
      ...['install', 'libvirt', 'dnsmasq', 'group', 'login'],
      ...['networkManager', 'polkitAgent', 'virtInstall', 'virtViewer'],
    ])
  })

  it('is copied as a whole, but for what may take over the network', () => {
    expect(allCommands(items)?.split('\n')).toEqual([
      'sudo apt install libvirt-daemon-system',
      'sudo apt install dnsmasq-base',
      'sudo usermod -aG libvirt "$USER"',
      'sudo apt install mate-polkit',
      'sudo apt install virtinst',
      'sudo apt install virt-viewer',
    ])
    const fedora = requirementsOf(
      { libvirt: gone, networkManager: missing },
      { ...bare, packages: 'dnf' },
    )
    expect(allCommands(fedora)).toMatch(/libvirt-daemon-kvm\n.*virtqemud\.socket/)
    expect(allCommands(fedora)).not.toContain('NetworkManager')
  })

  it('has nothing to copy where all is there', () => {
    const state = { libvirt: connected, networkManager: connected }
    expect(allCommands(requirementsOf(state, whole))).toBe(null)
  })
})

describe('what gets it', () => {
  const missing = { code: 'libvirt-missing', params: {} } as const

  it('is written in the words of the distribution', () => {
    expect(remedyFor(missing, 'apt')).toBe('sudo apt install libvirt-daemon-system')
    expect(remedyFor(missing, 'dnf')).toBe(
      'sudo dnf install libvirt-daemon-kvm\nsudo systemctl enable --now virtqemud.socket virtnetworkd.socket virtnodedevd.socket',
    )
  })

  it('starts what is there, and installs nothing where we do not know how', () => {
    expect(remedyFor({ code: 'networkmanager-missing', params: {} }, null)).toContain('systemctl')
    expect(remedyFor({ code: 'virt-install-missing', params: {} }, null)).toBe(null)
  })

  it('is what the backend says, where it says something', () => {
    expect(remedyFor({ ...missing, params: { command: 'mend it' } }, 'apt')).toBe('mend it')
  })
})
