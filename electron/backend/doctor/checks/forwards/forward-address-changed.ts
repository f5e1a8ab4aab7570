/** A port of this host leads to an address that its machine does not have any more. */
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isConnected } from '../../facts.ts'
import { again, explained, forwarded } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'

export default defineCheck<Forwarded>({
  id: 'forward-address-changed',
  needs: 'host',
  check: (view) =>
    forwarded(
      view,
      ({ to }, path) =>
        isConnected(path) &&
        path.nic.addresses.length > 0 &&
        path.nic.addresses.every(({ address }) => address !== to),
    ),
  explain: (symptom) => {
    const { path, forwards } = symptom
    const has = path.nic.addresses.map(({ address }) => address).join(', ')
    return explained(symptom, 'error', {
      params: { to: forwards[0]?.to ?? '', has },
      evidence: [{ command: virshLine(['domifaddr'], virshName(path.machine)), output: has }],
    })
  },
  fix: again,
})
