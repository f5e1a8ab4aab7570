/** What macvtap sends goes straight to the NIC: host and guest can't reach each other, by design. */
import { hasPart, isTranslated, ownsBridge } from '../../../../../shared/rules/networks/kinds.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isPlugged } from '../../facts.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<NicPath>({
  id: 'macvtap-host',
  needs: 'host',
  check: (view) =>
    view.paths.filter(
      (path) =>
        isPlugged(path) &&
        devicesOf(path).some((device) => isUsedByHost(device, view)) &&
        !path.machine.nics.some((nic) => nic.plugged && reachesHost(nic, path)),
    ),
  explain: (path) => ({
    about: nicSubject(path),
    level: 'info',
    params: { machine: path.machine.name },
    evidence: [
      {
        command: virshLine(['domiflist'], virshName(path.machine)),
        output: `${path.nic.tap ?? '-'}  direct  ${path.nic.mac}`,
      },
    ],
  }),
  fix: ({ machine }, view) => {
    const network = secondWay(view)
    if (!network) return {}
    return {
      fix: { do: 'add-nic', machine: machine.uuid, network },
      commands: [
        virshLine(
          ['attach-interface', '--model', 'virtio', '--live', '--config'],
          ...[virshName(machine), 'network', network],
        ),
      ],
    }
  },
})

function devicesOf({ nic, network }: NicPath): string[] {
  if (nic.source.type === 'direct') return [nic.source.device]
  return network && hasPart(network.kind, 'macvtap') ? network.forwardDevices : []
}

/** One that the host has no address on is reached from another of its NICs, through the switch. */
function isUsedByHost(device: string, { world }: View): boolean {
  const found = world.interfaces.find(({ name }) => name === device)
  return found !== undefined && found.ipv4.addresses.length + found.ipv6.addresses.length > 0
}

function reachesHost({ source }: NicPath['nic'], { network }: NicPath): boolean {
  return source.type === 'bridge' || (source.type === 'network' && source.network !== network?.name)
}

/** A network of libvirt's own, on which the host has an address. */
function secondWay({ world }: View): string | null {
  const found = world.networks.filter(
    ({ active, kind, subnets }) => active && ownsBridge(kind) && subnets.length > 0,
  )
  return (found.find(({ kind }) => isTranslated(kind)) ?? found[0])?.name ?? null
}
