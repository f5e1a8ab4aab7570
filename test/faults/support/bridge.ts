/** Asking a backend for br0 on eth0 and for its removal, and what the host itself says of it. */
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { ChangeInterfaceIntent } from '../../../shared/contract/contract.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import type { TestBackend } from '../../support/backend.ts'
import type { Host } from '../../support/host.ts'
import { hostConnection, profileNames } from '../../support/host.ts'

export type Kind = 'create' | 'remove' | 'change' | 'address' | 'own'

/** What each begins with, where that is not the host as it was. */
export const FIRST: Record<Kind, Kind | null> = {
  ...{ create: null, remove: 'create', change: 'create', address: null, own: 'address' },
}

/** Up to the question "Keep?". */
export async function begin(backend: TestBackend, kind: Kind): Promise<Change> {
  const { api } = backend
  return api.applyPlan((await plan(api, kind)).id)
}

function plan(api: TestBackend['api'], kind: Kind): Promise<Plan> {
  switch (kind) {
    case 'create':
      return api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
    case 'remove':
      return api.planRemoveBridge({ bridge: 'br0' })
    case 'change':
      return api.planChangeBridge({
        ...{ bridge: 'br0', addresses: null, add: ['eth1'], remove: [] },
        options: { ...defaultBridgeOptions, ageingTime: AGEING },
      })
    case 'address':
      return api.planChangeInterface(OTHER)
    case 'own':
      return api.planRestoreInterface({ interface: 'eth0' })
  }
}

const auto = { method: 'auto' as const, addresses: [], gateway: null }
const OTHER: ChangeInterfaceIntent = {
  interface: 'eth0',
  settings: {
    ipv4: { method: 'manual', addresses: ['198.51.100.77/24'], gateway: '198.51.100.1' },
    ...{ ipv6: auto, dns: ['198.51.100.1'], search: [], routes: [], mtu: null },
  },
}

/** Seconds, not the kernel's own. */
const AGEING = 77

export async function carryOut(backend: TestBackend, kind: Kind): Promise<Change> {
  return backend.api.keepChange((await begin(backend, kind)).id)
}

/** Everything of the host that must be one of two wholes: as before, or as asked for. */
export interface HostState {
  connection: Awaited<ReturnType<typeof hostConnection>>
  links: string[]
  profiles: string[]
  /** Profiles on disk, and those that only live until the next boot. */
  stored: string[]
  volatile: string[]
  /** The original profile's own file. */
  original: string
  active: string
  /** What the kernel's br0 forgets an unheard MAC after, and what its profile says; null without. */
  ageing: { kernel: number; profile: string } | null
}

const ETC = '/etc/NetworkManager/system-connections'
const RUN = '/run/NetworkManager/system-connections'

export async function hostState(host: Host): Promise<HostState> {
  const [connection, links, profiles, stored, volatile, original, active] = await Promise.all([
    hostConnection(host),
    host.ip<{ ifname: string; master?: string }>('link', 'show'),
    profileNames(host),
    files(host, ETC),
    files(host, RUN),
    host.run(['cat', `${ETC}/Office LAN.nmconnection`]),
    activeOn(host, 'eth0'),
  ])
  return {
    connection,
    links: links
      .filter(({ ifname }) => !/^(lo|virbr|vnet)/.test(ifname))
      .map(({ ifname, master }) => (master ? `${ifname} in ${master}` : ifname))
      .sort(),
    profiles,
    stored,
    volatile,
    original: original.stdout,
    active,
    ageing: await ageing(host),
  }
}

async function ageing(host: Host): Promise<HostState['ageing']> {
  const show = ['ip', '-j', '-d', 'link', 'show', 'dev', 'br0', 'type', 'bridge']
  const { stdout } = await host.run(show, { check: false })
  const [link] = JSON.parse(stdout || '[]') as {
    linkinfo?: { info_data: { ageing_time: number } }
  }[]
  if (!link?.linkinfo) return null
  const profile = ['nmcli', '-g', 'bridge.ageing-time', 'connection', 'show', 'br0']
  const said = await host.run(profile, { check: false })
  return { kernel: link.linkinfo.info_data.ageing_time, profile: said.stdout.trim() }
}

/** The profile that is active on a NIC; nothing where there is no such NIC. */
async function activeOn(host: Host, nic: string): Promise<string> {
  const argv = ['nmcli', '-g', 'GENERAL.CONNECTION', 'device', 'show', nic]
  return (await host.run(argv, { check: false })).stdout.trim()
}

/** None where there is no such folder. */
async function files(host: Host, folder: string): Promise<string[]> {
  const { stdout } = await host.run(['ls', folder], { check: false })
  return (
    stdout
      .split('\n')
      .filter((name) => name !== '' && !/^(lo|virbr\d+|vnet\d+)\.nmconnection$/.test(name))
      // What NetworkManager was writing when the power was cut; it passes over such a file.
      .filter((name) => !/\.nmconnection\.[A-Za-z0-9]{6}$/.test(name))
      .sort()
  )
}
