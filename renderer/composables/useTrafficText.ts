import { computed } from 'vue'
import { useText } from './useText.ts'

const steps = ['', 'kilo', 'mega', 'giga', 'tera'] as const

/** Rates and amounts as a person reads them, in the person's language. */
export function useTrafficText() {
  const { locale } = useText()

  const formats = computed(() => ({
    rates: steps.map((step) => format(`${step}bit-per-second`)),
    amounts: steps.map((step) => format(`${step}byte`)),
    counts: new Intl.NumberFormat(locale.value),
  }))

  function format(unit: string): Intl.NumberFormat {
    const style = { style: 'unit', unit, unitDisplay: 'short' } as const
    return new Intl.NumberFormat(locale.value, { ...style, maximumSignificantDigits: 3 })
  }

  function scaled(value: number, formats: Intl.NumberFormat[]): string {
    const step = Math.min(formats.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3))
    return formats[step]?.format(value / 1000 ** step) ?? ''
  }

  return {
    /** Of bytes a second: networks are told in bits. */
    rate: (bytes: number) => scaled(Math.round(bytes * 8), formats.value.rates),
    amount: (bytes: number) => scaled(bytes, formats.value.amounts),
    count: (number: number) => formats.value.counts.format(number),
  }
}
