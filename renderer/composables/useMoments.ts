import { computed } from 'vue'
import type { When } from '../../shared/contract/contract.ts'
import { useText } from './useText.ts'

const times: When[] = ['now-and-stored', 'now', 'stored']

/** When a change of several machines takes effect; each does what of it it can. */
export function useMoments() {
  const { t } = useText()
  return computed(() =>
    times.map((time) => ({
      label: t(`nic.when.${time}`),
      value: time,
      description: t(`bulk.when.${time}`),
    })),
  )
}
