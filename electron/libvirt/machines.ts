/** libvirt's domains as the app's machines, and what is done to them. */
import type { Connection, Domain, DomainInfo, DomainState } from 'node-libvirt'
import type { Machine, MachineNic, MachineState } from '../../shared/model/machine.ts'
import { isActive } from '../../shared/model/machine.ts'
import { asPuenteError, isGone } from './failures.ts'
import { describeDomain } from './xml/domain.ts'
import type { NicDescription } from './xml/domain.ts'

const states: Record<DomainState, MachineState> = {
  nostate: 'unknown',
  running: 'running',
  blocked: 'idle',
  paused: 'paused',
  shutdown: 'shutting-down',
  shutoff: 'shut-off',
  crashed: 'crashed',
  pmsuspended: 'suspended',
}

export async function readMachines(connection: Connection): Promise<Machine[]> {
  const infos = await connection.listDomainsInfo({ xml: true, inactiveXml: true })
  return infos.map(machineOf)
}

/** One machine; null when there is none any more. */
export async function readMachine(connection: Connection, uuid: string): Promise<Machine | null> {
  try {
    const domain = await connection.lookupDomainByUuid(uuid)
    return machineOf(await domainInfo(domain))
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

async function domainInfo(domain: Domain): Promise<DomainInfo> {
  const { name, uuid, id } = domain
  const [{ state, reason }, active, persistent, xml] = await Promise.all([
    domain.getState(),
    domain.isActive(),
    domain.isPersistent(),
    domain.getXml(),
  ])
  const autostart = persistent && (await domain.getAutostart())
  const inactiveXml = active && persistent ? await domain.getXml({ inactive: true }) : null
  return { name, uuid, id, state, reason, active, persistent, autostart, xml, inactiveXml }
}

function machineOf(info: DomainInfo): Machine {
  const { uuid, name, persistent, autostart } = info
  const described = describeDomain(info.xml ?? '<domain/>')
  const state = states[info.state]
  const stored = info.inactiveXml ? describeDomain(info.inactiveXml).nics : null
  const nics = isActive({ state })
    ? mergeNics(described.nics, stored ?? (persistent ? described.nics : []))
    : described.nics.map((nic) => machineNic(nic, { plugged: false, stored: true }))
  const { memoryMiB, vcpus } = described
  return { uuid, name, state, persistent, autostart, memoryMiB, vcpus, nics }
}

/** The running machine's NICs, then those that only its stored definition has. */
function mergeNics(live: NicDescription[], stored: NicDescription[]): MachineNic[] {
  const rest = [...stored]
  const plugged = live.map((nic) => {
    const index = rest.findIndex((other) => isSame(nic, other))
    if (index >= 0) rest.splice(index, 1)
    return machineNic(nic, { plugged: true, stored: index >= 0 })
  })
  return [...plugged, ...rest.map((nic) => machineNic(nic, { plugged: false, stored: true }))]
}

/** The same card on the same wire? The stored one has no alias, so twins are paired in order. */
function isSame(live: NicDescription, stored: NicDescription): boolean {
  return live.mac === stored.mac && wire(live) === wire(stored)
}

function wire({ source }: NicDescription): string {
  switch (source.type) {
    case 'network':
      return `network ${source.network}`
    case 'bridge':
      return `bridge ${source.bridge}`
    case 'direct':
      return `direct ${source.device}`
    case 'other':
      return source.description
  }
}

function machineNic(nic: NicDescription, where: { plugged: boolean; stored: boolean }): MachineNic {
  return { ...nic, ...where, tap: where.plugged ? nic.tap : null, addresses: [] }
}

export type MachineAction = 'start' | 'shut-down' | 'reboot' | 'force-off'

const actions: Record<MachineAction, (domain: Domain) => Promise<void>> = {
  start: (domain) => domain.create(),
  'shut-down': (domain) => domain.shutdown(),
  reboot: (domain) => domain.reboot(),
  'force-off': (domain) => domain.destroy(),
}

/** @throws PuenteError */
export function actOnMachine(
  connection: Connection,
  uuid: string,
  action: MachineAction,
): Promise<void> {
  return onMachine(connection, uuid, actions[action])
}

/** @throws PuenteError */
export async function onMachine<T>(
  connection: Connection,
  uuid: string,
  action: (domain: Domain) => Promise<T>,
): Promise<T> {
  try {
    return await action(await connection.lookupDomainByUuid(uuid))
  } catch (error) {
    throw asPuenteError(error)
  }
}
