import { isNic, type HostInterface } from '../../shared/model/host.ts'

export interface InterfaceRow {
  item: HostInterface
  /** Shown under its bridge. */
  port: boolean
}

export interface InterfaceGroup {
  key: 'bridges' | 'nics' | 'others'
  rows: InterfaceRow[]
}

/** Bridges with their ports under them, then NICs on their own, then the rest. */
export function interfaceGroups(interfaces: HostInterface[]): InterfaceGroup[] {
  const bridges = interfaces.filter((item) => item.kind === 'bridge')
  const under = new Set(bridges.map((bridge) => bridge.name))
  const alone = interfaces.filter(
    (item) => item.kind !== 'bridge' && !(item.controller && under.has(item.controller)),
  )
  const hostBridges = bridges.filter((bridge) => nicPorts(bridge, interfaces).length > 0)
  const innerBridges = bridges.filter((bridge) => !hostBridges.includes(bridge))
  const groups: InterfaceGroup[] = [
    { key: 'bridges', rows: hostBridges.flatMap((item) => withPorts(item, interfaces)) },
    { key: 'nics', rows: rowsOf(alone.filter(isNic)) },
    {
      key: 'others',
      rows: [
        ...innerBridges.flatMap((item) => withPorts(item, interfaces)),
        ...rowsOf(alone.filter((item) => !isNic(item))),
      ],
    },
  ]
  return groups.filter((group) => group.rows.length > 0)
}

function portsOf(bridge: HostInterface, interfaces: HostInterface[]): HostInterface[] {
  return interfaces.filter((item) => item.controller === bridge.name)
}

function nicPorts(bridge: HostInterface, interfaces: HostInterface[]): HostInterface[] {
  return portsOf(bridge, interfaces).filter(isNic)
}

function withPorts(bridge: HostInterface, interfaces: HostInterface[]): InterfaceRow[] {
  const ports = portsOf(bridge, interfaces).map((item) => ({ item, port: true }))
  return [{ item: bridge, port: false }, ...ports]
}

function rowsOf(items: HostInterface[]): InterfaceRow[] {
  return items.map((item) => ({ item, port: false }))
}
