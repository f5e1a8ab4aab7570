/** What is done to machines and their NICs, as `virsh` and `virt-xml` lines to copy. Pure. */
import type { AddNicIntent, When } from '../../../shared/contract/contract.ts'
import type { MachineNic, NicDetails } from '../../../shared/model/machine.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import { commandLine, fedLine, withOperands } from '../../../shared/rules/shell.ts'
import { affects } from '../nics/affects.ts'
import type { Affects } from '../nics/affects.ts'
import type { NicEdit } from '../nics/nics.ts'
import type { PluggedInto } from '../nics/replug.ts'
import { isBootByKind } from '../xml/boot.ts'
import { changedNic, definedNic } from '../xml/nic/create.ts'
import type { Exchange } from '../xml/nic/restore.ts'
import { asBridgeNic, asPluggedNic, passingNetworkXml } from '../xml/replug.ts'
import { virshName, virshLine as virsh } from './line.ts'

/** Plugging in again is two updates of each NIC: onto a bridge for a moment, and back (see replug). */
export function replugCommands(plugged: PluggedInto[]): string[] {
  if (plugged.length === 0) return []
  const update = (machine: string, xml: string) =>
    updateNicCommand(machine, xml, { live: true, config: false })
  return [
    fedLine(passingNetworkXml(PASSING), ['virsh', 'net-create', '/dev/stdin']),
    ...plugged.flatMap(({ machine: name, uuid, xml }) => {
      const machine = virshName({ name, uuid })
      return [update(machine, asBridgeNic(xml, PASSING)), update(machine, asPluggedNic(xml))]
    }),
    virsh(['net-destroy'], PASSING),
  ]
}

/** Also the name of its bridge, of 15 characters at most. */
const PASSING = 'puente-passing'

export function addNicCommand(
  machine: string,
  { source, model, vlan, when }: AddNicIntent,
  { mac, xml }: { mac: string; xml: string },
): string {
  const reach = affects(when)
  if (source.type === 'network' && source.portGroup === null && !vlan) {
    return attachCommand(machine, { network: source.network, model }, mac, reach)
  }
  // attach-interface knows neither VLANs, port groups nor, before libvirt 7.2, modes of macvtap.
  return deviceCommand('attach', machine, xml, reach)
}

export function attachCommand(
  machine: string,
  { network, model }: { network: string; model: string },
  mac: string,
  reach: Affects,
): string {
  const card = ['--model', model, '--mac', mac, ...flagsFor(reach)]
  return virsh(['attach-interface', ...card], machine, 'network', network)
}

export function removeNicCommand(
  machine: string,
  { mac, alias, source }: MachineNic,
  when: When,
): string {
  const reach = affects(when)
  // Two cards may have one MAC: the running one is named for sure by its alias.
  if (alias !== null && !reach.config) {
    return virsh(['detach-device-alias', '--live'], machine, alias)
  }
  const type = source.type === 'other' ? source.description : source.type
  return virsh(['detach-interface', '--mac', mac, ...flagsFor(reach)], machine, type)
}

/** An edited NIC is handed to virsh whole, as libvirt takes it. `details`: as it is before. */
export function editCommands(machine: string, edit: NicEdit, details: NicDetails | null): string[] {
  const device = (verb: Verb, xml: string, reach: Affects) =>
    deviceCommand(verb, machine, xml, reach)
  switch (edit.do) {
    case 'attach':
      return [device('attach', edit.xml, edit.affects)]
    case 'detach': {
      const xml = details?.xml.running ?? details?.xml.stored
      return xml ? [device('detach', xml, edit.affects)] : []
    }
    case 'redefine':
      return [defineMachineCommand(edit.xml)]
    case 'replace':
      return inEachLife(edit.live, edit.stored).map(([xml, reach]) => device('update', xml, reach))
    case 'restore':
      return [
        ...restoreCommands(machine, edit),
        ...(edit.renew ? pullCableCommands(machine, edit.nic.mac) : []),
      ]
    case 'change':
      return [
        ...macCommands(machine, edit.nic.mac, edit.stored),
        ...inEachLife(
          edited(details?.xml.running, edit.live, edit.place),
          edited(details?.xml.stored, edit.stored, edit.place),
        ).map(([xml, reach]) => device('update', xml, reach)),
        ...(edit.renew ? pullCableCommands(machine, edit.nic.mac) : []),
      ]
  }
}

