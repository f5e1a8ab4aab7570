/** libvirt's domains as the app's machines, and what is done to them. */
import type { Connection, Domain, DomainInfo, DomainState } from 'node-libvirt'
import type { Machine, MachineNic, MachineState, MachineXml } from '../../shared/model/machine.ts'
import { isActive } from '../../shared/model/machine.ts'
import { asPuenteError, isGone } from './failures.ts'
import { describeDomain } from './xml/domain.ts'
import type { NicDescription } from './xml/domain.ts'
import { pairNics, pendingParts } from './xml/nic/pairs.ts'

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
  const { memoryMiB, vcpus } = described
  const { live, stored } = bothLives(info, described.nics, isActive({ state }))
  const nics = pairNics(live, stored).map((pair) => machineNic(pair.live, pair.stored))
  return { uuid, name, state, persistent, autostart, memoryMiB, vcpus, nics }
}

function bothLives(
  { inactiveXml, persistent }: DomainInfo,
  nics: NicDescription[],
  active: boolean,
): { live: NicDescription[]; stored: NicDescription[] } {
  if (!active) return { live: [], stored: nics }
  if (inactiveXml) return { live: nics, stored: describeDomain(inactiveXml).nics }
  return { live: nics, stored: persistent ? nics : [] }
}

function machineNic(live: NicDescription | null, stored: NicDescription | null): MachineNic {
  const { alias, slot, tap, source, settings } = (live ?? stored) as NicDescription
  const { mac, model, linkUp } = settings
  return {
    ...{ alias, mac, slot, model, source, linkUp },
    tap: live ? tap : null,
    addresses: [],
    plugged: live !== null,
    stored: stored !== null,
    pending: live && stored ? pendingParts(live.settings, stored.settings) : [],
    leaving: false,
  }
}

export type MachineAction = 'start' | 'shut-down' | 'reboot' | 'force-off' | 'pause' | 'resume'

const actions: Record<MachineAction, (domain: Domain) => Promise<void>> = {
  start: (domain) => domain.create(),
  'shut-down': (domain) => domain.shutdown(),
  reboot: (domain) => domain.reboot(),
  'force-off': (domain) => domain.destroy(),
  pause: (domain) => domain.suspend(),
  resume: (domain) => domain.resume(),
}

/** @throws PuenteError */
export function actOnMachine(
  connection: Connection,
  uuid: string,
  action: MachineAction,
): Promise<void> {
  return onMachine(connection, uuid, actions[action])
}

export function setMachineAutostart(
  connection: Connection,
  uuid: string,
  autostart: boolean,
): Promise<void> {
  return onMachine(connection, uuid, (domain) => domain.setAutostart(autostart))
}

/** Its XML as it runs and as it is stored; null where it does not run, or is not stored. */
export function readMachineXml(connection: Connection, uuid: string): Promise<MachineXml> {
  return onMachine(connection, uuid, async (domain) => {
    const [active, persistent] = await Promise.all([domain.isActive(), domain.isPersistent()])
    return {
      running: active ? await domain.getXml() : null,
      stored: persistent ? await domain.getXml({ inactive: true }) : null,
    }
  })
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
