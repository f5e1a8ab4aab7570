/** What the desktop's box says of a plan that reaches into the host. Loaded when it is needed. */
import type { Message } from '../../../shared/message.ts'
import { visible } from '../../../shared/rules/visible.ts'

interface Texts {
  message: string
  lead: string
  more: string
  refuse: string
  agree: string
}

const texts: Record<'en' | 'es', Texts> = {
  en: {
    message: 'Should this be let into the host?',
    lead: 'What is about to be carried out reaches beyond machines and networks. Agree only if you know why each of these is in it, and trust who wrote it.',
    more: 'And {count} more, on lines {lines}.',
    refuse: 'Do not apply',
    agree: 'I know, apply it',
  },
  es: {
    message: '¿Permitir que esto llegue al equipo?',
    lead: 'Lo que se va a aplicar va más allá de las máquinas y las redes. Acepte solo si sabe por qué está cada una de estas cosas y confía en quien las escribió.',
    more: 'Y {count} más, en las líneas {lines}.',
    refuse: 'No aplicar',
    agree: 'Lo sé, aplicar',
  },
}

/** As many as a box on a small screen has room for. */
const SHOWN = 12
const LINES_SHOWN = 40

/** By key in the order of how much harm they can do, so that many small ones hide no large one. */
export async function consentTexts(language: string, parts: Message[]) {
  const code = language.startsWith('es') ? 'es' : 'en'
  const { reach } =
    code === 'es'
      ? (await import('../../../shared/locales/es/reach.json')).default
      : (await import('../../../shared/locales/en/reach.json')).default
  const sentences: Record<string, string> = reach
  const { reaches } = await import('../../../shared/reach.ts')
  const weight = ({ key }: Message) => reaches.findIndex((name) => key === `reach.${name}`)
  const sorted = [...parts].sort((a, b) => weight(a) - weight(b))
  const say = ({ key, params = {} }: Message) => {
    const sentence = sentences[key.replace(/^reach\./, '')] ?? key
    return filled(sentence, params)
  }
  const { lead, more, ...rest } = texts[code]
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

function filled(sentence: string, params: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => visible(String(params[name] ?? '')))
}
