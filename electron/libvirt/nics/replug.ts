/**
 * Plugging running machines in again where a bridge was taken down and made anew: libvirt leaves
 * their taps without one. It moves a tap only where the NIC's bridge gets another name (libvirt
 * 11.3; until 9.0 a change of the NIC's type was enough), so each NIC is put on a bridge that is
 * there for a moment, and then where it belongs again. The guest notices nothing.
 *
 * NetworkManager 1.58 sees the tap leave that bridge, and, when it is done with that, takes it off the
 * bridge that it is on by then. Such a tap waits between the two, on no bridge, until it is.
 */
import { setTimeout } from 'node:timers/promises'
import type { Connection, Domain } from 'node-libvirt'
import { bridgeOf, sideOf } from '../connection/side-of.ts'
import { withPassingBridge } from '../networks/passing-bridge.ts'
import { asBridgeNic, asPluggedNic, liveNicWith, pluggedNics } from '../xml/replug.ts'
import type { PluggedNic } from '../xml/replug.ts'

/** NetworkManager was done with a tap that had left a bridge after 150 ms, on a busy host. */
const SETTLED_MS = 500
const TRIES = 3

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
  const { isKnown } = sideOf(connection)
  let loose = await looseNics(connection, place)
  let failed: string[] = []
  for (let round = 0; loose.length > 0 && round < TRIES; round++) {
    const waitMs = round === 0 ? 0 : SETTLED_MS
    failed = await moveAway(connection, loose, { bridge: place.bridge, waitMs })
    // From afar nobody sees whether they stay.
    if (!isKnown) return failed
    await setTimeout(SETTLED_MS)
    loose = await looseNics(connection, place)
  }
  return [...new Set([...failed, ...loose.map(({ domain }) => domain.name)])]
}

/** A move of a running NIC from one bridge to another, after which its tap is there for good. */
export async function stayingPlugged(
  connection: Connection,
  domain: Domain,
  tap: string | null,
  move: () => Promise<void>,
): Promise<void> {
  const seen = tap !== null && sideOf(connection).isKnown ? tap : null
  const from = seen && (await bridgeOf(connection, seen))
  await move()
  if (seen === null || from === null) return
  const bridge = await bridgeOf(connection, seen)
  if (bridge === from) return
  await setTimeout(SETTLED_MS)
  if ((await bridgeOf(connection, seen)) !== null) return
  const found = liveNicWith(await domain.getXml(), seen)
  if (!found?.bridge) return
  const loose = [{ domain, nics: [{ xml: found.xml, tap: seen }] }]
  await moveAway(connection, loose, { bridge: found.bridge, waitMs: SETTLED_MS })
}

/** Onto another bridge and back. @returns names of the machines that could not be moved */
async function moveAway(
  connection: Connection,
  loose: Loose[],
  { bridge, waitMs }: { bridge: string; waitMs: number },
): Promise<string[]> {
  const failed = new Set<string>()
  const each = async (move: (domain: Domain, nic: PluggedNic) => Promise<void>) => {
    for (const { domain, nics } of loose) {
      if (!(await isMoved(domain, nics, move))) failed.add(domain.name)
    }
  }
  const back = (domain: Domain, { xml }: PluggedNic) => moveBack(domain, xml, bridge)
  try {
    await withPassingBridge(connection, (passing) =>
      each(async (domain, nic) => {
        await domain.updateDevice(asBridgeNic(nic.xml, passing), { live: true })
        if (waitMs === 0) await back(domain, nic)
      }),
    )
  } catch {
    // The bridge could not be made, and nobody was moved.
    return loose.map(({ domain }) => domain.name)
  }
  if (waitMs > 0) {
    await setTimeout(waitMs)
    await each(back)
  }
  return [...failed]
}

async function isMoved(
  domain: Domain,
  nics: PluggedNic[],
  move: (domain: Domain, nic: PluggedNic) => Promise<void>,
): Promise<boolean> {
  try {
    for (const nic of nics) await move(domain, nic)
    return true
  } catch {
    // It may have stopped this moment, and then it has nothing to be plugged in.
    return !(await domain.isActive().catch(() => false))
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

async function looseNics(connection: Connection, place: Place): Promise<Loose[]> {
  const domains = await connection.listDomains({ active: true })
  const found = domains.map(async (domain) => {
    const all = await nicsOf(domain, place)
    const bridges = await Promise.all(all.map(({ tap }) => bridgeOf(connection, tap)))
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

/** A network may refuse what it had taken before; on its bridge the machine is connected at least. */
async function moveBack(domain: Domain, xml: string, bridge: string): Promise<void> {
  try {
    await domain.updateDevice(asPluggedNic(xml), { live: true })
  } catch {
    await domain.updateDevice(asBridgeNic(xml, bridge), { live: true })
  }
}
