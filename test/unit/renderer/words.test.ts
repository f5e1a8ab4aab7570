/** The words of docs/words.md: what was replaced by the field's own does not come back. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const locales = join(import.meta.dirname, '../../../shared/locales')

/** Whole words, in whichever case. */
const forbidden: Record<string, RegExp[]> = {
  en: [
    /\bthis computer\b(?!.*connection)/i,
    /\bnetwork cards?\b/i,
    /\bsafety net\b/i,
    /\bgo(es)? on\b$/i,
    /\bfor good\b(?!.*until)/i,
    /\bby hand\b/i,
    /\bwho reaches whom\b/i,
    /\blook again\b/i,
    /\bas it was before$/i,
    /\bkeep apart\b/i,
    /\bunplugging nobody|interrupting nobody\b/i,
    /\bis (changed|started|stopped|deleted|restarted|created|made)$/i,
    /\bplease\b/i,
    /\b(some|any|no)body\b/i,
    /\b(throw|thrown) .*\baway\b/i,
    /\bput (back|under)\b/i,
    /\bname servers?\b/i,
    /\bunder (a|the) bridge\b/i,
    /\bplugs? (it|its machines|machines) in/i,
  ],
  es: [
    /\btarjetas?\b/i,
    /\bficheros?\b/i,
    /\banfitri(ón|ones)\b/i,
    /\bpara siempre\b/i,
    /\ba mano$/i,
    /\b(nadie|alguien)\b/i,
    /\brangos?\b/i,
    /\bwifi\b/,
    /\bbajo (el|un) puente\b/i,
    /\bservidor(es)? de nombres\b/i,
    /(?<!\p{L})(las|todas las|la) órden?(es)?(?!\p{L})/iu,
    /\b(arrancar|activar) la red\b/i,
    // Usted, not tú: commands and verbs of the second person.
    /(^|[.:;] )(Di|Mira|Elige|Usa|Crea|Corrige|Corrígel[ao]|Indica|Borra|Quita|Reinicia|Edita|Mueve|Pon|Haz|Abre|Cierra|Pulsa|Prueba)\b/,
    /\b(tu|tus|te|ti|escribes|guardes|digas|puedes|quieres|tienes|actívala|inténtalo)\b/i,
  ],
  fr: [
    /^(?!.*connexion).*\bcet ordinateur\b/i,
    /(?<!\p{L})(tu|toi|ton|tes|choisis|clique|appuie)(?!\p{L})/iu,
    /\bs[’']il vous plaît\b/i,
    /\bserveurs? de noms\b/i,
  ],
  de: [
    /\b(du|dich|dir|dein|deine[mnrs]?)\b/i,
    /\bbitte\b/i,
    /\b(Netzwerk)?Brücken?\b/,
    /\bNetzwerkkarten?\b/i,
    /\bdies(er|en|em|es) (Computer|PC)s?\b/i,
    /\b(virtuelle Maschine|VM)\b/,
    /\bWirt(s\w*)?\b/,
    /(^|[.:;] )(Wähle|Klicke|Drücke|Prüfe|Starte|Lösche|Gib)\b/,
  ],
}

/** Connections are named so: it is the one among others that is this computer. */
const names = ['connection.thisComputer', 'connection.showHost']

interface Texts {
  [key: string]: string | Texts
}

function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  )
}

function textsOf(language: string): [string, string][] {
  return readdirSync(join(locales, language)).flatMap((file) =>
    flat(JSON.parse(readFileSync(join(locales, language, file), 'utf8')) as Texts),
  )
}

/** Where a network is named in a sentence: “default” is a word as well as a name. */
const quotes: Record<string, RegExp> = {
  en: /“\{network\}”/,
  es: /«\{network\}»/,
  fr: /«\s\{network\}\s»/,
  de: /„\{network\}“/,
}
/** There it may be a bridge or a device, too. */
const places = ['step.new-nic']

it.each(Object.keys(quotes))('a network’s name is in quotes in a sentence, in %s', (language) => {
  const sentences = textsOf(language).filter(
    ([key, text]) =>
      /^(step|warning|error|finding|notice)\./.test(key) &&
      text.includes('{network}') &&
      !places.includes(key),
  )
  expect(sentences.length).toBeGreaterThan(50)
  expect(sentences.filter(([, text]) => !quotes[language]?.test(text))).toEqual([])
})

describe.each(Object.keys(forbidden))('words that are not used, in %s', (language) => {
  it.each(forbidden[language] ?? [])('%s', (word) => {
    const found = textsOf(language).filter(
      ([key, text]) => !names.includes(key) && text.split(' | ').some((form) => word.test(form)),
    )
    expect(found).toEqual([])
  })
})
