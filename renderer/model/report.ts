/** A diagnosis as a text to hand on. Pure but for its words. */
import type { Diagnosis, Finding } from '../../shared/model/finding.ts'
import type { MessageKey } from '../../shared/locales.ts'
import type { Message } from '../../shared/message.ts'
import { verdictOf } from './diagnosis.ts'

export interface Words {
  t: (key: MessageKey, params?: Record<string, string | number>) => string
  say: (message: Message) => string
}

export function reportOf(diagnosis: Diagnosis, title: string, words: Words): string {
  const { t, say } = words
  const { findings, unseen, checked, at } = diagnosis
  const verdict = verdictOf(diagnosis)
  return [
    `# ${title}`,
    new Date(at).toISOString(),
    ...(verdict !== 'found'
      ? [t(`doctor.${verdict}`)]
      : findings.map((finding, index) => section(finding, index, words))),
    ...(unseen.length > 0
      ? [
          `## ${t('doctor.unseen')}`,
          unseen
            .map(
              ({ what, reason, command }) =>
                `- ${t(`doctor.what.${what}`)}: ${say(reason)} (${command})`,
            )
            .join('\n'),
        ]
      : []),
    t('doctor.checked', { count: checked.length }),
  ].join('\n\n')
}

function section(finding: Finding, index: number, { t }: Words): string {
  const { code, params, evidence, commands } = finding
  const say = (part: 'text' | 'means' | 'next') => t(`finding.${code}.${part}`, params)
  return [
    `## ${index + 1}. ${say('text')}`,
    `${say('means')}\n${say('next')}`,
    ...evidence.map(({ command, output }) => fenced(`$ ${command}\n${output}`)),
    ...(commands.length > 0 ? [`${t('doctor.byHand')}:`, fenced(commands.join('\n'))] : []),
  ].join('\n\n')
}

function fenced(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``
}
