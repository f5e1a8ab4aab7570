/** What tc says of queueing disciplines, as far as it is about bad links of ours. Pure. */
import { z } from 'zod'
import { MOST_DELAY, MOST_RATE } from '../../shared/model/link-conditions.ts'
import type { WayConditions } from '../../shared/model/link-conditions.ts'
import { isPerfect } from '../../shared/rules/link-conditions.ts'
import { NETEM_HANDLE } from '../../shared/rules/netem.ts'

const share = z.number().min(0).max(1)
const options = z.object({
  delay: z.object({ delay: z.number(), jitter: z.number().optional() }).optional(),
  'loss-random': z.object({ loss: share }).optional(),
  duplicate: z.object({ duplicate: share }).optional(),
  /** Bytes a second. */
  rate: z.object({ rate: z.number() }).optional(),
})
const listed = z.array(
  z.object({ kind: z.string(), handle: z.string().optional(), options: z.unknown().optional() }),
)

/** `tc -j qdisc show dev …`: what ours does there; null where there is none. */
export function readQdiscs(json: string): WayConditions | null {
  const found = listed.safeParse(parsed(json)).data
  const own = found?.find(({ kind, handle }) => kind === 'netem' && handle === NETEM_HANDLE)
  const said = own && options.safeParse(own.options).data
  if (!said) return null
  const rate = said.rate?.rate ?? 0
  const way = {
    delay: rounded((said.delay?.delay ?? 0) * 1_000, 10),
    jitter: rounded((said.delay?.jitter ?? 0) * 1_000, 10),
    loss: rounded((said['loss-random']?.loss ?? 0) * 100, 100),
    duplicates: rounded((said.duplicate?.duplicate ?? 0) * 100, 100),
    rate: rate === 0 ? null : Math.max(1, Math.round((rate * 8) / 1_000)),
  }
  return isPerfect(way) ? null : bounded(way)
}

const OURS = new RegExp(
  `^qdisc netem ${NETEM_HANDLE} dev ([A-Za-z0-9_][A-Za-z0-9_.-]{0,14}) `,
  'gm',
)

/** The devices of `tc qdisc show` that one of ours is on. */
export function devicesWithNetem(text: string): string[] {
  return [...text.matchAll(OURS)].map(([, device = '']) => device)
}

/** What somebody else has given our handle to can be anything; a form has its bounds. */
function bounded(way: WayConditions): WayConditions {
  const delay = Math.min(way.delay, MOST_DELAY)
  const jitter = Math.min(way.jitter, delay)
  return { ...way, delay, jitter, rate: way.rate === null ? null : Math.min(way.rate, MOST_RATE) }
}

function rounded(value: number, to: number): number {
  return Math.round(value * to) / to
}

/** libvirt's own sfq is no JSON: where it stands, none of ours does. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
