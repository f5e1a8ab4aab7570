import { computed, ref, watch } from 'vue'
import type { AddNicIntent, When } from '../../../shared/contract/contract.ts'
import { isActive, type Machine } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import { isMac } from '../../../shared/rules/mac.ts'
import { nicPlaces, usualPlace } from '../../model/nic/nic-places.ts'
import { everyPort } from '../../../shared/rules/every-port.ts'
import { forwardDrafts as forwardDraftsOf } from '../../model/nic/forward-drafts.ts'
import type { ForwardDraft } from '../../model/nic/forward-drafts.ts'
import { tagsOf } from '../../../shared/rules/vlans/tags.ts'
import { useTagging } from './useTagging.ts'
import { useForwards } from './useForwards.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useSession } from '../useSession.ts'

/** When a change of this machine's devices may take effect; the first is the usual choice. */
export function timesFor(machine: Machine): When[] {
  if (!isActive(machine)) return ['stored']
  return machine.persistent ? ['now-and-stored', 'now', 'stored'] : ['now']
}

/** What a person chooses for a new NIC. */
export function useNicForm(
  machine: () => Machine | undefined,
  preferred?: string | ChosenWire,
  /** Of user mode: as many of the host's ports as can be. */
  wantsEveryPort = false,
) {
  const inventory = useInventory()
  const session = useSession()
  const source = ref<ChosenWire | null>(
    preferred === undefined
      ? usualPlace(nicPlaces(inventory.networks, inventory.interfaces, session.value))
      : typeof preferred === 'string'
        ? toNetwork(preferred)
        : preferred,
  )
  const model = ref<string>('virtio')
  const mac = ref('')
  const vlan = ref('')
  const tags = useTagging(
    () => source.value,
    () => vlan.value,
  )
  const chosenTime = ref<When>('now-and-stored')
  const forwardDrafts = ref<ForwardDraft[]>([])
  const forwards = useForwards({
    machine: machine()?.uuid ?? null,
    nic: null,
    drafts: () => forwardDrafts.value,
    wanted: () => source.value?.type === 'user',
  })
  const every = computed(() => {
    const { mode } = forwards
    return wantsEveryPort && mode.value && !mode.value.noForwards ? everyPort(mode.value) : null
  })
  // What somebody has typed meanwhile stays.
  watch(every, (found) => {
    if (found && forwardDrafts.value.length === 0) {
      forwardDrafts.value = forwardDraftsOf(found.forwards)
    }
  })

  /** Without those that were filled in. */
  const typedForwards = computed(() => {
    const filled = every.value ? forwardDraftsOf(every.value.forwards) : []
    const isFilled = JSON.stringify(forwardDrafts.value) === JSON.stringify(filled)
    return isFilled ? [] : forwardDrafts.value
  })

  const times = computed<When[]>(() => {
    const owner = machine()
    return owner ? timesFor(owner) : []
  })
  const when = computed<When>({
    get: () =>
      times.value.includes(chosenTime.value) ? chosenTime.value : (times.value[0] ?? 'stored'),
    set: (time) => (chosenTime.value = time),
  })
  const macOk = computed(() => mac.value === '' || isMac(mac.value))
  const intent = computed<AddNicIntent | null>(() => {
    const owner = machine()
    if (!owner || !source.value || !macOk.value || !forwards.ok.value) return null
    if (!tags.ok.value) return null
    const tagged = tagsOf(vlan.value, false)
    return {
      machine: owner.uuid,
      source: { ...source.value },
      model: model.value,
      mac: mac.value || null,
      ...(tagged && { vlan: tagged }),
      ...(forwards.forwards.value.length > 0 && { forwards: forwards.forwards.value }),
      when: when.value,
    }
  })

  return {
    ...{ source, forwardDrafts, typedForwards, forwards, every },
    ...{ model, mac, macOk, vlan, tags, when, times, intent },
  }
}

export type NicFormState = ReturnType<typeof useNicForm>
