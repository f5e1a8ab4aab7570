/** What the backend does in libvirt, as `virsh` lines to copy. Pure. */
import type { AddNicIntent, When } from '../../shared/contract.ts'
import type { MachineNic, NicDetails } from '../../shared/model/machine.ts'
import type { NicChanges } from '../../shared/model/nic-settings.ts'
import type { LiveUpdate } from '../libvirt/xml/definition/updates.ts'
import { quote } from '../../shared/rules/shell.ts'
import type { Affects, NicEdit } from '../libvirt/index.ts'
import { changedNic } from '../libvirt/xml/nic/create.ts'
import { affects } from './nic-views.ts'

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
  return attachCommand(machine, { network, model }, mac, affects(when))
}

export function attachCommand(
  machine: string,
  { network, model }: { network: string; model: string },
  mac: string,
  reach: Affects,
): string {
  const words = ['virsh attach-interface', quote(machine), 'network', quote(network)]
  return [...words, `--model ${model} --mac ${mac}`, flagsFor(reach)].join(' ')
}

export function removeNicCommand(
  machine: string,
  { mac, alias, source }: MachineNic,
  when: When,
): string {
  const reach = affects(when)
  // Two cards may have one MAC: the running one is named for sure by its alias.
  if (alias !== null && !reach.config) {
    return `virsh detach-device-alias ${quote(machine)} ${quote(alias)} --live`
  }
  const type = source.type === 'other' ? source.description : source.type
  return `virsh detach-interface ${quote(machine)} ${quote(type)} --mac ${mac} ${flagsFor(reach)}`
}

/** An edited NIC is handed to virsh whole, as libvirt takes it. */
export function changeNicCommands(machine: string, edit: NicEdit, details: NicDetails): string[] {
  const name = quote(machine)
  if (edit.do === 'attach') {
    return [`${print(edit.xml)} | virsh attach-device ${name} /dev/stdin ${flagsFor(edit.affects)}`]
  }
  if (edit.do === 'detach') {
    const xml = details.xml.running ?? details.xml.stored ?? ''
    return [`${print(xml)} | virsh detach-device ${name} /dev/stdin ${flagsFor(edit.affects)}`]
  }
  const update = (xml: string | null, changes: NicChanges | null, flag: string) =>
    xml === null || changes === null
      ? []
      : [`${print(changedNic(xml, changes))} | virsh update-device ${name} /dev/stdin ${flag}`]
  return [
    ...update(details.xml.running, edit.live, '--live'),
    ...update(details.xml.stored, edit.stored, '--config'),
  ]
}

/** virt-xml finds the card by its MAC and keeps the rest of it. */
export function moveCommands(
  machine: string,
  { mac }: MachineNic,
  to: string,
  { live, config }: Affects,
): string[] {
  const network = quote(`network=${to}`)
  const edit = `virt-xml ${quote(machine)} --edit mac=${mac} --network ${network}`
  return [
    ...(live ? [`${edit} --update --no-define`] : []),
    ...(config ? [`${edit} --define`] : []),
  ]
}

function print(xml: string): string {
  return `printf %s ${quote(xml)}`
}

function flagsFor({ live, config }: Affects): string {
  return [live && '--live', config && '--config'].filter(Boolean).join(' ')
}
