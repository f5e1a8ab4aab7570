/** Another name server of this computer has the port that a network's own would listen on. */
import { isActive } from '../../../../../shared/model/machine.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { defineCheck } from '../../check.ts'
import { networkSubject } from '../../scope.ts'
import type { Listener, View } from '../../view.ts'

interface Taken {
  network: Network
  listener: Listener
}

const EVERYWHERE = ['0.0.0.0', '*', '[::]']

export default defineCheck<Taken>({
  id: 'dns-port-taken',
  needs: 'host',
  applicable: ({ listeners }) => listeners !== null,
  // One that runs has its port.
  check: (view) =>
    view.networks.flatMap((network) => {
      const listener = network.active || !isWanted(network, view) ? null : takerOf(network, view)
      return listener ? [{ network, listener }] : []
    }),
  explain: ({ network, listener }, view) => ({
    about: networkSubject(network),
    level: usersOf(network, view).some(({ machine }) => isActive(machine)) ? 'error' : 'warning',
    params: {
      network: network.name,
      address: listener.address,
      program: /\("([^"]+)"/.exec(listener.line)?.[1] ?? '?',
    },
    evidence: [{ command: "ss -Hulpn 'sport = :53'", output: listener.line }],
  }),
  fix: () => ({ commands: ["sudo ss -Hulpn 'sport = :53'"] }),
})

function isWanted(network: Network, view: View): boolean {
  return network.autostart || usersOf(network, view).length > 0
}

function takerOf({ subnets }: Network, { listeners }: View): Listener | null {
  const own = subnets.flatMap(({ address }) => [address, `[${address}]`])
  const taken = [...own, ...(own.length > 0 ? EVERYWHERE : [])]
  const found = listeners?.find(
    ({ port, device, address }) => port === 53 && device === null && taken.includes(address),
  )
  return found ?? null
}

function usersOf({ uuid }: Network, { paths }: View) {
  return paths.filter(({ network }) => network?.uuid === uuid)
}
