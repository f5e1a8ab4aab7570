/** libvirt's domains as the app's machines, and what is done to them. */
import { isIP } from 'node:net'
import type { Connection, Domain, DomainInfo, DomainState } from 'node-libvirt'
import type {
  Machine,
  MachineNic,
  MachineState,
  MachineXml,
  NicAddress,
} from '../../../shared/model/machine.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { UserMode } from '../../../shared/model/port-forward.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { isLinkLocal } from '../../../shared/rules/ip.ts'
import { asPuenteError, isGone } from '../connection/failures.ts'
import { ParsedOnce } from './parsed-once.ts'
import type { KeptConditions } from '../xml/conditions.ts'
import { describeDomain } from '../xml/domain.ts'
import type { DomainDescription, NicDescription } from '../xml/domain.ts'
import { readUserBackend } from '../xml/nic/forwards.ts'
import { pairNics, pendingParts, poolOf } from '../xml/nic/pairs.ts'

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

/** So many at a time: what else is asked meanwhile does not wait for thousands of answers. */
const READ_AT_A_TIME = 256

/** What a machine's XML says of it. */
type Parts = Pick<Machine, 'memoryMiB' | 'vcpus' | 'nics' | 'agent' | 'note'>

const parsed = new WeakMap<Connection, ParsedOnce<Parts>>()

export interface MachineReader {
  /** Once: all of them, by name and state alone. */
  listed(machines: Machine[]): void
  /** Each, as soon as it is known whole: while libvirt answers for the next ones. */
  read(machine: Machine): void
}

export async function readMachines(connection: Connection, reader: MachineReader): Promise<void> {
  const infos = await connection.listDomainsInfo()
  reader.listed(infos.map(listedMachine))
  const once = parsed.get(connection) ?? new ParsedOnce<Parts>()
  parsed.set(connection, once)
  once.forgetOthers(infos.map(({ uuid }) => uuid))
  const [domains, saved] = await Promise.all([
    connection.listDomains(),
    connection.listDomains({ managedSave: true }).catch(() => []),
  ])
  const savedUuids = new Set(saved.map(({ uuid }) => uuid))
  const byUuid = new Map(domains.map((domain) => [domain.uuid, domain]))
  const waiting = infos.values()
  const readNext = async () => {
    for (const info of waiting) {
      const domain = byUuid.get(info.uuid)
      const machine = await readListed(domain, info, once)
      if (!machine) continue
      const isSaved = domain && !info.active && savedUuids.has(info.uuid)
      reader.read(isSaved ? await withSaved(machine, domain) : machine)
    }
  }
  await Promise.all(Array.from({ length: READ_AT_A_TIME }, readNext))
}

function listedMachine(info: DomainInfo): Machine {
  return { ...withoutDefinition(info), reading: true }
}

/** Null when it is gone since it was listed. */
async function readListed(
  domain: Domain | undefined,
  info: DomainInfo,
  once: ParsedOnce<Parts>,
): Promise<Machine | null> {
  try {
    return domain ? machineOf({ ...info, ...(await xmlsOf(domain, info)) }, once) : null
  } catch (error) {
    return isGone(error) ? null : unreadableMachine(info)
  }
}

async function xmlsOf(domain: Domain, { active, persistent }: DomainInfo) {
  const [xml, inactiveXml] = await Promise.all([
    domain.getXml(),
    active && persistent ? domain.getXml({ inactive: true }) : null,
  ])
  return { xml, inactiveXml }
}

/** One machine; null when there is none any more. @throws PuenteError */
export async function readMachine(connection: Connection, uuid: string): Promise<Machine | null> {
  try {
    const domain = await connection.lookupDomainByUuid(uuid)
    const machine = machineOf(await domainInfo(domain))
    const saved = !isActive(machine) && (await domain.hasManagedSave().catch(() => false))
    return saved ? await withSaved(machine, domain) : machine
  } catch (error) {
    if (isGone(error)) return null
    throw asPuenteError(error)
  }
}

