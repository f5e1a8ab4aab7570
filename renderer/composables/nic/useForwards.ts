import { computed, shallowRef, watch } from 'vue'
import type { NicRef } from '../../../shared/model/machine.ts'
import type { PortForward, UserMode } from '../../../shared/model/port-forward.ts'
import { forwardProblemsSince } from '../../../shared/rules/port-forwards.ts'
import { forwardsOf, newForward } from '../../model/nic/forward-drafts.ts'
import type { ForwardDraft } from '../../model/nic/forward-drafts.ts'
import { useText } from '../useText.ts'

export interface ForwardsOf {
  /** Null: a new one. */
  machine: string | null
  nic: NicRef | null
  drafts: () => ForwardDraft[]
  /** Is the NIC in user mode, as it is chosen now? */
  wanted: () => boolean
  /** What it has by now. */
  before?: PortForward[]
}

/** Forwards of ports to a NIC, checked as they are typed. */
export function useForwards({ machine, nic, drafts, wanted, before = [] }: ForwardsOf) {
  const { say } = useText()
  /** Null until it is known, and where it can't be: then the plan says what is wrong. */
  const mode = shallowRef<UserMode | null>(null)
  watch(
    wanted,
    async (is) => {
      if (is) mode.value = await window.puente.getUserMode(machine, nic).catch(() => null)
    },
    { immediate: true },
  )

  const forwards = computed(() => (wanted() ? forwardsOf(drafts()) : []))
  const problems = computed(() => {
    const found = forwardProblemsSince(before, forwards.value, mode.value ?? undefined)
    return new Map(found.map(({ field, text }) => [field, say(text)]))
  })

  return {
    rows: computed(drafts),
    mode,
    forwards,
    ok: computed(() => problems.value.size === 0),
    /** What is wrong with a field of a row; whether an empty one says so is its own affair. */
    errorAt: (index: number, field: string): string | false =>
      problems.value.get(`forwards.${index}.${field}`) ?? false,
    add: () => drafts().push(newForward()),
    remove: (index: number) => drafts().splice(index, 1),
  }
}

export type ForwardsState = ReturnType<typeof useForwards>
