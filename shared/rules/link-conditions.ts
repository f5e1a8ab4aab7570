/** Link conditions: what can be asked for, and what is asked for most. Pure. */
import { message } from '../message.ts'
import type { Message } from '../message.ts'
import { MOST_DELAY, MOST_RATE, MOST_UNPLUGGED_SECONDS, ways } from '../model/link-conditions.ts'
import type { LinkConditions, WayConditions } from '../model/link-conditions.ts'

export const perfectWay: WayConditions = { delay: 0, jitter: 0, loss: 0, duplicates: 0, rate: null }

export const presetNames = ['mobile', 'satellite', 'bad-wifi'] as const
export type PresetName = (typeof presetNames)[number]

/**
 * - mobile: Lighthouse's "Slow 4G", the slowest quarter of 4G and the fastest of 3G: 150 ms there and
 *   back, 1.6 Mbit/s down, 750 kbit/s up, no loss (GoogleChrome/lighthouse, docs/throttling.md).
 * - satellite: a geostationary one is 239.6 to 279 ms away (RFC 2488, section 2), and a subscriber's
 *   share of a small system is 10 Mbit/s down, 2 Mbit/s up (draft-kuhn-quic-4-sat).
 * - bad Wi-Fi: of half of the packets the hop took more than 20 ms, of a tenth more than 100 ms, there
 *   and back (Pei et al., "WiFi can be the weakest link of round trip network latency in the wild",
 *   INFOCOM 2016); 3 % lost is where ITU-T G.1010 says that a call ends to be one; 802.11's slowest
 *   OFDM rate is 6 Mbit/s.
 */
export const presets: Record<PresetName, LinkConditions> = {
  mobile: {
    toMachine: { ...perfectWay, delay: 75, rate: 1_600 },
    fromMachine: { ...perfectWay, delay: 75, rate: 750 },
  },
  satellite: {
    toMachine: { ...perfectWay, delay: 279, rate: 10_000 },
    fromMachine: { ...perfectWay, delay: 279, rate: 2_000 },
  },
  'bad-wifi': {
    toMachine: { delay: 30, jitter: 25, loss: 3, duplicates: 0, rate: 6_000 },
    fromMachine: { delay: 30, jitter: 25, loss: 3, duplicates: 0, rate: 6_000 },
  },
}

export function isPerfect(way: WayConditions): boolean {
  const { delay, jitter, loss, duplicates, rate } = way
  return delay === 0 && jitter === 0 && loss === 0 && duplicates === 0 && rate === null
}

/** Nothing is asked for, either way. */
export function areNone(conditions: LinkConditions): boolean {
  return ways.every((way) => isPerfect(conditions[way]))
}

export function areSame(one: LinkConditions | null, other: LinkConditions | null): boolean {
  if (!one || !other) return one === other
  return ways.every((way) => keys.every((key) => one[way][key] === other[way][key]))
}

const keys = Object.keys(perfectWay) as (keyof WayConditions)[]

/** Null: values of somebody's own. */
export function presetOf(conditions: LinkConditions): PresetName | null {
  return presetNames.find((name) => areSame(presets[name], conditions)) ?? null
}

/** What of one way can't be had, by its field. */
export function wayProblems({
  delay,
  jitter,
  loss,
  duplicates,
  rate,
}: WayConditions): Partial<Record<keyof WayConditions, Message>> {
  const percent = (value: number) => isHundredth(value) && value <= 100
  return {
    ...(!isTenth(delay, MOST_DELAY) && {
      delay: message('conditions.problem.delay', { most: MOST_DELAY }),
    }),
    ...(!(isTenth(jitter, MOST_DELAY) && jitter <= delay) && {
      jitter: message('conditions.problem.jitter'),
    }),
    ...(!percent(loss) && { loss: message('conditions.problem.percent') }),
    ...(!percent(duplicates) && { duplicates: message('conditions.problem.percent') }),
    ...(rate !== null &&
      !(Number.isInteger(rate) && rate >= 1 && rate <= MOST_RATE) && {
        rate: message('conditions.problem.rate', { most: MOST_RATE }),
      }),
  }
}

export function areFit(conditions: LinkConditions): boolean {
  return ways.every((way) => Object.keys(wayProblems(conditions[way])).length === 0)
}

export function secondsProblem(seconds: number): Message | null {
  const isFit = Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_UNPLUGGED_SECONDS
  return isFit ? null : message('conditions.problem.seconds', { most: MOST_UNPLUGGED_SECONDS })
}

function isTenth(value: number, most: number): boolean {
  return value >= 0 && value <= most && isWhole(value * 10)
}

function isHundredth(value: number): boolean {
  return value >= 0 && isWhole(value * 100)
}

/** 0.07 × 100 is 7.000000000000001. */
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6
}
