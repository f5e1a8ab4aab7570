/** Plugging NICs into machines and out of them, running and stored. */
import type { Connection, Domain } from 'node-libvirt'
import { PuenteError } from '../../shared/errors.ts'
import { onMachine } from './machines.ts'
import { findNicXml } from './xml/domain.ts'
import { nicXml } from './xml/nic.ts'

/** Which of a machine's two lives a change reaches. */
export interface Affects {
  live: boolean
  config: boolean
}

/** How long a guest may take to let go of a NIC; libvirt itself gives up waiting after 5 s. */
const DETACH_MS = 15_000

export function addNic(
  connection: Connection,
  machine: string,
  nic: { network: string; model: string; mac: string },
  affects: Affects,
): Promise<void> {
  return onMachine(connection, machine, (domain) => domain.attachDevice(nicXml(nic), affects))
}

/**
 * Takes a NIC out. From a running machine first, and only when its guest has let go also from the
 * stored definition: libvirt answers "done" to a detach that the guest ignores, and removes the
 * stored copy all the same.
 * @throws PuenteError `nic-gone`, `detach-not-confirmed`
 */
export function removeNic(
  connection: Connection,
  machine: string,
  nic: { mac: string; alias: string | null },
  affects: Affects,
): Promise<void> {
  return onMachine(connection, machine, async (domain) => {
    if (affects.live) await detachLive(connection, domain, nic)
    if (affects.config) await detachStored(domain, nic)
  })
}

async function detachLive(
  connection: Connection,
  domain: Domain,
  nic: { mac: string; alias: string | null },
): Promise<void> {
  const xml = await nicXmlOf(domain, nic, false)
  const alias = nic.alias
  if (!alias) return domain.detachDevice(xml, { live: true })
  const released = await awaitRelease(connection, domain.uuid, alias)
  try {
    await domain.detachDeviceAlias(alias, { live: true })
    if (!(await released.outcome)) throw new PuenteError('detach-not-confirmed', { mac: nic.mac })
  } finally {
    released.end()
  }
}

async function detachStored(
  domain: Domain,
  nic: { mac: string; alias: string | null },
): Promise<void> {
  // The stored definition has no aliases.
  const xml = await nicXmlOf(domain, { ...nic, alias: null }, true)
  await domain.detachDevice(xml, { config: true })
}

async function nicXmlOf(
  domain: Domain,
  nic: { mac: string; alias: string | null },
  inactive: boolean,
): Promise<string> {
  const xml = findNicXml(await domain.getXml({ inactive }), nic)
  if (!xml) throw new PuenteError('nic-gone', { mac: nic.mac })
  return xml
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
