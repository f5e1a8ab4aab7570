/** The forward is there, and in the guest nobody listens on its port, or something in it lets nobody in. */
import { defineCheck } from '../../check.ts'
import { isConnected } from '../../facts.ts'
import { explained, forwarded, quoteAnswer } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'

export default defineCheck<Forwarded>({
  id: 'forward-unanswered',
  needs: 'host',
  check: (view) =>
    forwarded(view, ({ id, to }, path) => {
      const isThere = path.nic.addresses.some(({ address }) => address === to)
      const answer = view.answers.get(id)
      return isConnected(path) && isThere && answer !== undefined && answer !== 'yes'
    }),
  explain: (symptom, { answers }) =>
    explained(symptom, 'error', {
      params: { to: symptom.forwards.map(({ to, toPort }) => `${to} ${toPort}`).join(', ') },
      evidence: symptom.forwards.map((one) => quoteAnswer(one, answers.get(one.id) ?? '')),
    }),
})
