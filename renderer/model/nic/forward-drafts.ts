import type { PortForward, PortRange, PortSpan } from '../../../shared/model/port-forward.ts'

/** A forward as it is typed, one for each range of ports; what is not set is null. */
export interface ForwardDraft {
  protocol: PortForward['protocol']
  address: string | null
  /** `8080`, `8000-8010`, or `*` for all that are free. */
  ports: string
  to: string | null
  /** `22, 5900-5910` */
  except: string | null
  device: string | null
}

export const ALL_PORTS = '*'
/** No port: what is wrong is told where it is typed. */
const NO_SPAN: PortSpan = { first: 0, last: 0 }

export function newForward(): ForwardDraft {
  return { protocol: 'tcp', address: null, ports: '', to: null, except: null, device: null }
}

/** Several ranges of one forward are as many rows: they mean the same. */
export function forwardDrafts(forwards: PortForward[]): ForwardDraft[] {
  return forwards.flatMap(({ protocol, address, device, ranges, except }) => {
    const left = except.length > 0 ? except.map(typedSpan).join(', ') : null
    const rest = { protocol, address, device, except: left }
    if (ranges.length === 0) return [{ ...rest, ports: ALL_PORTS, to: null }]
    return ranges.map((range) => ({
      ...{ ...rest, ports: typedSpan(range) },
      to: range.to === range.first ? null : String(range.to),
    }))
  })
}

/** One for each row, so that what is wrong with it can be told there. */
export function forwardsOf(drafts: ForwardDraft[]): PortForward[] {
  return drafts.map(({ protocol, address, ports, to, except, device }) => ({
    protocol,
    address: address?.trim() || null,
    device: device?.trim() || null,
    ranges: ports.trim() === ALL_PORTS ? [] : [rangeOf(ports, to)],
    except: (except ?? '').trim() === '' ? [] : (except ?? '').split(',').map(spanOf),
  }))
}

function rangeOf(ports: string, to: string | null): PortRange {
  const span = spanOf(ports)
  const typed = (to ?? '').trim()
  if (typed === '') return { ...span, to: span.first }
  return { ...span, to: /^\d+$/.test(typed) ? Number(typed) : 0 }
}

function spanOf(text: string): PortSpan {
  const [, first, last] = /^\s*(\d{1,9})\s*(?:[-–]\s*(\d{1,9}))?\s*$/.exec(text) ?? []
  if (first === undefined) return NO_SPAN
  return { first: Number(first), last: Number(last ?? first) }
}

function typedSpan({ first, last }: PortSpan): string {
  return first === last ? String(first) : `${first}-${last}`
}
