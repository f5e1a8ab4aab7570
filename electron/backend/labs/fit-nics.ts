/** Which NICs of a lab's machines are here, which come, and with which MACs. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConditionHindrance, LinkConditions } from '../../../shared/model/link-conditions.ts'
import type { Lab, LabFate, LabNic } from '../../../shared/model/labs/lab.ts'
import type {
  NicChanges,
  NicFilter,
  NicSettings,
  NicWire,
} from '../../../shared/model/nic-settings.ts'
import { areSame } from '../../../shared/rules/link-conditions.ts'
import { changesBetween } from '../../../shared/rules/nic-changes.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { parse, serialize } from '../../libvirt/xml/dom.ts'
import { applyChanges } from '../../libvirt/xml/nic/write.ts'
import type { FilterEdit } from '../machines/nic-filters.ts'
import { portableNic } from './exact.ts'
import type { Here, HereMachine, HereNic } from './here.ts'
import { madeMac } from './identities.ts'

/** A NIC of the lab at a machine that is here, before its cable leads anywhere. */
export interface PairedNic {
  machine: HereMachine
  asked: LabNic
  here: HereNic | null
  mac: string
}

export interface FittedNic extends PairedNic {
  settings: NicSettings
  /** All of it, where the file has it so. */
  xml: string | null
  fate: Exclude<LabFate, 'missing'>
  changes: NicChanges
  /** Does it change itself, or come? */
  isEdited: boolean
  /** Filters of ours that come and go with it. */
  filters: FilterEdit[]
  /** What its cable is to do to packets from now on; undefined: what it does. */
  badLink: LinkConditions | null | undefined
  warnings: Message[]
  notes: Message[]
}

export interface PairedNics {
  nics: PairedNic[]
  /** Names of machines that this host has not. */
  missing: string[]
  /** What became of MACs that are another's here. */
  macs: Map<string, string>
}

const HOST = 'host'
/** More of the same made-up MACs in a row are nobody's bad luck. */
const MOST_TRIES = 32

export function pairNics(lab: Lab, here: Here): PairedNics {
  const owners = ownersOf(here)
  const missing: string[] = []
  const macs = new Map<string, string>()
  const nics = lab.machines.flatMap((asked) => {
    const machine = here.machines.find(({ name }) => name === asked.name)
    if (!machine) missing.push(asked.name)
    if (!machine) return []
    const left = new Set(machine.nics)
    return asked.nics.map((nic, index): PairedNic => {
      const wanted = () => candidates(nic, [lab.name, machine.name, String(index)])
      const known = knownAmong(left, wanted())
      const mac = known?.ref.mac ?? firstNotIn(owners, wanted())
      if (known) left.delete(known)
      owners.set(mac, machine.uuid)
      if (nic.mac !== null && nic.mac !== mac) macs.set(nic.mac, mac)
      return { machine, asked: nic, here: known ?? null, mac }
    })
  })
  return { nics, missing, macs }
}

/** Its own MAC first; then those that are made of it, in the same order each time, as they are asked for. */
function* candidates({ mac }: LabNic, place: string[]): Generator<string, undefined> {
  if (mac !== null) yield mac
  for (let turn = 0; turn < MOST_TRIES; turn++) {
    yield madeMac('nic', ...place, mac ?? '', String(turn))
  }
}

function firstNotIn(taken: ReadonlyMap<string, string>, wanted: Iterable<string>): string {
  for (const mac of wanted) if (!taken.has(mac)) return mac
  return ''
}

function knownAmong(nics: Set<HereNic>, wanted: Iterable<string>): HereNic | undefined {
  if (nics.size === 0) return undefined
  const byMac = new Map([...nics].reverse().map((nic) => [nic.ref.mac, nic]))
  for (const mac of wanted) {
    const found = byMac.get(mac)
    if (found) return found
  }
  return undefined
}

function ownersOf({ machines, networks, macs }: Here): Map<string, string> {
  return new Map([
    ...macs.map((mac) => [mac, HOST] as const),
    ...networks.flatMap(({ definition: { mac } }) => (mac ? [[mac, HOST] as const] : [])),
    ...machines.flatMap(({ uuid, nics }) => nics.map(({ ref }) => [ref.mac, uuid] as const)),
  ])
}

