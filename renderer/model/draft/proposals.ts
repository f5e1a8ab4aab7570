/** What something new in a draft is filled in with: names, a subnet and a MAC that are free. Pure. */
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import { qemuMac } from '../../../shared/rules/mac.ts'
import { firstFreeName } from '../../../shared/rules/names.ts'
import { usualDefinition } from '../../../shared/rules/networks/defaults.ts'
import { distinct, occupiedSubnets } from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import type { World } from './world.ts'

/** Kinds that need nothing else of the host. */
export const drawnKinds = [
  'nat',
  'routed',
  'isolated',
  'very-isolated',
] as const satisfies readonly NetworkKind[]
export type DrawnKind = (typeof drawnKinds)[number]

/**
 * @param world with what is drawn
 * @param known what the backend sees in use beyond what the window shows
 */
export function newDefinition(
  kind: DrawnKind,
  { networks, interfaces }: World,
  known: OccupiedSubnet[],
): NetworkDefinition {
  const occupied = distinct([...occupiedSubnets(networks, interfaces), ...known])
  return usualDefinition(kind, { networks, interfaces, occupied, random: 0n })
}

export function newMachineName({ machines }: Pick<World, 'machines'>): string {
  const taken = machines.map(({ name }) => name)
  return firstFreeName(taken, (index) => (index === 0 ? 'machine' : `machine-${index}`))
}

export function newMac({ machines }: Pick<World, 'machines'>, random: () => Uint8Array): string {
  const taken = new Set(machines.flatMap(({ nics }) => nics.map(({ mac }) => mac)))
  for (;;) {
    const mac = qemuMac(random())
    if (!taken.has(mac)) return mac
  }
}
