/**
 * Plugging running machines into a network that was stopped and started again. libvirt leaves
 * their taps without a bridge; it moves a tap only when a NIC's bridge changes, so each NIC is
 * told the bridge itself for a moment, and then its network again. The guest notices nothing.
 */
import { readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Connection, Domain } from 'node-libvirt'
import { asBridgeNic, asNetworkNic, pluggedNics } from './xml/replug.ts'

/** @returns names of the machines with a NIC that is still not on the bridge */
export async function replug(
  connection: Connection,
  network: string,
  bridge: string,
): Promise<string[]> {
  const here = isHere(await connection.getUri())
  const domains = await connection.listDomains({ active: true })
  const failed: string[] = []
  for (const domain of domains) {
    if (!(await replugMachine(domain, network, bridge, here))) failed.push(domain.name)
  }
  return failed
}

/** The NICs of running machines that a restart of this network leaves without a bridge. */
export async function nicsPluggedInto(
  connection: Connection,
  network: string,
): Promise<{ machine: string; xml: string }[]> {
  const domains = await connection.listDomains({ active: true })
  const found = domains.map(async (domain) => {
    // One that stops this moment has none.
    const xml = await domain.getXml().catch(() => null)
    const nics = xml === null ? [] : pluggedNics(xml, network)
    return nics.map((nic) => ({ machine: domain.name, xml: nic.xml }))
  })
  return (await Promise.all(found)).flat()
}

async function replugMachine(
  domain: Domain,
  network: string,
  bridge: string,
  here: boolean,
): Promise<boolean> {
  try {
    for (const { xml, tap } of pluggedNics(await domain.getXml(), network)) {
      if (here && (await bridgeOf(tap)) === bridge) continue
      await domain.updateDevice(asBridgeNic(xml, bridge), { live: true })
      await domain.updateDevice(asNetworkNic(xml), { live: true })
      if (here && (await bridgeOf(tap)) !== bridge) return false
    }
    return true
  } catch {
    // It may have stopped this moment, and then it has nothing to be plugged in.
    return !(await domain.isActive().catch(() => false))
  }
}

/**
 * The same for a bridge of the host, which libvirt takes for unchanged: told to use what is no
 * bridge (the loopback), it fails and puts the tap back on the bridge that it knows.
 * @returns names of the machines with a NIC that is still not on the bridge
 */
export async function replugHostBridge(
  connection: Connection,
  network: string,
  bridge: string,
): Promise<string[]> {
  const domains = await connection.listDomains({ active: true })
  const left: string[] = []
  for (const domain of domains) {
    for (const { xml, tap } of pluggedNics(await domain.getXml(), network)) {
      if ((await bridgeOf(tap)) === bridge) continue
      await domain.updateDevice(asBridgeNic(xml, 'lo'), { live: true }).catch(() => undefined)
      if ((await bridgeOf(tap)) !== bridge) left.push(domain.name)
    }
  }
  return left
}

/** libvirt elsewhere is reached through a socket (see ssh.ts): its taps may have the
 * names of ours, and are not to be looked up. */
function isHere(uri: string): boolean {
  return /^[a-z]+:\/\/\//.test(uri)
}

async function bridgeOf(tap: string): Promise<string | null> {
  return readlink(`/sys/class/net/${tap}/master`).then(basename, () => null)
}
