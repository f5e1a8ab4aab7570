/**
 * The default routes' metrics of a NIC whose profile leaves them to NetworkManager: it counts on
 * from 100 each time the NIC is activated, so that another NIC's route would win from then on.
 */
import type { NetworkManagerClient } from '../client/client.ts'
import { IFACE } from '../client/constants.ts'
import { readFromKernel } from '../interfaces/from-kernel.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { routeMetric } from '../interfaces/metrics.ts'
import type { Metrics } from '../interfaces/metrics.ts'
import { devicePath } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import type { Settings } from '../client/settings.ts'
import { Variant } from '../../dbus/bus.ts'

export function metricsOf(state: NmState, device: string): Metrics {
  const found = hostInterfaces(state).find(({ name }) => name === device)
  return {
    ipv4: found ? routeMetric(found.ipv4) : null,
    ipv6: found ? routeMetric(found.ipv6) : null,
  }
}

/**
 * Gives the NIC the metrics that it had, until it is activated the next time: its profile is not
 * touched. That it can't be done is no reason to take anything back.
 */
export async function keepMetrics(
  nm: NetworkManagerClient,
  nic: string,
  wanted: Metrics,
): Promise<void> {
  await readFromKernel(nm)
  const now = metricsOf(nm.state, nic)
  const families = (['ipv4', 'ipv6'] as const).filter(
    // A family whose routes are yet to come is given it at once: nobody looks again.
    (family) => wanted[family] !== null && now[family] !== wanted[family],
  )
  const device = devicePath(nm.state, nic)
  if (!device || families.length === 0) return
  try {
    const [applied, version] = await nm.call(device, IFACE.device, 'GetAppliedConnection', 'u', [0])
    const settings = { ...(applied as Settings) }
    for (const family of families) {
      const metric = new Variant('x', BigInt(wanted[family] ?? 0))
      settings[family] = { ...settings[family], 'route-metric': metric }
    }
    await nm.call(device, IFACE.device, 'Reapply', 'a{sa{sv}}tu', [settings, version, 0])
  } catch {
    return
  }
}
