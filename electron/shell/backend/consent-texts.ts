/** What the desktop's boxes say that ask whether something may be done. Loaded when it is needed. */
import type { Message } from '../../../shared/message.ts'
import { filled, reachTexts, shellTexts } from '../texts.ts'

export interface ConsentTexts {
  message: string
  detail: string
  refuse: string
  agree: string
}

/** As many as a box on a small screen has room for. */
const SHOWN = 12
const LINES_SHOWN = 40

/** By key in the order of how much harm they can do, so that many small ones hide no large one. */
export async function consentTexts(language: string, parts: Message[]): Promise<ConsentTexts> {
  const sentences: Record<string, string> = await reachTexts(language)
  const { reaches } = await import('../../../shared/reach.ts')
  const weight = ({ key }: Message) => reaches.findIndex((name) => key === `reach.${name}`)
  const sorted = [...parts].sort((a, b) => weight(a) - weight(b))
  const say = ({ key, params = {} }: Message) => {
    const sentence = sentences[key.replace(/^reach\./, '')] ?? key
    return filled(sentence, params)
  }
  const { lead, more, ...rest } = (await shellTexts(language)).consent
  const left = sorted.slice(SHOWN)
  const lines = left.slice(0, LINES_SHOWN).map(({ params }) => params?.line ?? '?')
  const dots = left.length > LINES_SHOWN ? ', …' : ''
  return {
    ...rest,
    detail: [
      lead,
      ...sorted.slice(0, SHOWN).map((part) => `• ${say(part)}`),
      ...(left.length > 0
        ? [filled(more, { count: left.length, lines: `${lines.join(', ')}${dots}` })]
        : []),
    ].join('\n\n'),
  }
}

/** @param uri of the connection that is about to be added */
export async function connectingTexts(language: string, uri: string): Promise<ConsentTexts> {
  const { detail, ...rest } = (await shellTexts(language)).connecting
  return { ...rest, detail: filled(detail, { uri }) }
}
