/** A plan promises the question "Keep this?" only where it is asked. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { languageCodes, type Language } from '../../../renderer/languages.ts'
import { recorded } from '../../support/nm-state.ts'

const root = join(import.meta.dirname, '../../..')
const PROMISE: Record<Language, RegExp> = {
  en: /once you keep/i,
  es: /cuando (usted )?lo conserve/i,
  fr: /une fois conservé/i,
  de: /sobald Sie beibehalten/i,
}

/** The steps whose sentence says what comes of the answer, in this language. */
function promising(language: Language): string[] {
  const file = join(root, 'shared/locales', language, 'backend.json')
  const { step } = JSON.parse(readFileSync(file, 'utf8')) as { step: Record<string, unknown> }
  return Object.entries(step)
    .filter(([, text]) => PROMISE[language].test(JSON.stringify(text)))
    .map(([key]) => `step.${key}`)
}

/** Every source of the backend but the plans of bridges, which are the ones that ask. */
function askingNobody(): string[] {
  const folder = join(root, 'electron')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        name.endsWith('.ts') &&
        !/^(networkmanager\/(bond|bridge|profile|trunk)|backend\/bridges)\//.test(name),
    )
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

describe.each(languageCodes)('steps that wait for an answer, in %s', (language) => {
  it('are those of bridges', () => {
    expect(promising(language).sort()).toEqual([
      'step.along-machine',
      'step.along-network',
      'step.along-network-restart',
      'step.along-pool',
      'step.delete-profiles',
      'step.delete-settings',
      'step.store',
      'step.store-bond',
      'step.store-change',
      'step.store-settings',
      'step.store-trunk',
    ])
  })

  it('are in no plan that is carried out without asking', () => {
    const found = promising(language).filter((key) =>
      askingNobody().some((source) => source.includes(`'${key}'`)),
    )
    expect(found).toEqual([])
  })
})

it.each([
  ['with a NIC', 'eth0', true],
  ['without one', null, false],
])('a new bridge %s promises what comes', (_, nic, asks) => {
  const usual = { ports: [], options: defaultBridgeOptions, addresses: null }
  const { view } = planCreateBridge(recorded(), { bridge: 'br7', nic, ...usual }, (name) => name)
  const keys = view.steps.map(({ text }) => text.key)
  expect(view.keepOrRevert).toBe(asks)
  expect(keys.some((key) => promising('en').includes(key))).toBe(asks)
})
