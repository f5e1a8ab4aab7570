/** libvirt's domain XML → the model, as far as it concerns the machine's network. Pure. */
import { LONGEST_NOTE } from '../../../shared/model/machine.ts'
import type { NicRef, NicSource } from '../../../shared/model/machine.ts'
import { attribute, child, children, text } from './dom.ts'
import type { Element } from './dom.ts'
import { keptShown, readKept } from './conditions.ts'
import type { KeptConditions } from './conditions.ts'
import { excerpt } from './excerpt.ts'
import { pairNics } from './nic/pairs.ts'
import type { Card } from './nic/pairs.ts'
import { readSettings, readWire } from './nic/read.ts'

/** What one XML, of the running or of the stored machine, says. */
export interface DomainDescription {
  memoryMiB: number
  vcpus: number
  nics: NicDescription[]
  /** Its description, cut after one character more than may be written; empty: it has none. */
  note: string
  /** Link conditions that its NICs have from its next start on. */
  kept: KeptConditions
  /** Is the guest's agent there, and listening? */
  hasAgent: boolean
}

/** The name of the port that an agent in the guest listens at. */
const AGENT = 'org.qemu.guest_agent.0'

export interface NicDescription extends Card {
  alias: string | null
  tap: string | null
  /** What its guest has made of its MAC; null as long as it is the given one. libvirt ≥ 11.2. */
  guestMac: string | null
  source: NicSource
  element: Element
}

/** What an inventory shows of a machine. */
const SHOWN = {
  ...keptShown,
  description: true,
  memory: true,
  vcpu: true,
  devices: { interface: true, channel: { target: true } },
} as const

/** @throws Error when the XML is not well-formed */
export function describeDomain(xml: string): DomainDescription {
  const root = excerpt(xml, SHOWN)
  return {
    memoryMiB: memoryMiB(root),
    vcpus: finite(text(root, 'vcpu'), 1),
    nics: describeNics(root),
    note: (text(root, 'description') ?? '').slice(0, LONGEST_NOTE + 1),
    kept: readKept(root),
    hasAgent: children(child(root, 'devices'), 'channel').some(isConnectedAgent),
  }
}

function isConnectedAgent(channel: Element): boolean {
  const target = child(channel, 'target')
  return attribute(target, 'name') === AGENT && attribute(target, 'state') === 'connected'
}

export function describeNics(root: Element): NicDescription[] {
  return children(child(root, 'devices'), 'interface').map(describeNic)
}

/**
 * One NIC in the running machine and in its stored definition: by alias where there is one,
 * because two NICs may have the same MAC; else by MAC and place on the bus.
 */
export function locateNic(
  live: NicDescription[],
  stored: NicDescription[],
  wanted: NicRef,
): { live: NicDescription | null; stored: NicDescription | null } | null {
  const mac = wanted.mac.toLowerCase()
  const pairs = pairNics(live, stored)
  const isWanted = (nic: NicDescription) =>
    nic.settings.mac === mac &&
    (wanted.alias === null || nic.alias === wanted.alias) &&
    (wanted.slot === null || nic.slot === wanted.slot)
  return pairs.find((pair) => isWanted((pair.live ?? pair.stored) as NicDescription)) ?? null
}

export function describeNic(element: Element): NicDescription {
  return {
    alias: attribute(child(element, 'alias'), 'name'),
    slot: slotOf(child(element, 'address')),
    tap: attribute(child(element, 'target'), 'dev'),
    guestMac: attribute(child(element, 'mac'), 'currentAddress')?.toLowerCase() ?? null,
    source: sourceOf(element),
    settings: readSettings(element),
    element,
  }
}

/** The address as it is written, whatever kind of bus it is on. */
function slotOf(address: Element | null): string | null {
  if (!address) return null
  const words = [...address.attributes].map(({ name, value }) => `${name}=${value}`)
  return words.sort().join(' ')
}

function sourceOf(element: Element): NicSource {
  const wire = readWire(element)
  switch (wire.type) {
    case 'network': {
      const bridge = attribute(child(element, 'source'), 'bridge')
      return { type: 'network', network: wire.network, bridge }
    }
    case 'user':
      return { type: 'other', description: 'user' }
    case 'bridge':
    case 'direct':
    case 'other':
      return wire
  }
}

/** libvirt counts in KiB unless the element says otherwise; it always writes KiB itself. */
function memoryMiB(root: Element): number {
  return Math.round(finite(text(root, 'memory'), 0) / 1024)
}

/** What is no number would become null on its way to the window. */
function finite(written: string | null, otherwise: number): number {
  const value = Number(written ?? otherwise)
  return Number.isFinite(value) ? value : otherwise
}
