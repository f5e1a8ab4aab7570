/** A card in another slot, or a new kernel, gave the bridge's NIC another name: nothing is its port. */
import type { HostInterface } from '../../../../../shared/model/host.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { View } from '../../view.ts'

interface Renamed {
  bridge: string
  was: string
  nic: string
  mac: string
  addresses: string
}

export default defineCheck<Renamed>({
  id: 'bridge-nic-renamed',
  needs: 'host',
  inPassing: true,
  applicable: () => true,
  check: (view) => view.world.interfaces.flatMap((item) => renamed(item, view)),
  explain: ({ bridge, was, nic, mac, addresses }, view) => {
    const links = [bridge, nic].flatMap((name) => linkOf(view, name) ?? [])
    return {
      about: { type: 'bridge', name: bridge },
      level: 'error',
      params: { bridge, nic: was, now: nic, mac, addresses: addresses || '-' },
      evidence: links.length > 0 ? [quoteLinks(links)] : [],
    }
  },
  fix: ({ bridge, was, nic }) => ({
    fix: { do: 'repoint-bridge', bridge, nic },
    commands: [
      commandLine([
        ...['nmcli', 'connection', 'modify', 'id', `${bridge} port ${was}`],
        ...['connection.interface-name', nic],
      ]),
      commandLine(['nmcli', 'connection', 'up', 'id', `${bridge} port ${was}`]),
    ],
  }),
})

function renamed(item: HostInterface, { world }: View): Renamed[] {
  const nic = item.bridge?.nicNow
  const was = item.madeByPuente?.nic
  if (!nic || !was || item.bridge?.isDown || item.ports.includes(nic)) return []
  const found = world.interfaces.find(({ name }) => name === nic)
  return [{ bridge: item.name, was, nic, mac: found?.mac ?? '', addresses: twice(item, found) }]
}

/** Of a NIC that got a profile of its own: the same address at both is answered by either. */
function twice(bridge: HostInterface, nic: HostInterface | undefined): string {
  const own = [...bridge.ipv4.addresses, ...bridge.ipv6.addresses].map(({ address }) => address)
  const others = nic ? [...nic.ipv4.addresses, ...nic.ipv6.addresses] : []
  return others
    .map(({ address }) => address)
    .filter((address) => own.includes(address))
    .join(', ')
}
