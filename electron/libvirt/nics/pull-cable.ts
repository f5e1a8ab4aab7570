/**
 * A NIC that is plugged over to another network keeps its link, so that its guest goes on with an
 * address of the old one until its lease is half over. Pulling the cable makes it ask at once.
 */
import { setTimeout } from 'node:timers/promises'
import type { Domain } from 'node-libvirt'
import { describeNics } from '../xml/domain.ts'
import { parse, serialize } from '../xml/dom.ts'
import { changedNic } from '../xml/nic/create.ts'

/** systemd-networkd takes a cable that is back within three seconds for one that was never out. */
const PULLED_MS = 4_000

/** Nothing where there is no link to be pulled, or the NIC has gone meanwhile. */
export async function pullCable(domain: Domain, alias: string | null): Promise<void> {
  if (!(await setLink(domain, alias, false))) return
  try {
    await setTimeout(PULLED_MS)
  } finally {
    await setLink(domain, alias, true)
  }
}

async function setLink(domain: Domain, alias: string | null, linkUp: boolean): Promise<boolean> {
  const nics = describeNics(parse(await domain.getXml()))
  const nic = nics.find((item) => item.alias === alias)
  if (!nic || nic.settings.linkUp === linkUp) return false
  await domain.updateDevice(changedNic(serialize(nic.element), { linkUp }), { live: true })
  return true
}
