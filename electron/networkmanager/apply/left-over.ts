/** A bridge's device that stays when its profile has gone. */
import type { NetworkManagerClient } from '../client/client.ts'
import { ActivationFlag, IFACE } from '../client/constants.ts'
import { activePath, devicePath, property } from '../client/objects.ts'

/** How long NetworkManager may take to take it away by itself. */
const AUTOMATIC_MS = 3_000

/**
 * The bridge goes with its profile, but not always: it may stay as a device that nobody has
 * configured, with the NIC's own address on it. Then it is deleted, unless somebody else has
 * taken it over meanwhile.
 */
export async function ensureGone(nm: NetworkManagerClient, bridge: string): Promise<void> {
  const isGone = () => devicePath(nm.state, bridge) === null
  if (await nm.until(isGone, AUTOMATIC_MS).catch(() => false)) return
  const device = devicePath(nm.state, bridge)
  if (device && isNobodys(nm, device)) await deleteDevice(nm, device)
  await nm.until(isGone, AUTOMATIC_MS).catch(() => undefined)
}

/** VLANs and the bridges on them. */
export async function ensureAllGone(
  nm: NetworkManagerClient,
  vlans: { vlan: string; bridge: string }[],
): Promise<void> {
  const names = vlans.flatMap(({ vlan, bridge }) => [vlan, bridge])
  await Promise.all(names.map((name) => ensureGone(nm, name)))
}

/** A right that we lack, or a device that has just gone, must not stop the rest. */
async function deleteDevice(nm: NetworkManagerClient, device: string): Promise<void> {
  await nm.call(device, IFACE.device, 'Delete').catch(() => undefined)
}

function isNobodys(nm: NetworkManagerClient, device: string): boolean {
  const active = activePath(nm.state, device)
  if (!active) return true
  const flags = property<number>(nm.state, active, IFACE.active, 'StateFlags') ?? 0
  return (flags & ActivationFlag.external) !== 0
}
