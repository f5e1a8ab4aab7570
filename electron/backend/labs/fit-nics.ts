/** Which NICs of a lab's machines are here, which come, and with which MACs. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Lab, LabFate, LabNic } from '../../../shared/model/labs/lab.ts'
import type { NicChanges, NicSettings, NicWire } from '../../../shared/model/nic-settings.ts'
import { changesBetween } from '../../../shared/rules/nic-changes.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { parse, serialize } from '../../libvirt/xml/dom.ts'
import { applyChanges } from '../../libvirt/xml/nic/write.ts'
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
      const wanted = candidates(nic, [lab.name, machine.name, String(index)])
      const known = wanted.map((mac) => [...left].find(({ ref }) => ref.mac === mac)).find(Boolean)
      const mac = known?.ref.mac ?? wanted.find((one) => !owners.has(one)) ?? ''
      if (known) left.delete(known)
      owners.set(mac, machine.uuid)
      if (nic.mac !== null && nic.mac !== mac) macs.set(nic.mac, mac)
      return { machine, asked: nic, here: known ?? null, mac }
    })
  })
  return { nics, missing, macs }
}

/** Its own MAC first; then those that are made of it, in the same order each time. */
function candidates({ mac }: LabNic, place: string[]): string[] {
  const made = Array.from({ length: MOST_TRIES }, (_, turn) => {
    return madeMac('nic', ...place, mac ?? '', String(turn))
  })
  return mac === null ? made : [mac, ...made]
}

function ownersOf({ machines, networks, macs }: Here): Map<string, string> {
  return new Map([
    ...macs.map((mac) => [mac, HOST] as const),
    ...networks.flatMap(({ definition: { mac } }) => (mac ? [[mac, HOST] as const] : [])),
    ...machines.flatMap(({ uuid, nics }) => nics.map(({ ref }) => [ref.mac, uuid] as const)),
  ])
}

/** @param names what networks of the lab are called here */
export function fitNics(pairs: PairedNic[], names: ReadonlyMap<string, string>): FittedNic[] {
  return pairs.map((pair) => {
    const { asked, here, mac } = pair
    const source = namedHere(asked.settings.source, names)
    const bootOrder = here?.settings.bootOrder ?? null
    const settings = { ...asked.settings, source, mac, bootOrder }
    const xml = asked.xml === null ? null : exact(asked.xml, { source, mac })
    const changes = here && xml === null ? changesBetween(here.settings, settings) : {}
    const isOther = here !== null && xml !== null && !isLike(here, xml)
    const parts = isOther ? ['xml'] : Object.keys(changes)
    const fate = here === null ? 'made' : parts.length > 0 ? 'changed' : 'stays'
    return {
      ...{ ...pair, settings, xml, fate, changes },
      notes: [
        ...(fate === 'made' && asked.mac !== null && asked.mac !== mac
          ? [message('lab.note.mac', { from: asked.mac, to: mac })]
          : []),
        ...(fate === 'changed' ? partNotes(changes, isOther) : []),
      ],
    }
  })
}

function partNotes(changes: NicChanges, isOther: boolean): Message[] {
  if (isOther) return [message('lab.note.nicXml')]
  const parts = Object.keys(changes) as (keyof NicChanges)[]
  return parts.map((part) => message('lab.note.part', { part: `nic.part.${part}` }))
}

function namedHere(wire: NicWire, names: ReadonlyMap<string, string>): NicWire {
  if (wire.type !== 'network') return wire
  return { ...wire, network: names.get(wire.network) ?? wire.network }
}

function exact(xml: string, changes: Pick<NicChanges, 'source' | 'mac'>): string {
  const root = parse(xml)
  applyChanges(root, changes)
  return serialize(root)
}

function isLike(here: HereNic, xml: string): boolean {
  return canonical(portableNic(here.xml)) === canonical(portableNic(xml))
}
