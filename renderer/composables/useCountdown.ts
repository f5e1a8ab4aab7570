import { useIntervalFn } from '@vueuse/core'
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'

/** Whole seconds left, never below zero: 0.2 s left is still 1, so that 0 means over. */
export function secondsLeft(deadline: number, now: number): number {
  return Math.max(0, Math.ceil((deadline - now) / 1000))
}

/** How much is left, from 1 to 0, of the time there was when first seen. */
export function fractionLeft(deadline: number, firstSeen: number, now: number): number {
  const whole = deadline - firstSeen
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (deadline - now) / whole))
}

export function useCountdown(deadline: MaybeRefOrGetter<number | null>) {
  const now = ref(Date.now())
  const firstSeen = ref(now.value)
  useIntervalFn(() => (now.value = Date.now()), 200)
  watch(
    () => toValue(deadline),
    () => (firstSeen.value = now.value = Date.now()),
  )

  return {
    seconds: computed(() => secondsLeft(toValue(deadline) ?? now.value, now.value)),
    fraction: computed(() =>
      fractionLeft(toValue(deadline) ?? now.value, firstSeen.value, now.value),
    ),
  }
}
