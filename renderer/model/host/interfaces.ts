import { isNic, type HostInterface } from '../../../shared/model/host.ts'

export interface InterfaceRow {
  item: HostInterface
  /** Shown under its bridge. */
  port: boolean
}

export interface InterfaceGroup {
  key: 'bridges' | 'nics' | 'others'
  rows: InterfaceRow[]
}

/** The taps of the machines on a bridge, as one line until it is opened. */
export interface TapsLine {
  taps: number
  bridge: string
  open: boolean
}

/** What stands in a list, one under the other. */
export type InterfaceLine = { heading: InterfaceGroup['key'] } | InterfaceRow | TapsLine

/** @param open the bridges whose taps are listed one by one */
export function linesOf(groups: InterfaceGroup[], open: ReadonlySet<string>): InterfaceLine[] {
  return groups.flatMap(({ key, rows }) => [{ heading: key }, ...folded(rows, open)])
}

function folded(rows: InterfaceRow[], open: ReadonlySet<string>): InterfaceLine[] {
  const taps = Map.groupBy(rows.filter(isTap), ({ item }) => item.controller ?? '')
  return rows
    .filter((row) => !isTap(row))
    .flatMap((row, index, all) => {
      const next = all[index + 1]
      const bridge = row.port ? (row.item.controller ?? '') : row.item.name
      const mine = taps.get(bridge)
      // After the last of the bridge's own ports.
      if (!mine || next?.port) return [row]
      const isOpen = open.has(bridge)
      return [row, { taps: mine.length, bridge, open: isOpen }, ...(isOpen ? mine : [])]
    })
}

function isTap({ item, port }: InterfaceRow): boolean {
  return port && item.kind === 'tun'
}

/** What a few letters mean: a tap is then found by its own name. */
export function matching(interfaces: HostInterface[], search: string): HostInterface[] {
  const words = search.trim().toLowerCase()
  if (words === '') return interfaces
  const has = (text: string | null | undefined) => text?.toLowerCase().includes(words) ?? false
  return interfaces.filter(
    ({ name, mac, ipv4, ipv6, profile }) =>
      [name, mac, profile?.name].some(has) ||
      [...ipv4.addresses, ...ipv6.addresses].some(({ address }) => has(address)),
  )
}

/** Bridges with their ports under them, then NICs on their own, then the rest; nobody looks for lo. */
export function interfaceGroups(all: HostInterface[]): InterfaceGroup[] {
  const interfaces = all.filter(({ kind }) => kind !== 'loopback')
  const bridges = interfaces.filter((item) => item.kind === 'bridge')
  const under = new Set(bridges.map((bridge) => bridge.name))
  const alone = interfaces.filter(
    (item) => item.kind !== 'bridge' && !(item.controller && under.has(item.controller)),
  )
  const ports = Map.groupBy(interfaces, ({ controller }) => controller)
  const portsOf = ({ name }: HostInterface) => ports.get(name) ?? []
  const isOnNic = (bridge: HostInterface) => portsOf(bridge).some(isNic)
  const withPorts = (bridge: HostInterface) => [
    { item: bridge, port: false },
    ...portsOf(bridge).map((item) => ({ item, port: true })),
  ]
  const groups: InterfaceGroup[] = [
    { key: 'bridges', rows: bridges.filter(isOnNic).flatMap(withPorts) },
    { key: 'nics', rows: rowsOf(alone.filter(isNic)) },
    {
      key: 'others',
      rows: [
        ...bridges.filter((bridge) => !isOnNic(bridge)).flatMap(withPorts),
        ...rowsOf(alone.filter((item) => !isNic(item))),
      ],
    },
  ]
  return groups.filter((group) => group.rows.length > 0)
}

function rowsOf(items: HostInterface[]): InterfaceRow[] {
  return items.map((item) => ({ item, port: false }))
}

/** @param speed in Mbit/s */
export function linkSpeed(speed: number, locale: string): string {
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  return speed >= 1000 ? `${number(speed / 1000)} Gbit/s` : `${number(speed)} Mbit/s`
}
