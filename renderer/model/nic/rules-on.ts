/** Which NICs of a network have rules. Pure. */
import type { Machine } from '../../../shared/model/machine.ts'
import { ruleKinds, type RuleKind } from '../../../shared/model/nic-rules.ts'
import type { Network } from '../../../shared/model/network.ts'
import { canBeAt, placeOf } from '../../../shared/rules/nic-places.ts'
import { nicsOn, ruleKindOf } from '../../../shared/rules/nic-rules.ts'

export interface RulesOn {
  withRules: { kind: RuleKind; count: number }[]
  /** The machines of those that have none of ours, each once. */
  without: string[]
}

export function rulesOn(network: string, machines: Machine[]): RulesOn {
  const counts = new Map<RuleKind, number>()
  const without = new Set<string>()
  for (const machine of machines) {
    for (const { filters = [] } of nicsOn(network, machine)) {
      const kind = filters.map(ruleKindOf).find((one) => one !== null)
      if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      else without.add(machine.name)
    }
  }
  const withRules = ruleKinds.flatMap((kind) => {
    const count = counts.get(kind)
    return count ? [{ kind, count }] : []
  })
  return { withRules, without: [...without] }
}

/** Filters are a bridge's: what is led to a device has none. */
export function canFilterOn({ name, kind }: Network): boolean {
  const wire = { type: 'network', network: name, portGroup: null } as const
  return canBeAt(
    'filter',
    placeOf(wire, () => ({ kind })),
  )
}
