/** Link conditions that a machine keeps, in its metadata: read, and set for one of its NICs. */
import { LibvirtError, constants as C } from 'node-libvirt'
import type { Connection, Domain } from 'node-libvirt'
import type { LinkConditions } from '../../../shared/model/link-conditions.ts'
import { CONDITIONS, linksXml, readLinks } from '../xml/conditions.ts'
import type { KeptConditions } from '../xml/conditions.ts'
import { parse } from '../xml/dom.ts'
import { onMachine } from './machines.ts'

export function readKeptConditions(connection: Connection, uuid: string): Promise<KeptConditions> {
  return onMachine(connection, uuid, readKeptOf)
}

/**
 * Running and stored alike: a saved machine goes on with those that it ran with.
 * @param macs of the NICs that it has: what is kept for any other goes
 */
export function setKeptConditions(
  connection: Connection,
  uuid: string,
  { mac, conditions, macs }: { mac: string; conditions: LinkConditions | null; macs: string[] },
): Promise<void> {
  return onMachine(connection, uuid, async (domain) => {
    const kept = new Map(await readKeptOf(domain))
    for (const one of kept.keys()) if (!macs.includes(one)) kept.delete(one)
    if (conditions) kept.set(mac, conditions)
    else kept.delete(mac)
    const { uri, key } = CONDITIONS
    await domain.setMetadata('element', linksXml(kept), { key, uri, ...(await lives(domain)) })
  })
}

async function readKeptOf(domain: Domain): Promise<KeptConditions> {
  try {
    const { config } = await lives(domain)
    const where = config ? { config } : { live: true }
    return readLinks(parse(await domain.getMetadata('element', CONDITIONS.uri, where)))
  } catch (error) {
    const isNone = error instanceof LibvirtError && error.code === C.VIR_ERR_NO_DOMAIN_METADATA
    if (isNone) return new Map()
    throw error
  }
}

async function lives(domain: Domain): Promise<{ live: boolean; config: boolean }> {
  const [live, config] = await Promise.all([domain.isActive(), domain.isPersistent()])
  return { live, config }
}
