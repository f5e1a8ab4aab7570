/** Without an address for a reason that is found is no finding of its own. Pure. */
import { findingCodes, subjectKey } from '../../../shared/model/finding.ts'
import type { Finding, Subject } from '../../../shared/model/finding.ts'
import type { Found } from './check.ts'
import { nicSubject } from './scope.ts'
import type { NicPath, Scope } from './scope.ts'

const consequences: Finding['code'][] = ['no-lease', 'no-lan-address']

export function withoutConsequences(found: Found[], { paths }: Pick<Scope, 'paths'>): Found[] {
  const causes = found.map(({ finding }) => finding).filter(isCause)
  return found.filter(({ finding }) => {
    if (!consequences.includes(finding.code)) return true
    const path = paths.find((one) => subjectKey(nicSubject(one)) === subjectKey(finding.about))
    return !causes.some(({ about }) => path && isOnTheWay(about, path))
  })
}

function isCause({ level, code }: Finding): boolean {
  return level === 'error' && findingCodes.indexOf(code) < findingCodes.indexOf('no-lease')
}

function isOnTheWay(about: Subject, { machine, nic, network, bridge }: NicPath): boolean {
  switch (about.type) {
    case 'machine':
      return about.uuid === machine.uuid
    case 'nic':
      return about.uuid === machine.uuid && about.nic.mac === nic.mac
    case 'network':
      return about.uuid === network?.uuid
    case 'bridge':
    case 'interface':
      return about.name === bridge
    case 'host':
      return true
  }
}
