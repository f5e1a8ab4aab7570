import { computed, reactive, ref } from 'vue'
import type { ChangeNicIntent, When } from '../../../shared/contract/contract.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { NicSettings } from '../../../shared/model/nic-settings.ts'
import { isMac } from '../../../shared/rules/mac.ts'
import {
  changesBetween,
  differingParts,
  partsForNextStart,
  wireKindOf,
} from '../../../shared/rules/nic-changes.ts'
import { draftOf, settingsOf } from '../../model/nic/nic-draft.ts'
import { refOf } from '../../model/nic/nics.ts'
import { useTagging } from './useTagging.ts'
import { useForwards } from './useForwards.ts'
import { useInventory } from '../../stores/inventory.ts'

/** What a person changes of a NIC, and when that can take effect. */
export function useNicEdit(machine: Machine, nic: MachineNic, before: NicSettings) {
  const inventory = useInventory()
  const draft = reactive(draftOf(before))
  const chosenTime = ref<When>('now-and-stored')
  const forwards = useForwards({
    machine: machine.uuid,
    nic: refOf(nic),
    drafts: () => draft.forwards,
    wanted: () => draft.kind === 'user',
    before: before.forwards,
  })

  const after = computed(() => settingsOf(draft, before))
  const macOk = computed(() => isMac(draft.mac) || draft.mac === before.mac)
  /** libvirt would take an empty name, and the machine never start. */
  const isPlaced = computed(() => {
    const { kind } = draft
    return kind === 'user' || kind === 'other' || draft[kind === 'direct' ? 'device' : kind] !== ''
  })
  const tags = useTagging(
    () => after.value.source,
    () => draft.vlan,
    before.vlan,
  )
  const parts = computed(() => differingParts(before, after.value))
  const changes = computed(() => changesBetween(before, after.value))
  const waiting = computed(() =>
    nic.plugged ? partsForNextStart(before.source, changes.value, wireKind) : [],
  )

  /** From what there is of it; a part that waits makes all of it wait. */
  const times = computed<When[]>(() => {
    if (!nic.plugged) return ['stored']
    const live = waiting.value.length === 0
    if (!nic.stored) return live ? ['now'] : []
    return live ? ['now-and-stored', 'now', 'stored'] : ['stored']
  })
  const when = computed<When>({
    get: () =>
      times.value.includes(chosenTime.value) ? chosenTime.value : (times.value[0] ?? 'stored'),
    set: (time) => (chosenTime.value = time),
  })
  const intent = computed<ChangeNicIntent | null>(() => {
    if (parts.value.length === 0 || times.value.length === 0 || !macOk.value) return null
    if (!forwards.ok.value || !isPlaced.value || !tags.ok.value) return null
    const { source, ...rest } = changes.value
    if (source?.type === 'other') return null
    return {
      machine: machine.uuid,
      nic: refOf(nic),
      changes: { ...rest, ...(source && { source }) } as ChangeNicIntent['changes'],
      when: when.value,
    }
  })

  function wireKind(wire: NicSettings['source']) {
    return wireKindOf(wire, (name) => inventory.networks.find((item) => item.name === name)?.kind)
  }

  return { tags, draft, forwards, macOk, parts, waiting, times, when, intent }
}

export type NicEditState = ReturnType<typeof useNicEdit>
