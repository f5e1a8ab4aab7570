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

/** What stands in a list, one under the other. */
export type InterfaceLine = { heading: InterfaceGroup['key'] } | InterfaceRow

export function linesOf(groups: InterfaceGroup[]): InterfaceLine[] {
  return groups.flatMap(({ key, rows }) => [{ heading: key }, ...rows])
}

/** Bridges with their ports under them, then NICs on their own, then the rest. */
export function interfaceGroups(interfaces: HostInterface[]): InterfaceGroup[] {
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
