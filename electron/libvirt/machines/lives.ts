/** A machine's NICs in both its lives: running, and stored. */
import type { Domain } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import { describeNics, locateNic } from '../xml/domain.ts'
import type { NicDescription } from '../xml/domain.ts'
import { parse } from '../xml/dom.ts'
import type { Element } from '../xml/dom.ts'

/** Parsed; a machine that is off, or not stored, has none of the other. */
export interface Lives {
  live: NicDescription[]
  stored: NicDescription[]
  storedRoot: Element | null
}

export async function readLives(domain: Domain): Promise<Lives> {
  const [active, persistent] = await Promise.all([domain.isActive(), domain.isPersistent()])
  const storedXml = persistent ? await readDefinitionXml(domain) : null
  const storedRoot = storedXml === null ? null : parse(storedXml)
  return {
    live: active ? describeNics(parse(await domain.getXml())) : [],
    stored: storedRoot ? describeNics(storedRoot) : [],
    storedRoot,
  }
}

/** With its passwords: what is stored again must not lose them. */
export function readDefinitionXml(domain: Domain): Promise<string> {
  return domain.getXml({ inactive: true, secure: true })
}

/** @throws PuenteError `nic-gone` */
export function locate({ live, stored }: Lives, nic: NicRef) {
  const found = locateNic(live, stored, nic)
  if (!found) throw gone(nic)
  return found
}

export function gone({ mac }: NicRef): PuenteError {
  return new PuenteError('nic-gone', { mac })
}

export function refOf({ alias, slot, settings }: NicDescription): NicRef {
  return { alias, slot, mac: settings.mac }
}
