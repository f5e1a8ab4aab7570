/** Whether DHCP gives a bridge the leases that its NIC had. It takes nothing back: the host is reached. */
import type { Message } from '../../../shared/message.ts'
import { leaseDoubt } from '../bridge/addressing/lease.ts'
import type { Lease } from '../bridge/addressing/lease.ts'
import { TimeoutError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { givenTo } from '../interfaces/nic-facts.ts'
import type { ReportCheck } from './connectivity.ts'

/**
 * @param leases what is written beside DHCP
 * @param timeoutMs how long the server may take
 * @returns what is to be known before the bridge is kept or given up, or null
 */
export async function checkLease(
  nm: NetworkManagerClient,
  bridge: string,
  leases: Lease[],
  timeoutMs: number,
  report: ReportCheck,
): Promise<Message | null> {
  if (leases.length === 0) {
    report('lease', 'skipped')
    return null
  }
  report('lease', 'running')
  const hasAll = () => {
    const given = givenTo(nm.state, bridge)
    return leases.every(({ family }) => given[family] !== undefined)
  }
  await nm.until(hasAll, timeoutMs).catch((error: unknown) => {
    if (!(error instanceof TimeoutError)) throw error
  })
  const doubt = leaseDoubt(bridge, leases, givenTo(nm.state, bridge))
  report('lease', doubt ? 'failed' : 'passed')
  return doubt
}
