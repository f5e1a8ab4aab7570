/** A lab as a script of virsh's own lines, for hosts without Puente. Pure. */
import type { Lab, LabNetwork } from '../../../shared/model/labs/lab.ts'
import { editCommands } from '../../libvirt/commands/nics.ts'
import { defineCommand, switchCommand } from '../../libvirt/commands/networks.ts'
import { toPaste } from '../../libvirt/commands/paste.ts'
import { applyDefinition, createNetworkElement } from '../../libvirt/xml/definition/write.ts'
import { append, child, format, parse, remove, serialize } from '../../libvirt/xml/dom.ts'
import { nicElement } from './exact.ts'

/** Of machines what is stored: those that run have it at their next start. */
const STORED = { live: false, config: true }

/**
 * Ends at the first line that fails: what is there already under one of its names is not gone over.
 * @param uri of the libvirt that it is for
 */
export function labScript({ networks, machines }: Lab, uri: string): string {
  const lines = [
    ...networks.flatMap(networkLines),
    ...machines.flatMap(({ name, nics }) =>
      nics.flatMap(({ mac, settings, xml }) => {
        const text = xml ?? serialize(nicElement(mac ?? '', settings))
        return editCommands(name, { do: 'attach', xml: text, affects: STORED }, null)
      }),
    ),
  ]
  return ['#!/bin/sh', 'set -e', ...toPaste(uri, lines), ''].join('\n')
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
