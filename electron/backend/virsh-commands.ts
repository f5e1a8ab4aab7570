/** What the backend does in libvirt, as `virsh` lines to copy. Pure. */
import type { AddNicIntent, RemoveNicIntent } from '../../shared/contract.ts'
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
