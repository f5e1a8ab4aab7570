/** Every address of the range is given out. */
import { macsOf } from '../../../../../shared/model/machine.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { parseAddress } from '../../../../../shared/rules/ip.ts'
import { usualDhcpRange } from '../../../../../shared/rules/networks/subnets.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isConnected, pluggedInto } from '../../facts.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<Network>({
  id: 'dhcp-range-full',
  needs: 'libvirt',
  inPassing: true,
  check: ({ networks }) => networks.filter((network) => network.active && isFull(network)),
  explain: (network, view) => ({
    about: networkSubject(network),
    level: without(network, view) === '' ? 'warning' : 'error',
    params: {
      network: network.name,
      count: Number(sizeOf(network)),
      machines: without(network, view),
    },
    evidence: [
      {
        command: virshLine(['net-dhcp-leases'], virshName(network)),
        output: network.leases.map(({ mac, address }) => `${mac}  ${address}`).join('\n'),
      },
    ],
  }),
  fix: ({ uuid, name, persistent, subnets }) => ({
    ...(persistent && canWiden(subnets) && { fix: { do: 'widen-range', network: uuid } as const }),
    commands: [virshLine(['net-edit'], name)],
  }),
})

function isFull(network: Network): boolean {
  const now = Date.now() / 1000
  const taken = new Set(
    network.leases
      .filter(
        ({ expiresAt, address }) => (expiresAt === 0 || expiresAt > now) && !address.includes(':'),
      )
      .map(({ address }) => address),
  )
  const size = sizeOf(network)
  // Without a range in IPv4 there is none to be full: addresses are reserved, or IPv6's.
  return size > 0n && BigInt(taken.size) >= size
}

/** Is there room that is in no range yet? Else the cure would store what is stored already. */
function canWiden(subnets: Network['subnets']): boolean {
  return subnets.some(({ family, address, prefix, dhcpRanges }) => {
    const usual = family === 'ipv4' ? usualDhcpRange(address, prefix) : null
    const [first] = dhcpRanges
    if (!usual || !first) return false
    return dhcpRanges.length > 1 || first.start !== usual.start || first.end !== usual.end
  })
}

function sizeOf({ subnets }: Network): bigint {
  const ranges = subnets
    .filter(({ family }) => family === 'ipv4')
    .flatMap(({ dhcpRanges }) => dhcpRanges)
  return ranges.reduce((sum, { start, end }) => {
    const [first, last] = [parseAddress(start)?.value ?? 0n, parseAddress(end)?.value ?? 0n]
    return sum + last - first + 1n
  }, 0n)
}

/** Machines that wait for an address. */
function without(network: Network, view: View): string {
  const leased = new Set(network.leases.map(({ mac }) => mac))
  const waiting = pluggedInto(view, network).filter(
    (path) => isConnected(path) && macsOf(path.nic).every((mac) => !leased.has(mac)),
  )
  return [...new Set(waiting.map(({ machine }) => machine.name))].join(', ')
}
