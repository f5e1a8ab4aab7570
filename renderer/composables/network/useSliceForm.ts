import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import type { LanSliceIntent } from '../../../shared/contract/contract.ts'
import type { LanFacts } from '../../../shared/model/lan-slice.ts'
import { usualDefinition } from '../../../shared/rules/networks/defaults.ts'
import {
  guestsOf,
  parseSlice,
  sliceProblem,
  suggestSlice,
} from '../../../shared/rules/networks/lan-slices.ts'
import { firstFreeName, networkNamePattern } from '../../../shared/rules/names.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'

const NAME = 'lan'
/** After the last key: each question looks for neighbours on the LAN. */
const PAUSE_MS = 400

/** A part of the LAN by a NIC as it is chosen, checked as it is typed. */
export function useSliceForm(nic: string) {
  const inventory = useInventory()
  const { say, t } = useText()
  const slice = ref('')
  const suggested = ref('')
  const taken = computed(() => inventory.networks.map((network) => network.name))
  const name = ref(firstFreeName(taken.value, (index) => (index ? `${NAME}-${index}` : NAME)))
  /** Null until they are known, and where they can't be: then the plan says what is wrong. */
  const facts = shallowRef<LanFacts | null>(null)
  /** Of which part they are, as neighbours are looked for in one. */
  const asked = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(part: string | null): Promise<void> {
    const found = await window.puente.getLanFacts({ nic, slice: part }).catch(() => null)
    if (!found || (part ?? slice.value) !== slice.value) return
    facts.value = found
    asked.value = part
  }

  onMounted(async () => {
    await look(null)
    if (slice.value !== '' || !facts.value) return
    suggested.value = suggestSlice(facts.value) ?? ''
    slice.value = suggested.value
  })
  watch(slice, (part) => {
    clearTimeout(timer)
    if (parseSlice(part)) timer = setTimeout(() => void look(part), PAUSE_MS)
  })

  const hindrance = computed(() => facts.value?.hindrance ?? null)
  const sliceError = computed(() => {
    const wrong = facts.value && !hindrance.value ? sliceProblem(slice.value, facts.value) : null
    return wrong && say(wrong.text)
  })
  const nameError = computed(() => {
    if (!networkNamePattern.test(name.value)) return t('problem.network-name')
    return taken.value.includes(name.value) ? t('problem.network-name-taken') : null
  })
  const guests = computed(() => {
    const parsed = parseSlice(slice.value)
    return parsed && guestsOf(parsed)
  })
  const isReady = computed(
    () => facts.value !== null && !hindrance.value && !sliceError.value && !nameError.value,
  )
  const intent = computed<LanSliceIntent | null>(() => {
    if (!isReady.value) return null
    const { networks, interfaces } = inventory
    const { bridge } = usualDefinition('routed', { networks, interfaces, occupied: [], random: 0n })
    return bridge === null ? null : { nic, slice: slice.value, name: name.value, bridge }
  })
  return {
    ...{ slice, suggested, name, facts, hindrance, guests, isReady, intent, sliceError, nameError },
    /** Have those who have addresses of it been looked for? */
    isLookedFor: computed(() => asked.value === slice.value),
  }
}
