/** A network has a part of the LAN, and this host does not answer there for all of it. */
import type { LanSlice } from '../../../../../shared/model/lan-slice.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { formatAddress, isIn, parseAddress, parseSubnet } from '../../../../../shared/rules/ip.ts'
import { guestsOf, parseSlice } from '../../../../../shared/rules/networks/lan-slices.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

interface Unanswered {
  network: Network
  slice: LanSlice
  missing: string[]
}

export default defineCheck<Unanswered>({
  id: 'slice-unanswered',
  needs: 'host',
  applicable: ({ world }) => world.slices.length > 0,
  check: (view) =>
    view.networks.flatMap((network) => {
      const slice = view.world.slices.find(({ bridge }) => bridge === network.bridge)
      if (!slice || !network.active || !isOnLan(slice, view)) return []
      const missing = missingOf(slice, view)
      return missing.length > 0 ? [{ network, slice, missing }] : []
    }),
  explain: ({ network, slice, missing }, { proxies }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, nic: slice.nic, address: missing[0] ?? '' },
    evidence: [
      {
        command: 'ip -4 neigh show proxy',
        output: proxies.map(({ line }) => line).join('\n'),
      },
    ],
  }),
  fix: () => hostRemedy([{ argv: ['proxy-arp', 'apply'] }]),
})

/** On another LAN nobody is to be answered. */
function isOnLan({ nic, lan }: LanSlice, { world }: View): boolean {
  const subnet = parseSubnet(lan)
  const own = world.interfaces.find(({ name }) => name === nic)?.ipv4.addresses ?? []
  return own.some(({ address }) => {
    const parsed = parseAddress(address)
    return parsed !== null && subnet !== null && isIn(parsed, subnet)
  })
}

function missingOf({ nic, slice }: LanSlice, { proxies }: View): string[] {
  const parsed = parseSlice(slice)
  const [first, last] = parsed
    ? [guestsOf(parsed).first, guestsOf(parsed).last].map((one) => parseAddress(one)?.value ?? 0n)
    : []
  if (first === undefined || last === undefined) return []
  const there = new Set(
    proxies.filter(({ device }) => device === nic).map(({ address }) => address),
  )
  const all = Array.from({ length: Number(last - first) + 1 }, (_, at) =>
    formatAddress({ family: 'ipv4', value: first + BigInt(at) }),
  )
  return all.filter((address) => !there.has(address))
}
