import { computed } from 'vue'
import type { Cable } from '../../../model/picture/types.ts'
import type { Rate } from '../../../model/traffic-history.ts'
import { useTraffic } from '../../../stores/traffic.ts'

/** Less is the murmur of every network: ARP, router advertisements. Bytes a second. */
const WORTH_TELLING = 1000

/** What goes through these cables together now; null if that is not worth telling. */
export function useCarried(cables: () => Cable[]) {
  const traffic = useTraffic()
  return computed<Rate | null>(() => {
    const rates = cables().flatMap(({ carries: { taps, interface: name } }) => {
      const now = name === null ? traffic.rate('nics', taps) : traffic.rate('interfaces', [name])
      return now ?? []
    })
    const sum = (direction: keyof Rate) => rates.reduce((all, rate) => all + rate[direction], 0)
    const all = { received: sum('received'), sent: sum('sent') }
    return Math.max(all.received, all.sent) >= WORTH_TELLING ? all : null
  })
}
