/** The shell's own few sentences, for boxes of the desktop that no page can draw. */
import type { BrowserWindow } from 'electron'
import { visible } from '../../shared/rules/visible.ts'
import type shell from '../../shared/locales/en/shell.json'
import type reach from '../../shared/locales/en/reach.json'

export type ShellTexts = (typeof shell)['shell']
type ReachTexts = (typeof reach)['reach']

/** Of every language: which ones there are is what folders there are. */
const files = import.meta.glob<{ default: { shell: ShellTexts } }>(
  '../../shared/locales/*/shell.json',
)
const reaches = import.meta.glob<{ default: { reach: ReachTexts } }>(
  '../../shared/locales/*/reach.json',
)

/** @param language as the page says it: `es`, `en-GB`; English for one that has no texts */
export async function shellTexts(language: string): Promise<ShellTexts> {
  return (await inLanguage(files, language)).default.shell
}

/** What reaches into the host, by kind. */
export async function reachTexts(language: string): Promise<ReachTexts> {
  return (await inLanguage(reaches, language)).default.reach
}

function inLanguage<Texts>(
  all: Record<string, () => Promise<Texts>>,
  language: string,
): Promise<Texts> {
  const code = language.slice(0, 2).toLowerCase()
  const found = (folder: string) =>
    Object.entries(all).find(([path]) => path.includes(`/locales/${folder}/`))?.[1]
  const load = found(code) ?? found('en')
  if (!load) throw new Error('the texts in English are not there')
  return load()
}

/** What a person typed or a host answered stands in it with nothing hidden. */
export function filled(sentence: string, params: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => visible(String(params[name] ?? '')))
}

/** The language that was chosen in the window. */
export async function languageOf(window: BrowserWindow): Promise<string> {
  return String(await window.webContents.executeJavaScript('document.documentElement.lang'))
}
