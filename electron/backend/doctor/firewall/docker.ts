/**
 * Docker keeps one chain for others' rules, and leaves it alone when it writes its own anew; a boot
 * empties it, unless the package's helper puts them in again (build/package/files/docker-user). Pure.
 */
import type { PackageHelper } from '../../../host/package-helper.ts'
import { hasChain } from '../../../host/packet-filter/index.ts'
import type { HostCommand, Lasts } from '../fix.ts'
import type { View } from '../view.ts'
import type { Stop } from './blocked.ts'
import { iptables, iptablesCommand, passesFor } from './own-rules.ts'
import { isOfIptables } from './owner.ts'

/** Keeps rules of Docker's chain for others over a boot. */
const KEEPER: PackageHelper = 'docker-user'

export function docker(stops: Stop[], { rules, keepsForDocker }: View): HostCommand[] | null {
  // With its nftables backend a table of its own drops, which no accept of another's can help.
  if (!rules || !stops.every(({ drop }) => isOfIptables({ chain: drop.base }))) return null
  return stops.flatMap((stop) => {
    const { family } = stop.drop.base
    if (!hasChain(rules, /^DOCKER-USER$/, family)) return iptables([stop]) ?? []
    const commands = (passesFor(stop) ?? []).map((pass) =>
      iptablesCommand('DOCKER-USER', pass, family),
    )
    return keepsForDocker && isPlain(stop.need.bridge) ? commands.map(kept) : commands
  })
}

/** Are all of them put in again after a boot? */
export function dockerLasts(commands: HostCommand[]): Lasts {
  return commands.every(({ argv }) => argv[0] === KEEPER) ? 'for-good' : 'until-boot'
}

function kept({ argv, undo }: HostCommand): HostCommand {
  const by = (words: string[]) => [KEEPER, ...words]
  return { argv: by(argv), ...(Array.isArray(undo) && { undo: by(undo) }) }
}

/** The helper writes it into a unit of systemd's, to which other signs have a meaning. */
function isPlain(bridge: string): boolean {
  return /^[\w.-]+$/.test(bridge)
}
