/** A network's definition in other subnets, with all that names addresses of the old ones. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { DefinedSubnet, NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { isInside, moveOf, twin } from '../../../shared/rules/networks/moved-address.ts'
import type { SubnetTarget } from '../../../shared/rules/networks/moved-address.ts'
import { usualDhcpRange } from '../../../shared/rules/networks/subnets.ts'

export interface MovedDefinition {
  definition: NetworkDefinition
  /** What finds no place in the new subnets, and is left out. */
  lost: Message[]
}

/** An address's twin in the new subnet; null: it has no room there; the same: it was in none. */
type Translate = (address: string) => string | null

/** @param targets where each subnet goes, by its index; null: it stays */
export function movedDefinition(
  definition: NetworkDefinition,
  targets: (SubnetTarget | null)[],
): MovedDefinition {
  const { subnets, dns, routes } = definition
  const moves = subnets.map((from, index) => moveOf(from, targets[index] ?? null))
  const translate: Translate = (address) => {
    const move = moves.find((one) => one && isInside(address, one.from))
    return move ? twin(address, move) : address
  }
  const lost: Message[] = []
  const keep = <T>(
    list: T[],
    addressOf: (item: T) => string | null,
    placed: (item: T, address: string) => T,
    left: (item: T) => Message,
  ) =>
    list.flatMap((item) => {
      const address = addressOf(item)
      const other = address === null ? null : translate(address)
      if (address !== null && other === null) lost.push(left(item))
      if (address === null) return [item]
      return other === null ? [] : [placed(item, other)]
    })

  return {
    definition: {
      ...definition,
      subnets: subnets.map((subnet, index) => {
        const target = targets[index]
        if (!target) return subnet
        return {
          ...subnet,
          address: translate(subnet.address) ?? target.address,
          prefix: target.prefix,
          dhcpRanges: movedRanges(subnet, target, translate),
          reservations: keep(
            subnet.reservations,
            ({ address }) => address,
            (item, address) => ({ ...item, address }),
            ({ name, mac, id, address }) =>
              message('lost.reservation', { name: name ?? mac ?? id ?? '', address }),
          ),
        }
      }),
      dns: {
        ...dns,
        hosts: keep(
          dns.hosts,
          ({ address }) => address,
          (item, address) => ({ ...item, address }),
          ({ names, address }) => message('lost.dns-host', { name: names.join(' '), address }),
        ),
        forwarders: keep(
          dns.forwarders,
          ({ address }) => address,
          (item, address) => ({ ...item, address }),
          ({ address }) => message('lost.forwarder', { address: address ?? '' }),
        ),
      },
      routes: keep(
        routes,
        ({ gateway }) => gateway,
        (item, gateway) => ({ ...item, gateway }),
        ({ destination, prefix, gateway }) =>
          message('lost.route', { destination: `${destination}/${prefix}`, gateway }),
      ),
    },
    lost,
  }
}

function movedRanges(
  { dhcpRanges }: DefinedSubnet,
  target: SubnetTarget,
  translate: Translate,
): DefinedSubnet['dhcpRanges'] {
  const moved = dhcpRanges.flatMap((range) => {
    const [start, end] = [translate(range.start), translate(range.end)]
    return start !== null && end !== null ? [{ ...range, start, end }] : []
  })
  const [first] = dhcpRanges
  if (!first || moved.length > 0) return moved
  const usual = usualDhcpRange(target.address, target.prefix)
  return usual ? [{ ...first, ...usual }] : []
}
