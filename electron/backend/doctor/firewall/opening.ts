/**
 * What lets through what is stopped, and no more: through the tool of whoever stops it, so that it is
 * there still when that one loads its rules anew. Pure.
 */
import type { Remedy, HostCommand, Lasts } from '../fix.ts'
import { hostRemedy } from '../fix.ts'
import type { View } from '../view.ts'
import type { Stop } from './blocked.ts'
import { docker, dockerLasts } from './docker.ts'
import { firewalld } from './firewalld.ts'
import { iptables, nftables } from './own-rules.ts'
import type { Owner } from './owner.ts'
import { ufw } from './ufw.ts'

type Opening = (stops: Stop[], view: View) => HostCommand[] | null

/** Null: nothing of ours. libvirt's own rules come back with its service alone. */
const openings: Record<Owner, Opening> = {
  docker,
  ufw,
  firewalld,
  iptables,
  nftables,
  libvirt: () => null,
}

const lasting: Record<Owner, (commands: HostCommand[]) => Lasts> = {
  ufw: () => 'for-good',
  firewalld: () => 'for-good',
  docker: dockerLasts,
  libvirt: () => 'until-boot',
  iptables: () => 'until-loaded-anew',
  nftables: () => 'until-loaded-anew',
}
const shortestFirst: Lasts[] = ['until-loaded-anew', 'until-boot', 'for-good']

/** Nothing at all where one of several can't be opened: half of it would help nobody. */
export function opening(stops: Stop[], view: View): Remedy {
  const owners = [...new Set(stops.map(({ owner }) => owner))]
  const parts = owners.map((owner) =>
    openings[owner](
      stops.filter((stop) => stop.owner === owner),
      view,
    ),
  )
  if (parts.length === 0 || parts.includes(null)) return {}
  const each = owners.map((owner, index) => lasting[owner](parts[index] ?? []))
  const lasts = shortestFirst.find((one) => each.includes(one))
  return hostRemedy(distinct(parts.flatMap((part) => part ?? [])), lasts)
}

function distinct(commands: HostCommand[]): HostCommand[] {
  const keys = commands.map(({ argv }) => argv.join(' '))
  return commands.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}
