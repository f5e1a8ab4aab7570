/** What every plan of the host's connection begins with. */
import { randomUUID } from 'node:crypto'
import { PuenteError } from '../../../shared/errors.ts'
import { isNetworkName } from '../../../shared/rules/names.ts'
import { readFromKernel, requirePermissions } from '../../networkmanager/index.ts'
import type { CreateBridgePlan, NetworkManagerClient } from '../../networkmanager/index.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'

/** Said before the plan is made: that NetworkManager is too old, or a right is missing. */
export async function readyClient(service: NetworkManagerService): Promise<NetworkManagerClient> {
  const nm = service.client
  await requirePermissions(nm)
  await readFromKernel(nm)
  return nm
}

/** The one that was asked first, or the one that came after it. */
export function liveClient(
  service: NetworkManagerService,
  nm: NetworkManagerClient,
): NetworkManagerClient {
  return nm.isLost ? service.client : nm
}

/** What of a port a plan depends on. */
export function portPrint({ original, profile }: CreateBridgePlan['ports'][number]): unknown {
  return { original, profile }
}

/** The same UUID for the same thing, however often it is planned. */
export function uuidsByName(): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const uuid = known.get(name) ?? randomUUID()
    known.set(name, uuid)
    return uuid
  }
}

/** @throws PuenteError, also where libvirt is not there to make one */
export function requireFreeNetworkName(
  { inventory, libvirt }: { inventory: InventoryStore; libvirt: LibvirtService },
  network: string,
): void {
  if (!isNetworkName(network)) throw new PuenteError('network-name-invalid', { network })
  void libvirt.managing
  const names = [...inventory.networks.items.values()].map(({ name }) => name)
  if (names.includes(network)) throw new PuenteError('network-name-taken', { network })
}
