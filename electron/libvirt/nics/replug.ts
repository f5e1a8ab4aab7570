/**
 * Plugging running machines in again where a bridge was taken down and made anew: libvirt leaves
 * their taps without one. It moves a tap only where the NIC's bridge gets another name (libvirt
 * 11.3; until 9.0 a change of the NIC's type was enough), so each NIC is put on a bridge that is
 * there for a moment, and then where it belongs again. The guest notices nothing.
 */
import { readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Connection, Domain } from 'node-libvirt'
import { isHere } from '../connection/here.ts'
import { withPassingBridge } from '../networks/passing-bridge.ts'
import { asBridgeNic, asPluggedNic, pluggedNics } from '../xml/replug.ts'
import type { PluggedNic } from '../xml/replug.ts'

/** Where NICs belong: on this bridge, by one of these networks or by themselves. */
export interface Place {
  bridge: string | null
  networks: string[]
}

/** A NIC of a running machine that loses its network's bridge. */
export interface PluggedInto {
  machine: string
  uuid: string
  xml: string
}

/** The NICs of one machine that have to be plugged in again. */
interface Loose {
  domain: Domain
  nics: PluggedNic[]
}

/** @returns names of the machines with a NIC that is still not on the bridge */
export async function replug(
  connection: Connection,
  place: Place & { bridge: string },
): Promise<string[]> {
  const here = await isHere(connection)
  const loose = await looseNics(connection, place, here)
  if (loose.length === 0) return []
  try {
    return await withPassingBridge(connection, async (passing) => {
      const left: string[] = []
      for (const one of loose) {
        if (!(await replugMachine(one, { passing, bridge: place.bridge, here }))) {
          left.push(one.domain.name)
        }
      }
      return left
    })
  } catch {
    // The bridge could not be made, and nobody was moved.
    return loose.map(({ domain }) => domain.name)
  }
}

/** The NICs of running machines that are cut off when the bridge goes down. */
export async function nicsPluggedInto(
  connection: Connection,
  place: Place,
): Promise<PluggedInto[]> {
  const domains = await connection.listDomains({ active: true })
  const found = domains.map(async (domain) => {
    const nics = await nicsOf(domain, place)
    return nics.map(({ xml }) => ({ machine: domain.name, uuid: domain.uuid, xml }))
  })
  return (await Promise.all(found)).flat()
}

async function looseNics(connection: Connection, place: Place, here: boolean): Promise<Loose[]> {
  const domains = await connection.listDomains({ active: true })
  const found = domains.map(async (domain) => {
    const all = await nicsOf(domain, place)
    const bridges = await Promise.all(all.map(({ tap }) => (here ? bridgeOf(tap) : null)))
    return { domain, nics: all.filter((_, index) => bridges[index] !== place.bridge) }
  })
  return (await Promise.all(found)).filter(({ nics }) => nics.length > 0)
}

async function nicsOf(domain: Domain, { networks, bridge }: Place): Promise<PluggedNic[]> {
  // One that stops this moment has none.
  const xml = await domain.getXml().catch(() => null)
  if (xml === null) return []
  return pluggedNics(xml, networks, bridge)
}

async function replugMachine(
  { domain, nics }: Loose,
  { passing, bridge, here }: { passing: string; bridge: string; here: boolean },
): Promise<boolean> {
  try {
    for (const { xml, tap } of nics) {
      await domain.updateDevice(asBridgeNic(xml, passing), { live: true })
      await moveBack(domain, xml, bridge)
      if (here && (await bridgeOf(tap)) !== bridge) return false
    }
    return true
  } catch {
    // It may have stopped this moment, and then it has nothing to be plugged in.
    return !(await domain.isActive().catch(() => false))
  }
}

/** A network may refuse what it had taken before; on its bridge the machine is connected at least. */
async function moveBack(domain: Domain, xml: string, bridge: string): Promise<void> {
  try {
    await domain.updateDevice(asPluggedNic(xml), { live: true })
  } catch {
    await domain.updateDevice(asBridgeNic(xml, bridge), { live: true })
  }
}

async function bridgeOf(tap: string): Promise<string | null> {
  return readlink(`/sys/class/net/${tap}/master`).then(basename, () => null)
}
