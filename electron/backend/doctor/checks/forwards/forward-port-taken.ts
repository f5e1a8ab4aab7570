/** Somebody else listens on the port of a relay, which therefore can't. */
import type { Forward } from '../../../../../shared/model/forward.ts'
import { defineCheck } from '../../check.ts'
import { explained, forwarded } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'
import type { Listener, View } from '../../view.ts'

export default defineCheck<Forwarded>({
  id: 'forward-port-taken',
  needs: 'host',
  applicable: ({ tcpListeners }) => tcpListeners !== null,
  check: (view) => forwarded(view, (forward) => takerOf(forward, view) !== undefined),
  explain: (symptom, view) => {
    const takers = symptom.forwards.flatMap((forward) => takerOf(forward, view) ?? [])
    return explained(symptom, 'error', {
      params: { program: /\(\("([^"]+)"/.exec(takers[0]?.line ?? '')?.[1] ?? '?' },
      evidence: takers.map(({ line }) => ({ command: 'ss -Htlnp', output: line })),
    })
  },
  fix: () => ({ commands: ['sudo ss -Htlnp'] }),
})

/** The person's own systemd tells them its name; whose name is not told is another's. */
function takerOf(forward: Forward, view: View): Listener | undefined {
  const found = listenersOf(forward, view)
  return found.some(({ line }) => line.includes('("systemd"')) ? undefined : found[0]
}

/** Those that take what comes to a relay. */
export function listenersOf(
  { engine, port, address }: Forward,
  { tcpListeners }: Pick<View, 'tcpListeners'>,
): Listener[] {
  if (engine !== 'relay') return []
  const bare = (text: string) => text.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  const isAll = (text: string) => ['*', '0.0.0.0', '::'].includes(bare(text))
  return (tcpListeners ?? []).filter(
    (one) =>
      one.port === port &&
      one.device === null &&
      (address === null || isAll(one.address) || bare(one.address) === address),
  )
}
