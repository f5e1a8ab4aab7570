/** A lab as a script of virsh's own lines, for hosts without Puente. Pure. */
import type { Lab, LabNetwork, LabNic } from '../../../../shared/model/labs/lab.ts'
import { filterNameFor } from '../../../../shared/rules/nic-rules.ts'
import { defineFilterCommand } from '../../../libvirt/commands/filters.ts'
import { editCommands } from '../../../libvirt/commands/nics.ts'
import { defineCommand, switchCommand } from '../../../libvirt/commands/networks.ts'
import { toPaste } from '../../../libvirt/commands/paste.ts'
import { applyDefinition, createNetworkElement } from '../../../libvirt/xml/definition/write.ts'
import { append, child, format, parse, remove, serialize } from '../../../libvirt/xml/dom.ts'
import { filterXml } from '../../../libvirt/xml/filter/write.ts'
import { applyChanges } from '../../../libvirt/xml/nic/write.ts'
import { aroundOf } from '../../rules/around.ts'
import { nicElement } from '../exact.ts'

/** Of machines what is stored: those that run have it at their next start. */
const STORED = { live: false, config: true }

/**
 * Ends at the first line that fails: what is there already under one of its names is not gone over.
 * @param uri of the libvirt that it is for
 */
export function labScript(lab: Lab, uri: string): string {
  const filters = new Set<string>()
  const lines = [
    ...lab.networks.flatMap(networkLines),
    ...lab.machines.flatMap(({ name, nics }) =>
      nics.flatMap((nic) => nicLines(lab, name, nic, filters)),
    ),
  ]
  return ['#!/bin/sh', 'set -e', ...toPaste(uri, lines), ...leftOut(lab), ''].join('\n')
}

function networkLines({ uuid, definition, xml, active, autostart }: LabNetwork): string[] {
  const root = xml === null ? createNetworkElement(definition) : parse(xml)
  applyDefinition(root, definition)
  remove(child(root, 'uuid'))
  if (uuid !== null) append(root, 'uuid', {}, uuid)
  const { name } = definition
  return [
    defineCommand(format(root)),
    ...(autostart ? [switchCommand(name, 'autostart')] : []),
    ...(active ? [switchCommand(name, 'start')] : []),
  ]
}

/** @param filters names that are given already */
function nicLines(lab: Lab, machine: string, nic: LabNic, filters: Set<string>): string[] {
  const { mac, settings, xml, rules } = nic
  const root = xml === null ? nicElement(mac ?? '', settings) : parse(xml)
  const filter = rules && filterNameFor(rules.allow, mac ?? '', filters)
  if (filter !== null) {
    filters.add(filter)
    applyChanges(root, { filter: { name: filter, parameters: [] } })
  }
  const edit = { do: 'attach', xml: serialize(root), affects: STORED } as const
  return [
    ...(rules && filter !== null
      ? [defineFilterCommand(filterXml({ name: filter, uuid: null }, rules, aroundIn(lab, nic)))]
      : []),
    ...editCommands(machine, edit, null),
  ]
}

/** As far as the lab itself knows it: what else is around, the other host has. */
function aroundIn({ networks }: Lab, { settings: { source } }: LabNic) {
  const known = networks.map(({ definition }) => definition)
  return aroundOf({ source }, { networks: known, interfaces: [], occupied: [] })
}

/** What Puente’s own helper does, and no line of virsh’s. */
function leftOut({ machines }: Lab): string[] {
  const nics = machines.flatMap((machine) => machine.nics)
  return [
    ...(nics.some(({ badLink }) => badLink) ? ['# Not in here: badLink'] : []),
    ...(nics.some(({ hostPorts }) => hostPorts.length > 0) ? ['# Not in here: hostPorts'] : []),
  ]
}
