/** Counters that grow, as busy machines' do. */
import type { Inventory } from '../../shared/model/inventory.ts'
import type { Traffic, TrafficSample } from '../../shared/model/traffic.ts'

/** Some minutes at once when it begins, so that there are curves to look at. */
const PAST_SECONDS = 240

export function fakeTraffic(now: () => Inventory, emit: (sample: TrafficSample) => void) {
  let timer: ReturnType<typeof setInterval> | undefined
  let second = 0

  function tick(): void {
    second++
    const { machines, interfaces } = now()
    const taps = machines.flatMap(({ nics }) => nics.flatMap(({ tap }) => tap ?? []))
    emit({
      at: second * 1000,
      interfaces: counters(interfaces.map(({ name }) => name)),
      nics: counters(taps.filter((_, index) => index % 2 === 0)),
    })
  }

  function counters(names: string[]): Record<string, Traffic> {
    return Object.fromEntries(names.map((name, index) => [name, trafficOf(index)]))
  }

  function trafficOf(index: number): Traffic {
    const wave = (second * (index + 1)) / 7
    const bytes = 90_000 * (index + 1) * (second + 3 * Math.sin(wave) + 2 * Math.sin(second / 23))
    return {
      received: { bytes, packets: second * 80, errors: 0, drops: index === 0 ? 3 : 0 },
      sent: { bytes: bytes / 6, packets: second * 30, errors: 0, drops: 0 },
    }
  }

  return async (watch: boolean): Promise<void> => {
    clearInterval(timer)
    if (!watch) return
    for (let past = 0; past < PAST_SECONDS; past++) tick()
    timer = setInterval(tick, 1000)
  }
}
