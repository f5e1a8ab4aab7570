import type { NicRules } from '../../../shared/model/nic-rules.ts'
import { verdictOfTrial, type TrialVerdict } from '../../../shared/model/rule-trial.ts'
import { visible } from '../../../shared/rules/visible.ts'
import { useNotify } from '../useNotify.ts'
import { useText } from '../useText.ts'

/** What went wrong first. */
const VERDICTS: TrialVerdict[] = ['not-closed', 'not-open', 'closed', 'open', 'unknown']

/** Tells that rules are set, and what of them was tried. */
export function useRulesSet() {
  const notify = useNotify()
  const { t, list } = useText()

  async function tell(title: string, change: string, rules: NicRules | null): Promise<void> {
    const trials = await window.puente.getRuleTrials(change).catch(() => [])
    const said = VERDICTS.flatMap((verdict) => {
      const tried = trials.filter((trial) => verdictOfTrial(trial) === verdict)
      const machines = [...new Set(tried.map(({ machine }) => visible(machine)))]
      return machines.length > 0 ? [t(`rules.tried.${verdict}`, { machines: list(machines) })] : []
    })
    const isOut = rules?.allow === 'internet' || rules?.allow === 'lan'
    if (trials.length > 0 && isOut) said.push(t('rules.tried.internet'))
    notify.undoable(title, change, said.join(' '))
  }

  return { tell }
}