/** A stored NIC is found by its MAC: virsh would look for one that has the new MAC already. */
function macCommands(machine: string, mac: string, stored: NicChanges | null): string[] {
  if (!stored?.mac || stored.mac === mac) return []
  return [virtXml(machine, mac, ['--network', virtOption('mac', stored.mac), '--define'])]
}

function inEachLife(live: string | null, stored: string | null): [xml: string, reach: Affects][] {
  return [
    ...(live === null ? [] : [[live, { live: true, config: false }] as [string, Affects]]),
    ...(stored === null ? [] : [[stored, { live: false, config: true }] as [string, Affects]]),
  ]
}

function edited(
  xml: string | null | undefined,
  changes: NicChanges | null,
  place: Place | null,
): string | null {
  return xml && changes ? changedNic(xml, changes, place) : null
}

/** By the whole definition where more of it than the NIC was changed. */
function restoreCommands(machine: string, edit: Extract<NicEdit, { do: 'restore' }>): string[] {
  const { nic, live, stored, changes } = edit
  const update = (exchange: Exchange | null) => exchange && definedNic(exchange.former)
  const whole =
    stored && isBootByKind(stored.definition.former) !== isBootByKind(stored.definition.left)
  if (whole) return [defineMachineCommand(stored.definition.former)]
  return [
    ...macCommands(machine, nic.mac, stored && changes),
    ...inEachLife(update(live), update(stored)).map(([xml, reach]) =>
      updateNicCommand(machine, xml, reach),
    ),
  ]
}

export function pullCableCommands(machine: string, mac: string): string[] {
  const link = (state: 'down' | 'up') => virsh(['domif-setlink'], machine, mac, state)
  return [link('down'), commandLine(['sleep', '4']), link('up')]
}

/** Its own text, handed to virsh whole. */
export function updateNicCommand(machine: string, xml: string, reach: Affects): string {
  return deviceCommand('update', machine, xml, reach)
}

export function defineMachineCommand(xml: string): string {
  return fedLine(xml, ['virsh', 'define', '--validate', '/dev/stdin'])
}

/** virt-xml finds the card by its MAC and keeps the rest of it. */
export function moveCommands(
  machine: string,
  { mac }: MachineNic,
  to: string,
  { live, config }: Affects,
): string[] {
  const network = ['--network', virtOption('network', to)]
  return [
    ...(live ? [virtXml(machine, mac, [...network, '--update', '--no-define'])] : []),
    ...(config ? [virtXml(machine, mac, [...network, '--define'])] : []),
  ]
}

type Verb = 'attach' | 'detach' | 'update'

/** The device's own text, handed to virsh whole. */
function deviceCommand(verb: Verb, machine: string, xml: string, reach: Affects): string {
  const words = ['virsh', `${verb}-device`, ...flagsFor(reach)]
  return fedLine(xml, withOperands(words, [machine, '/dev/stdin']))
}

/** What is done to the card of a machine that has this MAC. */
function virtXml(machine: string, mac: string, words: string[]): string {
  return commandLine(
    withOperands(['virt-xml', '--edit', virtOption('mac', mac), ...words], [machine]),
  )
}

function flagsFor({ live, config }: Affects): string[] {
  return [...(live ? ['--live'] : []), ...(config ? ['--config'] : [])]
}

/**
 * A value in an option of virt-xml's, whose commas begin the next one: in a
 * network's name one would be an option of somebody else's choice. They are read by
 * Python's shlex, whose double quotes hold everything but themselves and a backslash.
 */
function virtOption(name: string, value: string): string {
  const isPlain = !/[,"'\\]/.test(value)
  return `${name}=${isPlain ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`}`
}
