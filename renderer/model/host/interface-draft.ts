/** What is typed into the form of an interface's connection, and what is asked for with it. Pure. */
import { interfaceProblemsSince } from '../../../shared/rules/interfaces/problems.ts'
import type { Problem } from '../../../shared/rules/problem.ts'
import type {
  FamilySettings,
  InterfaceSettings,
} from '../../../shared/schemas/interface-intents.ts'

export interface FamilyDraft {
  method: FamilySettings['method']
  /** Several, with commas or spaces between. */
  addresses: string
  gateway: string
}

export interface InterfaceDraft {
  ipv4: FamilyDraft
  ipv6: FamilyDraft
  dns: string
  search: string
  /** One a line. */
  routes: string
  mtu: number | null
}

export function interfaceDraft(settings: InterfaceSettings): InterfaceDraft {
  return {
    ipv4: familyDraft(settings.ipv4),
    ipv6: familyDraft(settings.ipv6),
    dns: settings.dns.join(', '),
    search: settings.search.join(', '),
    routes: settings.routes.map(routeLine).join('\n'),
    mtu: settings.mtu,
  }
}

export function askedSettings(draft: InterfaceDraft): InterfaceSettings {
  return {
    ipv4: askedFamily(draft.ipv4),
    ipv6: askedFamily(draft.ipv6),
    dns: words(draft.dns),
    search: words(draft.search),
    routes: draft.routes.split('\n').flatMap((line) => {
      const route = askedRoute(line)
      return route ? [route] : []
    }),
    mtu: draft.mtu,
  }
}

/** By the field that it stands under: `ipv4.addresses`, `dns`, `routes`… */
export function interfaceDraftProblems(
  before: InterfaceSettings,
  draft: InterfaceDraft,
): Problem[] {
  return interfaceProblemsSince(before, askedSettings(draft)).map(({ field, text }) => ({
    field: field.replace(/\.\d+$/, ''),
    text,
  }))
}

function familyDraft({ method, addresses, gateway }: FamilySettings): FamilyDraft {
  return { method, addresses: addresses.join(', '), gateway: gateway ?? '' }
}

/** What a family that is off had is not asked for. */
function askedFamily({ method, addresses, gateway }: FamilyDraft): FamilySettings {
  if (method === 'none') return { method, addresses: [], gateway: null }
  return { method, addresses: words(addresses), gateway: gateway.trim() || null }
}

type Route = InterfaceSettings['routes'][number]

function routeLine({ destination, nextHop, metric }: Route): string {
  return [destination, nextHop, metric].filter((word) => word !== null).join(' ')
}

/** Null for an empty line; what is no route stays as it was typed, to be refused. */
function askedRoute(line: string): Route | null {
  const [destination, ...more] = line.split(/[\s,]+/).filter(Boolean)
  if (destination === undefined) return null
  const isMetric = (word: string | undefined) => word !== undefined && /^\d{1,10}$/.test(word)
  const last = more.at(-1)
  const metric = isMetric(last) ? Number(last) : null
  const hops = metric === null ? more : more.slice(0, -1)
  return { destination, nextHop: hops.length > 0 ? hops.join(' ') : null, metric }
}

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}
