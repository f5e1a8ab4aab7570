/** The shape of a check: what it looks for, in whose words it is told, and what ends it. */
import type {
  Evidence,
  Finding,
  FindingCode,
  FindingLevel,
  Subject,
} from '../../../shared/model/finding.ts'
import { subjectKey } from '../../../shared/model/finding.ts'
import type { Fix, Remedy } from './fix.ts'
import type { View } from './view.ts'

export interface CheckParts<Symptom> {
  id: FindingCode
  /** What it reads: of `libvirt` alone, and so of a host too that only libvirt tells of. */
  needs: 'libvirt' | 'host'
  /**
   * Looked for at every change, unasked: it needs the inventory and the kernel's links alone, and
   * what it finds is nobody's wish.
   */
  inPassing?: boolean
  /** Could it be found here at all, with what could be looked at? */
  applicable?: (view: View) => boolean
  check: (view: View) => Symptom[]
  explain: (symptom: Symptom, view: View) => Explanation
  fix?: (symptom: Symptom, view: View) => Remedy
}

export interface Explanation {
  about: Subject
  level: FindingLevel
  params?: Finding['params']
  evidence?: Evidence[]
}

/** A finding, and how the backend would end what it tells of. */
export interface Found {
  finding: Finding
  fix: Fix | null
}

export interface Check {
  id: FindingCode
  needs: CheckParts<unknown>['needs']
  inPassing: boolean
  applicable: (view: View) => boolean
  run: (view: View) => Found[]
}

export function defineCheck<Symptom>(parts: CheckParts<Symptom>): Check {
  const { id, needs, inPassing = false, applicable = () => true, check, explain, fix } = parts
  return {
    id,
    needs,
    inPassing,
    applicable,
    run: (view) =>
      check(view).map((symptom) => {
        const remedy = fix?.(symptom, view) ?? {}
        return found(id, explain(symptom, view), remedy)
      }),
  }
}

function found(code: FindingCode, explanation: Explanation, remedy: Remedy): Found {
  const { about, level, params = {}, evidence = [] } = explanation
  const { fix = null, commands = [] } = remedy
  const id = `${code} ${subjectKey(about)}`
  return {
    finding: { id, code, level, about, params, evidence, fixable: fix !== null, commands },
    fix,
  }
}
