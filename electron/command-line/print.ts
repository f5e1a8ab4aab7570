/** What commands tell, in lines and as data. Pure. */
import type { Diagnosis, Finding } from '../../shared/model/finding.ts'
import type { HistoryEntry } from '../../shared/model/history.ts'
import type { LabFate, LabRow } from '../../shared/model/labs/lab.ts'
import type { Plan } from '../../shared/model/plan.ts'
import type { Speaker } from './texts.ts'

const SIGNS: Record<LabFate, string> = { made: '+', changed: '~', stays: '=', missing: '!' }

/** Is this host other than the lab says? */
export function differs({ steps, lab = [] }: Plan): boolean {
  return steps.length > 0 || lab.some(({ fate }) => fate === 'missing')
}

/** What the lab would change here: what stays is counted. */
export function differenceLines({ lab = [] }: Plan, { t, say }: Speaker): string[] {
  const shown = lab.filter(({ fate }) => fate !== 'stays')
  const unchanged = lab.length - shown.length
  return [
    ...shown.flatMap((row) => [
      `${SIGNS[row.fate]} ${nameOf(row, t)}: ${t(`lab.fate.${row.fate}`)}`,
      ...row.notes.map((note) => `    ${say(note)}`),
    ]),
    ...(unchanged > 0 ? [`= ${t('lab.unchanged', { count: unchanged })}`] : []),
    ...(shown.length === 0 ? [t('lab.nothing')] : []),
  ]
}

export function planLines({ steps, warnings, lost = [] }: Plan, { t, say }: Speaker): string[] {
  return [
    ...(steps.length > 0 ? ['', t('command.steps')] : []),
    ...steps.map(({ text }, index) => `  ${index + 1}. ${say(text)}`),
    ...[...warnings, ...lost].map((warning) => `  ! ${say(warning)}`),
  ]
}

export function planData(plan: Plan, { say }: Speaker): unknown {
  const { title, steps, warnings, lost = [], commands, asks = [], lab = [] } = plan
  return {
    ...{ title: say(title), differs: differs(plan) },
    rows: lab.map(({ notes, ...row }) => ({ ...row, notes: notes.map(say) })),
    steps: steps.map(({ text }) => say(text)),
    warnings: [...warnings, ...lost].map(say),
    asks: asks.map(say),
    commands,
  }
}

export function historyLines(entries: HistoryEntry[], { t, say, time }: Speaker): string[] {
  if (entries.length === 0) return [t('history.empty')]
  return entries.map(({ id, at, title, outcome, isTakenBack }) => {
    const became = isTakenBack ? t('history.takenBack') : t(`history.outcome.${outcome}`)
    return `${id}  ${time(at)}  ${say(title)} (${became})`
  })
}

export function historyData(entries: HistoryEntry[], { say }: Speaker): unknown {
  return entries.map(({ id, at, title, outcome, isTakenBack, about }) => {
    return { id, at: new Date(at).toISOString(), title: say(title), outcome, isTakenBack, about }
  })
}

export function doctorLines({ findings, unseen, checked }: Diagnosis, speaker: Speaker): string[] {
  const { t, say } = speaker
  const seen = unseen.length > 0 ? 'doctor.partly' : 'doctor.healthy'
  return [
    ...(findings.length === 0 ? [t(seen)] : []),
    ...findings.flatMap((finding) => [...findingLines(finding, speaker), '']),
    ...(unseen.length > 0 ? [`${t('doctor.unseen')}:`] : []),
    ...unseen.map(({ what, reason, command }) => {
      return `  ${t(`doctor.what.${what}`)}: ${say(reason)} (${command})`
    }),
    t('doctor.checked', { count: checked.length }),
  ]
}

function findingLines({ code, level, params, commands }: Finding, { t }: Speaker): string[] {
  return [
    `${t(`doctor.level.${level}`)} ${t(`finding.${code}.text`, params)}`,
    `  ${t(`finding.${code}.means`, params)}`,
    `  ${t(`finding.${code}.next`, params)}`,
    ...commands.map((line) => `  $ ${line}`),
  ]
}

export function doctorData({ at, findings, unseen, checked }: Diagnosis, speaker: Speaker) {
  const { t, say } = speaker
  return {
    at: new Date(at).toISOString(),
    findings: findings.map(({ params, ...finding }) => ({
      ...finding,
      text: t(`finding.${finding.code}.text`, params),
      means: t(`finding.${finding.code}.means`, params),
      next: t(`finding.${finding.code}.next`, params),
    })),
    unseen: unseen.map(({ reason, ...rest }) => ({ ...rest, reason: say(reason) })),
    checked,
  }
}

function nameOf(row: LabRow, t: Speaker['t']): string {
  return t(`lab.what.${row.what}`, { name: row.name, mac: row.mac ?? '', port: row.port ?? '' })
}
