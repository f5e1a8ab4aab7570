/** What the plans for one machine's NICs have in common. */
import { PuenteError } from '../../../shared/errors.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import type { NicChanges, NicWire } from '../../../shared/model/nic-settings.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import type { Host } from '../../host/host.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { Plans } from '../plans/plans.ts'
import type { NicFacts } from './nic-facts.ts'
import type { FilterEdit } from './nic-filters.ts'
import type { NicWork } from './nic-work.ts'
import type { UserModes } from './user-modes.ts'

export interface NicParts {
  host: Host
  libvirt: LibvirtService
  plans: Plans
  facts: NicFacts
  work: NicWork
  modes: UserModes
}

/** Steps that a change takes, running and stored. */
export const changeKeys = { live: 'step.change-nic', config: 'step.store-nic-change' } as const

export interface Made {
  view: PlanView
  edits: NicEdit[]
  /** Filters that come or go with them. */
  filters?: FilterEdit[]
  /** What it depends on beside the machine's NICs. */
  read?: unknown
}

/** Edits of one machine, made anew with each look. */
export function planEdits(
  { libvirt, plans, work }: NicParts,
  machine: string,
  make: () => Made | Promise<Made>,
): Promise<Plan> {
  return plans.add<Made>({
    look: async (look) => {
      void libvirt.managing
      const made = await make()
      const { view, filters, read } = made
      return look.saw(view, [await work.read([machine]), filters, read], made)
    },
    apply: (id, { view, work: { edits, filters } }) =>
      work.carryOut(
        id,
        view,
        edits.map((edit) => ({ machine, edit })),
        filters,
      ),
  })
}

/** What a cable of this machine's that leads there can have. @param machine null for a new one */
export async function placeFor(
  { facts, modes }: NicParts,
  machine: string | null,
  source: NicWire,
): Promise<Place> {
  const place = await facts.place(source)
  const backend = source.type === 'user' ? await modes.backend(machine) : null
  return backend === null ? place : { ...place, backend }
}

/** @throws PuenteError `nic-not-live` when a part of it waits for the next start */
export function requireLive(facts: NicFacts, before: NicWire, changes: NicChanges): void {
  if (facts.partsForNextStart(before, changes).length > 0) throw new PuenteError('nic-not-live')
}

/** @throws PuenteError `nic-gone` when it is not where it is to be changed */
export function requireWhere(
  { plugged, stored }: { plugged: boolean; stored: boolean },
  reach: { live: boolean; config: boolean },
  { mac }: NicRef,
): void {
  if ((reach.live && !plugged) || (reach.config && !stored)) {
    throw new PuenteError('nic-gone', { mac })
  }
}
