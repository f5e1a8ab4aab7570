/** Whether DHCP gives a bridge the lease that its NIC had. It takes nothing back: the host is reached. */
import type { Message } from '../../../shared/message.ts'
import { leaseDoubt } from '../bridge/addressing/lease.ts'
import type { Lease } from '../bridge/addressing/lease.ts'
import { TimeoutError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { dhcp4Options } from '../interfaces/nic-facts.ts'
import type { ReportCheck } from './connectivity.ts'

/**
 * @param lease what is written beside DHCP; null where nothing is
 * @param timeoutMs how long the server may take
 * @returns what is to be known before the bridge is kept or given up, or null
 */
export async function checkLease(
  nm: NetworkManagerClient,
  bridge: string,
  lease: Lease | null,
  timeoutMs: number,
  report: ReportCheck,
): Promise<Message | null> {
  if (!lease) {
    report('lease', 'skipped')
    return null
  }
  report('lease', 'running')
  const given = () => dhcp4Options(nm.state, bridge).ip_address
  await nm
    .until(() => given() !== undefined, timeoutMs)
    .catch((error: unknown) => {
      if (!(error instanceof TimeoutError)) throw error
    })
  const doubt = leaseDoubt(bridge, lease, given())
  report('lease', doubt ? 'failed' : 'passed')
  return doubt
}
