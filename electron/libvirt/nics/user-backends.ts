/** What NICs in user mode go out through, as far as a libvirt tells. */
import { Connection } from 'node-libvirt'
import { attribute, child, children, parse } from '../xml/dom.ts'
import { readUserBackend } from '../xml/nic/forwards.ts'
import { queryOf } from './models.ts'

/**
 * What a NIC in user mode can go out through, as libvirt tells from 10.6 on: `default` is the
 * emulator's own (slirp). Null where it does not tell.
 * @param machine null for a new one, which gets the host's usual emulator
 */
export async function readUserBackends(
  connection: Connection,
  machine: string | null,
): Promise<string[] | null> {
  try {
    const query = machine === null ? {} : await queryOf(connection, machine)
    const root = parse(await connection.getDomainCapabilities(query))
    const told = children(child(root, 'devices/interface'), 'enum').filter(
      (item) => attribute(item, 'name') === 'backendType',
    )
    if (told.length === 0) return null
    return told.flatMap((item) =>
      children(item, 'value').map(({ textContent }) => textContent ?? ''),
    )
  } catch {
    return null
  }
}

/** libvirt's own driver for tests: it is in this process, and keeps what it is given in there. */
const IN_MEMORY = 'test:///default'
const ASKED = `<domain type="test"><name>asked</name><memory>1</memory><os><type>hvm</type></os>
  <devices><interface type="user"><backend type="passt"/></interface></devices></domain>`

let known: Promise<boolean> | undefined

/**
 * Does this computer's libvirt know passt? Its version does not tell: Debian 12 has taken passt out of
 * its 9.0. One that does not know it drops the word, or refuses it.
 */
export function knowsPasst(): Promise<boolean> {
  return (known ??= askForPasst().catch(() => false))
}

async function askForPasst(): Promise<boolean> {
  await using connection = await Connection.open(IN_MEMORY)
  const domain = await connection.defineDomain(ASKED)
  const nic = child(parse(await domain.getXml()), 'devices/interface')
  return nic !== null && readUserBackend(nic) === 'passt'
}
