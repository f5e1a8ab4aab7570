/** Taking a NIC out of a running machine, which takes its guest's consent. */
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { NicDescription } from '../xml/domain.ts'
import { serialize } from '../xml/dom.ts'

/** How long a guest may take to let go of a NIC; libvirt itself gives up waiting after 5 s. */
const DETACH_MS = 15_000

/** @throws PuenteError `detach-not-confirmed` */
export async function detachLive(
  connection: Connection,
  domain: Domain,
  { alias, element, settings }: NicDescription,
): Promise<void> {
  if (!alias) return domain.detachDevice(serialize(element), { live: true })
  const released = await awaitRelease(connection, domain.uuid, alias)
  try {
    await domain.detachDeviceAlias(alias, { live: true })
    if (!(await released.outcome)) {
      throw new PuenteError('detach-not-confirmed', { mac: settings.mac })
    }
  } finally {
    released.end()
  }
}

/** The guest's answer: true when it let go, false when it refused or did not answer. */
async function awaitRelease(
  connection: Connection,
  uuid: string,
  alias: string,
): Promise<{ outcome: Promise<boolean>; end: () => void }> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const answer = (released: boolean) => (event: { domain: { uuid: string }; alias: string }) => {
    if (event.domain.uuid === uuid && event.alias === alias) resolve(released)
  }
  const subscriptions = await Promise.all([
    connection.on('deviceRemoved', answer(true)),
    connection.on('deviceRemovalFailed', answer(false)),
  ])
  const timer = setTimeout(() => resolve(false), DETACH_MS)
  return {
    outcome: promise,
    end: () => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) void unsubscribe()
    },
  }
}
