/** A forward is on, and nothing of it is there: no socket, or no rules. */
import type { Forward } from '../../../../../shared/model/forward.ts'
import { defineCheck } from '../../check.ts'
import { again, explained, forwarded, statusCommand } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'
import type { View } from '../../view.ts'
import { listenersOf } from './forward-port-taken.ts'

export default defineCheck<Forwarded>({
  id: 'forward-not-listening',
  needs: 'host',
  applicable: ({ tcpListeners, rules }) => tcpListeners !== null || rules !== null,
  check: (view) => forwarded(view, (forward) => isGone(forward, view)),
  explain: (symptom) =>
    explained(symptom, 'error', {
      evidence: symptom.forwards.slice(0, 1).map((forward) => ({
        command:
          forward.engine === 'relay' ? 'ss -Htlnp' : 'sudo nft list table ip puente_forwards',
        output: '',
      })),
    }),
  fix: (symptom) => {
    const relays = symptom.forwards.filter(({ engine }) => engine === 'relay')
    return { ...again(symptom), commands: relays.map(statusCommand) }
  },
})

function isGone(forward: Forward, view: View): boolean {
  if (forward.engine === 'relay') {
    return view.tcpListeners !== null && listenersOf(forward, view).length === 0
  }
  const family = forward.to.includes(':') ? 'ip6' : 'ip'
  const ours = view.rules?.chains.some(
    (chain) => chain.table === 'puente_forwards' && chain.family === family,
  )
  return ours === false
}
