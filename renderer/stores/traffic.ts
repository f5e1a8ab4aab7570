import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { TrafficHistory, type Side } from '../model/traffic-history.ts'
import { useInventory } from './inventory.ts'

/** Live counters, while something shows them; who does says so with `follow`. */
export const useTraffic = defineStore('traffic', () => {
  const inventory = useInventory()
  const history = new TrafficHistory()
  /** Grows with each sample: what is read from the history is read again. */
  const samples = shallowRef(0)
  const followers = shallowRef(0)

  window.puente.on('traffic', (sample) => {
    history.add(sample)
    samples.value++
  })

  // Each backend that comes is told anew; one that ends at this moment refuses, and the next is told.
  const told = [
    () => followers.value > 0,
    () => inventory.backendReady,
    () => inventory.turn,
  ] as const
  watch(told, ([wanted, ready], [before]) => {
    if (ready && (wanted || before)) window.puente.watchTraffic(wanted).catch(() => undefined)
  })

  /** Returns what ends it. */
  function follow(): () => void {
    followers.value++
    return () => void followers.value--
  }

  function read<T>(look: (history: TrafficHistory) => T): T {
    void samples.value
    return look(history)
  }

  return {
    follow,
    rate: (side: Side, names: string[]) => read(() => history.rate(side, names)),
    totals: (side: Side, names: string[]) => read(() => history.totals(side, names)),
    curves: (side: Side, names: string[]) => read(() => history.curves(side, names)),
  }
})
