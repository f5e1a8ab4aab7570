/** Somebody has made the link bad on purpose, and it may be forgotten by now. */
import { ways } from '../../../../../shared/model/link-conditions.ts'
import { helperCommand } from '../../../../host/package-helper.ts'
import { defineCheck } from '../../check.ts'
import { isPlugged } from '../../facts.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

export default defineCheck<NicPath>({
  id: 'bad-link',
  needs: 'host',
  check: ({ paths }) => paths.filter((path) => isPlugged(path) && path.nic.conditions?.now),
  explain: (path, { netem }) => {
    const now = path.nic.conditions?.now
    const losesAll = ways.some((way) => now?.[way].loss === 100)
    return {
      about: nicSubject(path),
      level: losesAll ? 'error' : 'warning',
      params: { machine: path.machine.name, mac: path.nic.mac },
      evidence: netem.get(path.nic.tap ?? '') ?? [],
    }
  },
  fix: ({ machine, nic: { alias, mac, slot, tap } }) => ({
    fix: { do: 'take-conditions-off', machine: machine.uuid, nic: { alias, mac, slot } },
    commands: tap === null ? [] : [helperCommand('netem', ['remove', tap])],
  }),
})