/** One whose saved state can't be read any more is saved all the same. */
async function withSaved(machine: Machine, domain: Domain): Promise<Machine> {
  const xml = await domain.getManagedSaveXml().catch(() => null)
  const nics = xml ? describeDomain(xml).nics : []
  const networks = nics.flatMap(({ source }) => (source.type === 'network' ? [source.network] : []))
  return { ...machine, saved: { networks: [...new Set(networks)] } }
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

/** One that can't be read is shown by its name: it must not take the others with it. */
function machineOf(info: DomainInfo, once?: ParsedOnce<Parts>): Machine {
  const { xml, inactiveXml, persistent, state } = info
  const from = [xml, inactiveXml, persistent, states[state]]
  try {
    const parts = once ? once.parts(info.uuid, from, () => partsOf(info)) : partsOf(info)
    return { ...withoutDefinition(info), ...parts }
  } catch {
    return unreadableMachine(info)
  }
}

function unreadableMachine(info: DomainInfo): Machine {
  return { ...withoutDefinition(info), unreadable: true }
}

function withoutDefinition({ uuid, name, state, persistent, autostart }: DomainInfo): Machine {
  const empty = { memoryMiB: 0, vcpus: 0, nics: [] }
  return { uuid, name, state: states[state], persistent, autostart, ...empty }
}

function partsOf(info: DomainInfo): Parts {
  const described = describeDomain(info.xml ?? '<domain/>')
  const { memoryMiB, vcpus, note } = described
  const agent = described.hasAgent && ({ agent: true } as const)
  const { live, stored, kept } = bothLives(info, described)
  const nics = pairNics(live, stored).map((pair) => machineNic(pair.live, pair.stored, kept))
  return { memoryMiB, vcpus, nics, ...agent, ...(note && { note }) }
}

/** What is kept is asked of the stored one: only that has a next start. */
function bothLives(
  { inactiveXml, persistent, state }: DomainInfo,
  { nics, kept }: DomainDescription,
): { live: NicDescription[]; stored: NicDescription[]; kept: KeptConditions } {
  if (!isActive({ state: states[state] })) return { live: [], stored: nics, kept }
  if (!inactiveXml) return { live: nics, stored: persistent ? nics : [], kept }
  const inactive = describeDomain(inactiveXml)
  return { live: nics, stored: inactive.nics, kept: inactive.kept }
}

function machineNic(
  live: NicDescription | null,
  stored: NicDescription | null,
  keptByMac: KeptConditions,
): MachineNic {
  const { alias, slot, tap, guestMac, source, settings, element } = (live ??
    stored) as NicDescription
  const { mac, model, linkUp, forwards, vlan } = settings
  const pool = live && stored && poolOf(live.settings, stored.settings)
  const lives = [live, stored].flatMap((life) => life?.settings.filter?.name ?? [])
  const filters = [...new Set(lives)]
  const kept = keptByMac.get(mac)
  return {
    ...{ alias, mac, slot, model, source, linkUp },
    ...(pool && { pool }),
    ...(guestMac && guestMac !== mac && { guestMac }),
    ...(settings.source.type === 'user' && { backend: backendOf(element) }),
    ...(forwards.length > 0 && { forwards }),
    ...(filters.length > 0 && { filters }),
    ...(vlan && { vlan }),
    ...(kept && { conditions: { now: null, kept } }),
    tap: live ? tap : null,
    addresses: [],
    plugged: live !== null,
    stored: stored !== null,
    pending: live && stored ? pendingParts(live.settings, stored.settings) : [],
    leaving: false,
  }
}

function backendOf(nic: NicDescription['element']): UserMode['backend'] {
  return readUserBackend(nic) === 'passt' ? 'passt' : 'slirp'
}

export type MachineAction =
  'start' | 'shut-down' | 'reboot' | 'force-off' | 'pause' | 'resume' | 'discard-saved'

const actions: Record<MachineAction, (domain: Domain) => Promise<void>> = {
  start,
  'shut-down': (domain) => domain.shutdown(),
  reboot: (domain) => domain.reboot(),
  'force-off': (domain) => domain.destroy(),
  pause: (domain) => domain.suspend(),
  resume: (domain) => domain.resume(),
  'discard-saved': (domain) => domain.removeManagedSave(),
}

/** A saved machine goes on as it was saved, which may not be possible any more. */
async function start(domain: Domain): Promise<void> {
  const saved = await domain.hasManagedSave().catch(() => false)
  try {
    await domain.create()
  } catch (error) {
    if (!saved || !(await domain.hasManagedSave().catch(() => false))) throw error
    const { cause } = asPuenteError(error).data
    throw new PuenteError('saved-start-failed', { machine: domain.name }, { cause })
  }
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

/** Running and stored alike: a note is no device that could differ between the two. */
export function setMachineNote(connection: Connection, uuid: string, note: string): Promise<void> {
  return onMachine(connection, uuid, async (domain) => {
    const [active, persistent] = await Promise.all([domain.isActive(), domain.isPersistent()])
    const affected = { live: active, config: persistent }
    await domain.setMetadata('description', note === '' ? null : note, affected)
  })
}

/** By MAC, what the guest's agent says; itself and its links' own addresses left out. */
export function readAgentAddresses(
  connection: Connection,
  uuid: string,
): Promise<Map<string, NicAddress[]>> {
  return onMachine(connection, uuid, async (domain) => {
    const interfaces = await domain.getInterfaceAddresses('agent')
    const named = interfaces.flatMap(({ name, mac, addresses }) =>
      mac && name !== 'lo'
        ? [[mac.toLowerCase(), addresses.filter(isOfUse).map(asSaid)] as const]
        : [],
    )
    return new Map(named)
  })
}

/** A guest may say anything: what is no address is neither asked for nor shown. */
function isOfUse({ address }: { address: string }): boolean {
  return isIP(address) !== 0 && !address.includes('%') && !isLinkLocal(address)
}

function asSaid({ address, prefix }: { address: string; prefix: number }): NicAddress {
  return { address, prefix, from: 'agent' }
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
