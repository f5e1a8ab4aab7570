import { computed, ref } from 'vue'
import type { AddNicIntent, When } from '../../../shared/contract/contract.ts'
import { isActive, type Machine } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import { isMac } from '../../../shared/rules/mac.ts'
import { nicPlaces, usualPlace } from '../../model/nic/nic-places.ts'
import type { ForwardDraft } from '../../model/nic/forward-drafts.ts'
import { useForwards } from './useForwards.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useSession } from '../useSession.ts'

/** When a change of this machine's devices may take effect; the first is the usual choice. */
export function timesFor(machine: Machine): When[] {
  if (!isActive(machine)) return ['stored']
  return machine.persistent ? ['now-and-stored', 'now', 'stored'] : ['now']
}

/** What a person chooses for a new NIC. */
export function useNicForm(machine: () => Machine | undefined, preferred?: string | ChosenWire) {
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
  const chosenTime = ref<When>('now-and-stored')
  const forwardDrafts = ref<ForwardDraft[]>([])
  const forwards = useForwards({
    machine: machine()?.uuid ?? null,
    nic: null,
    drafts: () => forwardDrafts.value,
    wanted: () => source.value?.type === 'user',
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
    return {
      machine: owner.uuid,
      source: { ...source.value },
      model: model.value,
      mac: mac.value || null,
      ...(forwards.forwards.value.length > 0 && { forwards: forwards.forwards.value }),
      when: when.value,
    }
  })

  return { source, forwardDrafts, forwards, model, mac, macOk, when, times, intent }
}

export type NicFormState = ReturnType<typeof useNicForm>
