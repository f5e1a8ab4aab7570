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
  const domains = await connection.listDomains({ active: true })
  const failed: string[] = []
  for (const domain of domains) {
    if (!(await replugMachine(domain, network, bridge))) failed.push(domain.name)
  }
  return failed
}

async function replugMachine(domain: Domain, network: string, bridge: string): Promise<boolean> {
  try {
    for (const { xml, tap } of pluggedNics(await domain.getXml(), network)) {
      if ((await bridgeOf(tap)) === bridge) continue
      await domain.updateDevice(asBridgeNic(xml, bridge), { live: true })
      await domain.updateDevice(asNetworkNic(xml), { live: true })
      if ((await bridgeOf(tap)) !== bridge) return false
    }
    return true
  } catch {
    // It may have stopped this moment, and then it has nothing to be plugged in.
    return !(await domain.isActive().catch(() => false))
  }
}

async function bridgeOf(tap: string): Promise<string | null> {
  return readlink(`/sys/class/net/${tap}/master`).then(basename, () => null)
}
