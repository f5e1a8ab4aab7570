/** Somebody else answers for the address that a guest has leased. */
import { macsOf } from '../../../../../shared/model/machine.ts'
import type { Lease } from '../../../../../shared/model/network.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { virshLine } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { nicSubject, scopeOf } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import type { View } from '../../view.ts'

interface Contested {
  path: NicPath
  lease: Lease
  /** Who answers. */
  mac: string
  line: string
}

export default defineCheck<Contested>({
  id: 'duplicate-address',
  needs: 'host',
  check: (view) => view.paths.flatMap((path) => contested(path, view)),
  explain: ({ path, lease, mac, line }, view) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, address: lease.address, mac, other: ownerOf(mac, view) },
    evidence: [
      { command: commandLine(['ip', 'neigh', 'show', lease.address]), output: line },
      {
        command: virshLine(['net-dhcp-leases', '--mac', lease.mac], path.network?.name ?? ''),
        output: `${lease.mac}  ${lease.address}/${lease.prefix}  ${lease.hostname ?? '-'}`,
      },
    ],
  }),
})

function contested(path: NicPath, { neighbours }: View): Contested[] {
  const { nic, network, bridge } = path
  if (!nic.plugged || !network) return []
  const own = macsOf(nic)
  const now = Date.now() / 1000
  const leases = network.leases.filter(
    ({ mac, expiresAt }) => own.includes(mac) && (expiresAt === 0 || expiresAt > now),
  )
  return leases.flatMap((lease) => {
    const other = neighbours.find(
      ({ address, device, mac }) =>
        address === lease.address && device === bridge && mac !== null && !own.includes(mac),
    )
    return other?.mac ? [{ path, lease, mac: other.mac, line: other.line }] : []
  })
}

function ownerOf(mac: string, { world }: View): string {
  const owner = scopeOf(world, { type: 'everything' }).paths.find(({ nic }) =>
    macsOf(nic).includes(mac),
  )
  return owner?.machine.name ?? mac
}
