/** libvirt hands out reserved addresses alone here, and none is reserved for this NIC. */
import type { Network } from '../../../../../shared/model/network.ts'
import { handsOut } from '../../../../../shared/rules/networks/leases.ts'
import { virshLine } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isConnected } from '../../facts.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

export default defineCheck<NicPath>({
  id: 'no-reservation',
  needs: 'host',
  check: ({ paths }) =>
    paths.filter((path) => path.network && livesByLease(path) && isLeftOut(path, path.network)),
  explain: (path) => ({
    about: nicSubject(path),
    // What it was given while it had a reservation it keeps until it asks again.
    level: path.nic.addresses.length === 0 ? 'error' : 'warning',
    params: {
      machine: path.machine.name,
      mac: path.nic.mac,
      network: path.network?.name ?? '',
    },
    evidence: [
      {
        command: virshLine(['net-dumpxml'], path.network?.name ?? ''),
        output: (path.network?.subnets ?? [])
          .flatMap(({ reservations }) => reservations)
          .map(({ mac, name, address }) => `${mac ?? name ?? ''}  ${address}`)
          .join('\n'),
      },
    ],
  }),
  fix: ({ network }) => ({ commands: [virshLine(['net-edit'], network?.name ?? '')] }),
})

/** One with an address of its own needs nobody to give it one. */
function livesByLease(path: NicPath): boolean {
  return isConnected(path) && path.nic.addresses.every(({ from }) => from === 'lease')
}

/** A reservation by name alone may be this machine's. */
function isLeftOut({ nic }: NicPath, network: Network): boolean {
  if (!network.active || !handsOut(network)) return false
  const ranges = network.subnets.flatMap(({ dhcpRanges }) => dhcpRanges)
  const reserved = network.subnets.flatMap(({ reservations }) => reservations)
  const byMac = reserved.filter(({ mac }) => mac !== null)
  return (
    ranges.length === 0 &&
    byMac.length === reserved.length &&
    byMac.every(({ mac }) => mac !== nic.mac)
  )
}
