/** A bridge that is there for a moment only: what a running NIC is moved onto, and back from. */
import { randomUUID } from 'node:crypto'
import type { Connection } from 'node-libvirt'
import { passingNetworkXml } from '../xml/replug.ts'

/** UUIDs of networks of this process that are to be shown to nobody. */
const passing = new Set<string>()

/** A network that is gone again before anybody could have used it. */
export function isPassing(uuid: string): boolean {
  return passing.has(uuid)
}

/** Gives the work a bridge of its own, made by libvirt, so that it can be done from afar, too. */
export async function withPassingBridge<T>(
  connection: Connection,
  work: (bridge: string) => Promise<T>,
): Promise<T> {
  const uuid = randomUUID()
  // Of its own each time: somebody else's Puente may be in the middle of the same.
  const name = `puente-${uuid.slice(0, 8)}`
  passing.add(uuid)
  try {
    const network = await connection.createNetwork(passingNetworkXml(name, uuid))
    try {
      return await work(name)
    } finally {
      await network.destroy()
    }
  } finally {
    passing.delete(uuid)
  }
}
