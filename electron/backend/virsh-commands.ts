/** What the backend does in libvirt, as `virsh` lines to copy. Pure. */
import type { AddNicIntent, RemoveNicIntent } from '../../shared/contract.ts'
import type { LiveUpdate } from '../libvirt/xml/definition/updates.ts'
import { quote } from '../../shared/rules/shell.ts'

export function createNetworkCommands(network: string, bridge: string): string[] {
  const xml = `<network><name>${network}</name><forward mode="bridge"/><bridge name="${bridge}"/></network>`
  return [
    `printf %s ${quote(xml)} | virsh net-define /dev/stdin`,
    `virsh net-start ${quote(network)}`,
    `virsh net-autostart ${quote(network)}`,
  ]
}

export function removeNetworkCommands(network: string): string[] {
  return [`virsh net-destroy ${quote(network)}`, `virsh net-undefine ${quote(network)}`]
}

/** The XML as it is, so that the line can be pasted whole. */
export function defineCommand(xml: string): string {
  return `virsh net-define --validate /dev/stdin <<'XML'\n${xml.trimEnd()}\nXML`
}

export function startCommands(network: string, autostart: boolean): string[] {
  const start = `virsh net-start ${quote(network)}`
  return autostart ? [start, `virsh net-autostart ${quote(network)}`] : [start]
}

export function updateCommand(network: string, update: LiveUpdate): string {
  const { command, section, parentIndex, xml } = update
  const words = ['virsh net-update', quote(network), command, section, quote(xml), '--live']
  return [...words, ...(parentIndex > 0 ? [`--parent-index ${parentIndex}`] : [])].join(' ')
}

/** Plugging in again has no command of its own: each NIC is updated twice (see replug). */
export function restartCommands(network: string, machines: string[]): string[] {
  const name = quote(network)
  return [
    `virsh net-destroy ${name}`,
    `virsh net-start ${name}`,
    ...machines.flatMap((machine) => [
      `# ${machine}: its NIC with type='bridge', then with type='network' again`,
      `virsh update-device ${quote(machine)} nic.xml --live`,
    ]),
  ]
}

export function deleteCommands(
  network: string,
  { active, persistent }: { active: boolean; persistent: boolean },
): string[] {
  return [
    ...(active ? [`virsh net-destroy ${quote(network)}`] : []),
    ...(persistent ? [`virsh net-undefine ${quote(network)}`] : []),
  ]
}

export function addNicCommand(
  machine: string,
  { network, model, when }: AddNicIntent,
  mac: string,
): string {
  const words = ['virsh attach-interface', quote(machine), 'network', quote(network)]
  return [...words, `--model ${model} --mac ${mac}`, flagsFor(when)].join(' ')
}

export function removeNicCommand(machine: string, { mac, when }: RemoveNicIntent): string {
  return `virsh detach-interface ${quote(machine)} network --mac ${mac} ${flagsFor(when)}`
}

function flagsFor(when: AddNicIntent['when']): string {
  return { 'now-and-stored': '--live --config', now: '--live', stored: '--config' }[when]
}
