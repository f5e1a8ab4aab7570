/** Asking a backend for br0 on eth0 and for its removal, and what the host itself says of it. */
import { readFileSync, readdirSync } from 'node:fs'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import type { Lab } from '../../lab/lab.ts'
import type { TestBackend } from '../../support/backend.ts'
import { hostConnection, profileNames } from '../../support/host.ts'

export type Kind = 'create' | 'remove' | 'change'

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
  }
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

export async function hostState(lab: Lab): Promise<HostState> {
  const [connection, links, profiles, active] = await Promise.all([
    hostConnection(lab),
    lab.ip<{ ifname: string; master?: string }>('link', 'show'),
    profileNames(lab),
    activeOn(lab, 'eth0'),
  ])
  return {
    connection,
    links: links
      .filter(({ ifname }) => !/^(lo|virbr|vnet)/.test(ifname))
      .map(({ ifname, master }) => (master ? `${ifname} in ${master}` : ifname))
      .sort(),
    profiles,
    stored: files(lab, ETC),
    volatile: files(lab, RUN),
    original: readFileSync(lab.path(`${ETC}/Office LAN.nmconnection`), 'utf8'),
    active,
    ageing: await ageing(lab),
  }
}

async function ageing(lab: Lab): Promise<HostState['ageing']> {
  const show = ['ip', '-j', '-d', 'link', 'show', 'dev', 'br0', 'type', 'bridge']
  const { stdout } = await lab.run(show, { check: false })
  const [link] = JSON.parse(stdout || '[]') as {
    linkinfo?: { info_data: { ageing_time: number } }
  }[]
  if (!link?.linkinfo) return null
  const profile = ['nmcli', '-g', 'bridge.ageing-time', 'connection', 'show', 'br0']
  const said = await lab.run(profile, { check: false })
  return { kernel: link.linkinfo.info_data.ageing_time, profile: said.stdout.trim() }
}

/** The profile that is active on a NIC; nothing where there is no such NIC. */
async function activeOn(lab: Lab, nic: string): Promise<string> {
  const argv = ['nmcli', '-g', 'GENERAL.CONNECTION', 'device', 'show', nic]
  return (await lab.run(argv, { check: false })).stdout.trim()
}

function files(lab: Lab, folder: string): string[] {
  try {
    return readdirSync(lab.path(folder))
      .filter((name) => !/^(lo|virbr\d+|vnet\d+)\.nmconnection$/.test(name))
      .sort()
  } catch {
    return []
  }
}
