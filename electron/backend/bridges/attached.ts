/** What hangs on a bridge that goes: its machines, and the networks that were made for it. */
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { removeNetworkCommands } from '../../libvirt/commands/networks.ts'
import { message } from '../../../shared/message.ts'
import type { PlanStep, PlanView } from '../../../shared/model/plan.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { machinesOnBridge, networksMadeFor } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

/** Where its machines go. */
interface Going {
  to: string
  steps: PlanStep[]
  commands: string[]
}

export function withAttachments(
  inventory: InventoryStore,
  view: PlanView,
  bridge: string,
  going: Going | null = null,
): PlanView {
  const machines = machinesOnBridge(inventory, bridge)
  const networks = networksMadeFor(inventory, bridge)
  const params = { bridge, machines: fewNames(machines), to: going?.to ?? '' }
  const cut = message(going ? 'warning.machines-wait' : 'warning.machines-cut', params)
  return {
    ...view,
    warnings: [...(machines.length > 0 ? [cut] : []), ...view.warnings],
    steps: [
      ...view.steps,
      ...(going?.steps ?? []),
      ...networks.map(({ name: network }) => ({
        id: `network ${network}`,
        text: message('step.remove-network', { network }),
      })),
    ],
    commands: [
      ...view.commands,
      ...(going?.commands ?? []),
      ...networks.flatMap((network) => removeNetworkCommands(virshName(network))),
    ],
  }
}

/** The definitions of the networks that go with it, which are lost. */
export async function networksLost(
  { inventory, libvirt }: { inventory: InventoryStore; libvirt: LibvirtService },
  bridge: string,
): Promise<unknown[]> {
  const networks = networksMadeFor(inventory, bridge)
  if (networks.length === 0) return []
  return Promise.all(
    networks.map(async ({ uuid }) => definitionPrint(await libvirt.managing.readNetworkXml(uuid))),
  )
}
