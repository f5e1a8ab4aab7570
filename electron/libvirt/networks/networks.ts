/** libvirt's networks as the app's model, and what is done to them. */
import { isIP } from 'node:net'
import type { Connection, DhcpLease, Network as LibvirtNetwork, NetworkInfo } from 'node-libvirt'
import type { Lease, Network, NetworkFacts } from '../../../shared/model/network.ts'
import { handsOut } from '../../../shared/rules/networks/leases.ts'
import { asPuenteError, isGone } from '../connection/failures.ts'
import { isPassing } from './passing-bridge.ts'
import { start } from './start.ts'
import { pendingParts } from '../xml/definition/differences.ts'
import { storedXml } from './stored-xml.ts'
import { describeNetwork } from '../xml/network.ts'

export async function readNetworks(connection: Connection): Promise<Network[]> {
  const infos = await connection.listNetworksInfo({ xml: true, inactiveXml: true })
  const shown = infos.filter(({ uuid }) => !isPassing(uuid))
  return Promise.all(shown.map((info) => networkOf(connection, info)))
}

/** One network; null when there is none any more. @throws PuenteError */
export async function readNetwork(connection: Connection, uuid: string): Promise<Network | null> {
  if (isPassing(uuid)) return null
  try {
    const network = await connection.lookupNetworkByUuid(uuid)
    const [active, persistent, xml] = await Promise.all([
      network.isActive(),
      network.isPersistent(),
      network.getXml(),
    ])
    const autostart = persistent && (await network.getAutostart())
    const inactiveXml = active && persistent ? await storedXml(network) : null
    const { name } = network
    const info = { name, uuid, active, persistent, autostart, xml, inactiveXml }
    return networkOf(connection, info)
  } catch (error) {
    if (isGone(error)) return null
    throw asPuenteError(error)
  }
}

async function networkOf(connection: Connection, info: NetworkInfo): Promise<Network> {
  const { uuid, name, active, persistent, autostart } = info
  const common = { uuid, name, active, persistent, autostart }
  try {
    return { ...common, ...(await describe(connection, info)) }
  } catch {
    // One that can't be read is shown by its name: it must not take the others with it.
    return {
      ...common,
      ...describeNetwork('<network/>'),
      leases: [],
      pending: [],
      unreadable: true,
    }
  }
}

async function describe(connection: Connection, info: NetworkInfo) {
  const { uuid, active } = info
  const described = describeNetwork(info.xml ?? '<network/>')
  const leases = active && handsOut(described) ? await readLeases(connection, uuid) : []
  const pending = info.xml && info.inactiveXml ? pendingParts(info.xml, info.inactiveXml) : []
  const next = pending.length > 0 && info.inactiveXml ? factsIn(info.inactiveXml) : null
  return { ...described, leases, pending, ...(next && { next }) }
}

function factsIn(xml: string): NetworkFacts {
  const { kind, bridge, forwardDevices, subnets, domainName, mac } = describeNetwork(xml)
  return { kind, bridge, forwardDevices, subnets, domainName, mac }
}

export async function readLeases(connection: Connection, uuid: string): Promise<Lease[]> {
  try {
    const network = await connection.lookupNetworkByUuid(uuid)
    return (await network.getDhcpLeases()).map(leaseOf).filter((lease) => lease !== null)
  } catch {
    // A network may stop in between, and some drivers know no leases.
    return []
  }
}

function leaseOf(lease: DhcpLease): Lease | null {
  if (!lease.mac || isIP(lease.ipAddress) === 0) return null
  return {
    mac: lease.mac.toLowerCase(),
    address: lease.ipAddress,
    prefix: lease.prefix,
    hostname: lease.hostname,
    expiresAt: lease.expiryTime,
    // A client's id says in IPv4 what its MAC says already.
    ...(lease.clientId && lease.ipAddress.includes(':') && { duid: lease.clientId }),
  }
}

export function startNetwork(connection: Connection, uuid: string): Promise<void> {
  return onNetwork(connection, uuid, (network) => start(connection, network))
}

export function stopNetwork(connection: Connection, uuid: string): Promise<void> {
  return onNetwork(connection, uuid, (network) => network.destroy())
}

export function setNetworkAutostart(
  connection: Connection,
  uuid: string,
  autostart: boolean,
): Promise<void> {
  return onNetwork(connection, uuid, (network) => network.setAutostart(autostart))
}

export async function onNetwork<T>(
  connection: Connection,
  uuid: string,
  action: (network: LibvirtNetwork) => Promise<T>,
): Promise<T> {
  try {
    return await action(await connection.lookupNetworkByUuid(uuid))
  } catch (error) {
    throw asPuenteError(error)
  }
}
