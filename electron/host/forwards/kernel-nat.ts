/**
 * Forwards by the kernel's NAT: kept by the package's helper in root's files, which everybody may read,
 * and made into rules by it alone (build/package/files/forwards).
 */
import { join } from 'node:path'
import type { Forward, NoNat } from '../../../shared/model/forward.ts'
import { forwardSchema } from '../../../shared/schemas/forward.ts'
import { hasPackageHelper, helperCommand, runPackageHelper } from '../package-helper.ts'
import type { HostSide, Output } from '../side.ts'

const FOLDER = '/etc/puente/forwards'

export async function natHindrance(side: HostSide): Promise<NoNat | null> {
  if (!(await hasPackageHelper(side, 'forwards'))) return 'no-helper'
  return (await side.hasProgram('nft')) ? null : 'no-nft'
}

export async function readNatForwards(side: HostSide, folder = FOLDER): Promise<Forward[]> {
  const ids = (await side.readFolders([folder]))[0] ?? []
  const texts = await side.readFiles(ids.map((id) => join(folder, id)))
  return ids.flatMap((id, index) => readNatFile(id, texts[index] ?? '') ?? [])
}

/** The line below the comment; null where it is not one of the helper's. Pure. */
export function readNatFile(id: string, text: string): Forward | null {
  const [line = ''] = text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))
  const [on, protocol, address, port, bridge, to, toPort, source, machine, mac, ...more] =
    line.split(' ')
  const { data } = forwardSchema.safeParse({
    ...{ id, protocol, bridge, to, source, machine, mac },
    address: address === 'any' ? null : address,
    port: Number(port),
    toPort: Number(toPort),
  })
  if (!data || more.length > 0 || (on !== 'on' && on !== 'off')) return null
  return { ...data, engine: 'nat', on: on === 'on' }
}

/** The helper's words for one. Pure. */
export function natWords(forward: Forward): string[] {
  const { id, on, protocol, address, port, bridge, to, toPort, source, machine, mac } = forward
  return [
    ...['set', id, on ? 'on' : 'off', protocol, address ?? 'any', String(port), bridge, to],
    ...[String(toPort), source, machine.toLowerCase(), mac],
  ]
}

/** As people run it themselves. Pure. */
export function natCommand(words: string[]): string {
  return helperCommand('forwards', words)
}

/** Never throws: see `error`. */
export function setNatForward(side: HostSide, forward: Forward): Promise<Output> {
  return runPackageHelper(side, 'forwards', natWords(forward))
}

export function removeNatForward(side: HostSide, id: string): Promise<Output> {
  return runPackageHelper(side, 'forwards', ['remove', id])
}
