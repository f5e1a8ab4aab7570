/** What is done to networks, as `virsh` lines to copy. Pure. */
import { fedLine } from '../../../shared/rules/shell.ts'
import type { RemovedNetwork } from '../networks/removal.ts'
import type { PluggedInto } from '../nics/replug.ts'
import type { LiveUpdate } from '../xml/definition/updates.ts'
import { hostBridgeNetworkXml } from '../xml/network.ts'
import { virshLine as virsh } from './line.ts'
import { replugCommands } from './nics.ts'

/** What a press does, and another takes back. */
export type Switch = 'start' | 'stop' | 'autostart' | 'no-autostart'

export function createNetworkCommands(network: string, bridge: string): string[] {
  return [defineCommand(hostBridgeNetworkXml(network, bridge)), ...startCommands(network, true)]
}

export function removeNetworkCommands(network: string): string[] {
  return [virsh(['net-destroy'], network), virsh(['net-undefine'], network)]
}

/** As one quoted word: whatever somebody's XML says, a shell runs nothing of it. */
export function defineCommand(xml: string): string {
  return fedLine(xml, ['virsh', 'net-define', '--validate', '/dev/stdin'])
}

export function startCommands(network: string, autostart: boolean): string[] {
  const start = virsh(['net-start'], network)
  return autostart ? [start, virsh(['net-autostart'], network)] : [start]
}

export function switchCommand(network: string, to: Switch): string {
  switch (to) {
    case 'start':
      return virsh(['net-start'], network)
    case 'stop':
      return virsh(['net-destroy'], network)
    case 'autostart':
      return virsh(['net-autostart'], network)
    case 'no-autostart':
      return virsh(['net-autostart', '--disable'], network)
  }
}

export function updateCommand(network: string, update: LiveUpdate): string {
  const { command, section, parentIndex, xml } = update
  const where = parentIndex > 0 ? ['--parent-index', String(parentIndex)] : []
  return virsh(['net-update', '--live', ...where], network, command, section, xml)
}

export function restartCommands(network: string, plugged: PluggedInto[]): string[] {
  return [
    virsh(['net-destroy'], network),
    virsh(['net-start'], network),
    ...replugCommands(plugged),
  ]
}

/** `asStored`: or does it run as it is no longer stored, and has to be told how? */
export function returnCommands(
  network: string,
  { running, stored, autostart }: RemovedNetwork,
  asStored: boolean,
): string[] {
  const start = asStored
    ? virsh(['net-start'], network)
    : fedLine(running ?? '', ['virsh', 'net-create', '/dev/stdin'])
  return [
    ...(stored === null ? [] : [fedLine(stored, ['virsh', 'net-define', '/dev/stdin'])]),
    ...(autostart ? [virsh(['net-autostart'], network)] : []),
    ...(running === null ? [] : [start]),
  ]
}

export function deleteCommands(
  network: string,
  { active, persistent }: { active: boolean; persistent: boolean },
): string[] {
  return [
    ...(active ? [virsh(['net-destroy'], network)] : []),
    ...(persistent ? [virsh(['net-undefine'], network)] : []),
  ]
}
