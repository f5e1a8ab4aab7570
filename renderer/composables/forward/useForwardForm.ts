import { computed, ref, shallowRef, watch } from 'vue'
import type { Forward, ForwardEngine, ForwardStanding } from '../../../shared/model/forward.ts'
import { isNicOf } from '../../../shared/model/machine.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import { reachOf, wishProblems } from '../../../shared/rules/forward-engines.ts'
import { forwardTargets } from '../../model/forward/forward-list.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'

export interface ForwardFormOf {
  /** The one that is changed; null: a new one. */
  before: Forward | null
  /** Where a new one may lead; left out: to any. */
  machine: string | undefined
  network: string | undefined
  /** Which of the machine's NICs is meant; left out: the first that can be led to. */
  nic?: NicRef | undefined
}

export type Who = 'anyone' | 'this-computer' | 'address'

/** What a person chooses for a port that leads to a machine, checked as it is typed. */
export function useForwardForm({ before, machine, network, nic }: ForwardFormOf) {
  const inventory = useInventory()
  const { say } = useText()
  const targets = computed(() =>
    forwardTargets(
      inventory.machines.filter(({ uuid }) => (machine ?? before?.machine ?? uuid) === uuid),
      inventory.networks.filter(({ name }) => (network ?? name) === name),
    ),
  )
  const meant = targets.value.find((one) =>
    before ? one.nic.mac === before.mac : nic && isNicOf(one.nic, nic),
  )
  const target = ref((meant ?? targets.value[0])?.key ?? '')
  const protocol = ref(before?.protocol ?? 'tcp')
  const port = ref<number | null>(before?.port ?? null)
  const toPort = ref<number | null>(before?.toPort ?? null)
  const who = ref<Who>(before ? reachOf(before) : 'anyone')
  const address = ref<string | null>(before && who.value === 'address' ? before.address : null)
  const engine = ref<ForwardEngine | 'auto'>(before?.engine ?? 'auto')
  /** Null until it is known, and where it can't be: then the plan says what is wrong. */
  const standing = shallowRef<ForwardStanding | null>(null)
  void window.puente
    .getForwardStanding(before?.id ?? null)
    .then((known) => (standing.value = known))
    .catch(() => undefined)

  const addresses = computed(() =>
    inventory.interfaces.flatMap(({ ipv4, ipv6 }) =>
      [...ipv4.addresses, ...ipv6.addresses].map((one) => one.address),
    ),
  )
  watch(who, (chosen) => {
    if (chosen === 'address') address.value ??= addresses.value[0] ?? ''
  })

  const wish = computed(() => ({
    protocol: protocol.value,
    address: { anyone: null, 'this-computer': '127.0.0.1', address: address.value }[who.value],
    port: port.value ?? 0,
    toPort: toPort.value ?? port.value ?? 0,
  }))
  const problems = computed(() => {
    const found = wishProblems(wish.value, standing.value ?? undefined)
    return new Map(found.map(({ field, text }) => [field, say(text)]))
  })
  const chosen = computed(() => targets.value.find(({ key }) => key === target.value))
  const ok = computed(() => problems.value.size === 0 && port.value !== null)

  return {
    ...{ targets, target, chosen, protocol, port, toPort, who, address, addresses, engine },
    ...{ standing, wish, ok },
    /** Whether an empty one says so is its own affair. */
    errorAt: (field: 'port' | 'toPort' | 'address'): string | false => {
      if (field === 'toPort' && toPort.value === null) return false
      return problems.value.get(field) ?? false
    },
  }
}

export type ForwardFormState = ReturnType<typeof useForwardForm>
