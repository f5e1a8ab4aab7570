/** Texts of others are never shown as they are: a name may hide itself, or turn the rest of a line round. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const folder = new URL('../../../renderer/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

/** Sentences, whose fillings are made visible where they are translated, and what has been made so here. */
const SAFE =
  /^(\$?t|say|words|errorText|errorNext|visible|counts|text\.rate|text\.amount|text\.count|rateText|clock|expiry|text)\(/
/** Words of the app's own, numbers, addresses, and what is made of them. */
const OWN = new Set([
  ...['index + 1', 'step', 'count', 'seconds', 'label', 'error', 'when', 'question', 'key'],
  ...['empty', 'listLabel', 'items[0].description', 'page.count', 'entry.children.length'],
  ...[
    "form.errorAt('subnets')",
    'languages[preferences.language].name',
    'state.version',
    'vlan.id',
  ],
  ...['nicText(node, nic).text', "item.ipv4.addresses.map(cidr).join(', ')"],
  ...["rate ? text.rate(rate[direction]) : '—'", 'row.line ? `· ${row.state}` : row.state'],
  'machine.nics.flatMap(({ addresses }) => addresses)[0]?.address',
])
/** The same words elsewhere may be anybody's. */
const OWN_IN: Record<string, string[]> = {
  'components/fact/CopyText.vue': ['shown'],
  // Its words are quoted.
  'components/fact/CommandLine.vue': ['command'],
  'app/sidebar/ServiceCard.vue': ['name'],
  'app/sidebar/ServiceStatus.vue': ['name'],
  'dialogs/window/HelpDialog.vue': ['item.text'],
}

const templates = files.filter((file) => file.endsWith('.vue'))

it('no template shows a name of others as it is', () => {
  expect(templates.length).toBeGreaterThan(100)
  const shown = templates.flatMap((file) =>
    [...textOf(file).matchAll(/\{\{\s*([\s\S]*?)\s*\}\}/g)].map(([, words = '']) => ({
      file,
      words,
    })),
  )
  // Each branch of a choice by itself.
  const open = ({ file, words }: { file: string; words: string }) =>
    !SAFE.test(words) &&
    !OWN.has(words) &&
    !OWN_IN[file]?.includes(words) &&
    !words
      .replace(/^[\w.]+( > 0)?\s*\?\s*|^' ' \+ /, '')
      .split(/\s+:\s+/)
      .every((branch) => SAFE.test(branch))
  expect(shown.filter(open)).toEqual([])
})

it('no list to choose from has a name of others as it is', () => {
  const labels = files
    .filter((file) => /\.(vue|ts)$/.test(file))
    .flatMap((file) =>
      [
        ...textOf(file).matchAll(
          /\blabel: ((?:[\w.]*\.)?(?:name|title|hostname|bridge|device))\b/g,
        ),
        ...textOf(file).matchAll(/:(?:title|label|aria-label)="([\w.]+\.name)"/g),
      ].map(([, words]) => `${file}: ${words}`),
    )
  // Of languages, and what goes on to be a title that is made visible.
  expect(
    labels.filter(
      (label) => !/^app\/sidebar\/PreferencesBar|(Row|Detail|Actions)\.vue/.test(label),
    ),
  ).toEqual([])
})

describe('what is filled into a sentence', () => {
  it('is made visible with it', async () => {
    const { i18n } = await import('../../../renderer/i18n.ts')
    const said = i18n.global.t('plan.delete-network', { network: 'gpj\u202eexe' })
    expect(said).toContain('gpj⟨U+202E⟩exe')
  })
})
