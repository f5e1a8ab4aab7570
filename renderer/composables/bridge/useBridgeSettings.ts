import { computed, ref } from 'vue'
import type { HostInterface } from '../../../shared/model/host.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeAddresses, BridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { optionProblemsSince } from '../../../shared/rules/bridge-problems.ts'
import {
  askedAddresses,
  draftProblems,
  addressDraft,
  filledDraft,
} from '../../model/host/bridge-draft.ts'
import { useText } from '../useText.ts'

/**
 * A bridge's options and addresses as they are typed, for making one and for changing one.
 * @param again what was asked for once, to be asked for again
 */
export function useBridgeSettings(
  before: BridgeOptions = defaultBridgeOptions,
  now?: Pick<HostInterface, 'ipv4' | 'ipv6'>,
  again?: BridgeAddresses | null,
) {
  const { say } = useText()
  const options = ref({ ...before })
  const addressesBefore = addressDraft(now)
  const addresses = ref(filledDraft(addressesBefore, again ?? null))
  const problems = computed(() => [
    ...optionProblemsSince(before, options.value),
    ...draftProblems(addresses.value, addressesBefore),
  ])

  function errorAt(field: string): string | false {
    const found = problems.value.find((problem) => problem.field === field)
    return found ? say(found.text) : false
  }

  return {
    options,
    /** Plain data: Vue's proxies can't leave the window. */
    askedOptions: computed<BridgeOptions>(() => plain(options.value)),
    addresses,
    problems,
    errorAt,
    isChanged: computed(() => JSON.stringify(options.value) !== JSON.stringify(before)),
    asked: computed(() => askedAddresses(addresses.value)),
  }
}

export type BridgeSettingsState = ReturnType<typeof useBridgeSettings>

function plain(options: BridgeOptions): BridgeOptions {
  return { ...options, vlans: options.vlans.map((range) => ({ ...range })) }
}
