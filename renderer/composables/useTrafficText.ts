import { computed } from 'vue'
import { useText } from './useText.ts'

const steps = ['', 'kilo', 'mega', 'giga', 'tera'] as const
/** Intl’s own short ones are kb/s in English and kbit/s in French: IEC 80000-13 has one for all. */
const bits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']

/** Rates and amounts as a person reads them, in the person's language. */
export function useTrafficText() {
  const { locale } = useText()

  const formats = computed(() => ({
    numbers: new Intl.NumberFormat(locale.value, { maximumSignificantDigits: 3 }),
    amounts: steps.map((step) => format(`${step}byte`)),
    counts: new Intl.NumberFormat(locale.value),
  }))

  function format(unit: string): Intl.NumberFormat {
    const style = { style: 'unit', unit, unitDisplay: 'short' } as const
    return new Intl.NumberFormat(locale.value, { ...style, maximumSignificantDigits: 3 })
  }

  /** By thousands: which step, and how much of it. */
  function scaled(value: number): { step: number; count: number } {
    const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3))
    return { step, count: value / 1000 ** step }
  }

  function rate(bytes: number): string {
    const { step, count } = scaled(Math.round(bytes * 8))
    return `${formats.value.numbers.format(count)}\u00a0${bits[step]}`
  }

  function amount(bytes: number): string {
    const { step, count } = scaled(bytes)
    return formats.value.amounts[step]?.format(count) ?? ''
  }

  return {
    /** Of bytes a second: networks are told in bits. */
    rate,
    amount,
    count: (number: number) => formats.value.counts.format(number),
  }
}