/** What a NIC's rules become. */
export interface FittedRules {
  /** What the NIC is to have of libvirt's. */
  filter: NicFilter | null
  /** What comes and goes in libvirt with it. */
  edits: FilterEdit[]
}

/** What a NIC of the lab finds here. */
export interface Surroundings {
  /** What networks of the lab are called here. */
  names: ReadonlyMap<string, string>
  rules: { fit: (pair: PairedNic, source: NicWire) => FittedRules }
  /** Why the cable that leads there can't be made bad; null: it can. */
  noBadLink: (source: NicWire) => ConditionHindrance | null
}

export function fitNics(pairs: PairedNic[], around: Surroundings): FittedNic[] {
  return pairs.map((pair) => {
    const { asked, here, mac } = pair
    const source = namedHere(asked.settings.source, around.names)
    const bootOrder = here?.settings.bootOrder ?? null
    const { filter, edits: filters } = around.rules.fit(pair, source)
    const settings = { ...asked.settings, source, mac, bootOrder, filter }
    const exactly = { source, mac, ...(asked.rules && { filter }) }
    const { xml, changes } = becoming(here, settings, asked.xml && exact(asked.xml, exactly))
    const isOther = here !== null && xml !== null
    const isEdited = here === null || isOther || Object.keys(changes).length > 0
    const link = fitLink(pair, around.noBadLink(source))
    const isOtherwise = filters.length > 0 || link.badLink !== undefined
    const fate = here === null ? 'made' : isEdited || isOtherwise ? 'changed' : 'stays'
    const isNewMac = fate === 'made' && asked.mac !== null && asked.mac !== mac
    const notes = [
      ...(isNewMac ? [message('lab.note.mac', { from: asked.mac ?? '', to: mac })] : []),
      ...(here === null ? [] : partNotes(changes, isOther, filters.length > 0)),
      ...(here === null || link.badLink === undefined ? [] : [message('lab.note.badLink')]),
    ]
    return { ...pair, settings, xml, fate, changes, isEdited, filters, ...link, notes }
  })
}

/**
 * How it comes about: what words say of the difference is changed in a NIC that runs, also of one
 * that is exact; all of it anew waits for the next start of its machine.
 */
function becoming(
  here: HereNic | null,
  settings: NicSettings,
  xml: string | null,
): Pick<FittedNic, 'xml' | 'changes'> {
  if (here === null) return { xml, changes: {} }
  const changes = changesBetween(here.settings, settings)
  if (xml === null) return { xml, changes }
  if (isLike(here.xml, xml)) return { xml: null, changes: {} }
  return isLike(exact(here.xml, changes), xml) ? { xml: null, changes } : { xml, changes: {} }
}

/** Where no cable can be made bad, the one that it has is left. */
function fitLink(
  { asked: { badLink: asked }, here, machine, mac }: PairedNic,
  why: ConditionHindrance | null,
): Pick<FittedNic, 'badLink' | 'warnings'> {
  const isHere = areSame(asked, here?.badLink ?? null)
  if (isHere || !asked || why === null) {
    return { badLink: isHere ? undefined : asked, warnings: [] }
  }
  const params = { machine: machine.name, mac, why: `conditions.hindrance.${why}` }
  return { badLink: undefined, warnings: [message('lab.warning.badLink', params)] }
}

function partNotes(changes: NicChanges, isOther: boolean, isRuled: boolean): Message[] {
  if (isOther) return [message('lab.note.nicXml')]
  const changed = Object.keys(changes) as (keyof NicChanges)[]
  const parts = isRuled ? [...new Set([...changed, 'filter' as const])] : changed
  return parts.map((part) => message('lab.note.part', { part: `nic.part.${part}` }))
}

function namedHere(wire: NicWire, names: ReadonlyMap<string, string>): NicWire {
  if (wire.type !== 'network') return wire
  return { ...wire, network: names.get(wire.network) ?? wire.network }
}

function exact(xml: string, changes: NicChanges): string {
  const root = parse(xml)
  applyChanges(root, changes)
  return serialize(root)
}

function isLike(one: string, other: string): boolean {
  return canonical(portableNic(one)) === canonical(portableNic(other))
}
