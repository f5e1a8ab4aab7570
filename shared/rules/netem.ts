/** Link conditions as tc's netem has them: its words (tc-netem(8)). Pure. */
import type { LinkConditions, WayConditions } from '../model/link-conditions.ts'
import { areFit, isPerfect, perfectWay } from './link-conditions.ts'

/** `pu`: by this handle what is ours is known, and nothing else is ever taken off. */
export const NETEM_HANDLE = '7075:'

/** Of an ifb of ours: whose it is stands in its name (`pu-vnet3`). */
export function isIfbName(name: string): boolean {
  return /^pu-[A-Za-z0-9_.-]{1,12}$/.test(name)
}

/** Of a packet on most networks, in bytes. */
const PACKET = 1_500
/** What netem has where nobody says it. */
const QUEUE = 1_000
const FAST = 1_000_000
const MOST_QUEUE = 200_000

/** As many packets as are on their way at once, and netem's own queue: fewer would be loss unasked for. */
export function queueLimit({ delay, jitter, rate }: WayConditions): number {
  const bytes = ((delay + jitter) * (rate ?? FAST)) / 8
  return Math.min(QUEUE + Math.ceil(bytes / PACKET), MOST_QUEUE)
}

/** What follows `netem`; none for a way that nothing is done on. */
export function netemWords(way: WayConditions): string[] {
  if (isPerfect(way)) return []
  const { delay, jitter, loss, duplicates, rate } = way
  return [
    ...['limit', String(queueLimit(way))],
    ...(delay > 0 ? ['delay', `${delay}ms`] : []),
    ...(jitter > 0 ? [`${jitter}ms`] : []),
    ...(loss > 0 ? ['loss', 'random', `${loss}%`] : []),
    ...(duplicates > 0 ? ['duplicate', `${duplicates}%`] : []),
    ...(rate === null ? [] : ['rate', `${rate}kbit`]),
  ]
}

/** Both ways, as the package's helper is told. */
export function conditionWords({ toMachine, fromMachine }: LinkConditions): string[] {
  const [to, from] = [netemWords(toMachine), netemWords(fromMachine)]
  return [...(to.length > 0 ? ['to', ...to] : []), ...(from.length > 0 ? ['from', ...from] : [])]
}

const NUMBER = String.raw`(\d{1,8}(?:\.\d{1,3})?)`
const WORDS = new RegExp(
  `^limit \\d{1,6}(?: delay ${NUMBER}ms(?: ${NUMBER}ms)?)?(?: loss random ${NUMBER}%)?` +
    `(?: duplicate ${NUMBER}%)?(?: rate (\\d{1,8})kbit)?$`,
)

/** The words of `netemWords`, read back; null for any other. */
export function readNetemWords(text: string): WayConditions | null {
  if (text === '') return perfectWay
  const match = WORDS.exec(text)
  if (!match) return null
  const [delay, jitter, loss, duplicates] = match.slice(1, 5).map((one) => Number(one ?? 0))
  const [, , , , , rate] = match
  return fit({
    ...{ delay: delay ?? 0, jitter: jitter ?? 0, loss: loss ?? 0, duplicates: duplicates ?? 0 },
    rate: rate === undefined ? null : Number(rate),
  })
}

function fit(way: WayConditions): WayConditions | null {
  return areFit({ toMachine: way, fromMachine: perfectWay }) ? way : null
}
