/** What another finding explains is no finding of its own: its cure would cure nothing. Pure. */
import { findingCodes, isAbout, subjectKey } from '../../../shared/model/finding.ts'
import type { Finding, Subject } from '../../../shared/model/finding.ts'
import type { Found } from './check.ts'
import { nicSubject } from './scope.ts'
import type { NicPath, Scope } from './scope.ts'

const consequences: Finding['code'][] = ['no-lease', 'no-lan-address']
const behindLostRules: Finding['code'][] = ['firewall-input', 'firewall-forward', 'docker-forward']

export function withoutConsequences(found: Found[], { paths }: Pick<Scope, 'paths'>): Found[] {
  const findings = found.map(({ finding }) => finding)
  const causes = findings.filter(isCause)
  const lost = findings.filter(({ code }) => code === 'firewall-rules-lost')
  return found.filter(({ finding }) => {
    // libvirt's rules, once they are back, let through what somebody else's policy now drops.
    if (behindLostRules.includes(finding.code))
      return !lost.some((one) => isAbout(one, finding.about))
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
