/** The package’s helper for bad links: what it takes, and what the hook has it read of a machine’s XML. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { presetNames, presets } from '../../../shared/rules/link-conditions.ts'
import { conditionWords } from '../../../shared/rules/netem.ts'

const SOURCE = readFileSync(new URL('../../../build/package/files/netem', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'netem-'))
const script = join(folder, 'netem')

/** What it would do it says instead. */
const SAYING = `is_tap() { :; }
put_on() { echo "$tap to=$to from=$from"; }
take_off() { echo "$tap off"; }
sweep() { echo swept; }
keep() { echo "keep $1"; }
forget() { echo forgotten; }
`

beforeAll(() => {
  const [before = '', after] = SOURCE.split('\nexec 9>/run/puente-netem.lock\nflock 9\n')
  expect(after).toBeDefined()
  const [functions = '', verb = ''] = before.split('\nverb=')
  writeFileSync(script, `${functions}\n${SAYING}\nverb=${verb}\n${after}`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (words: string[], shell = 'dash', input = '') =>
  spawnSync(shell, [script, ...words], { encoding: 'utf8', input })
const split = (text: string) => text.split(' ')

describe.each(['dash', 'bash'])('in %s', (shell) => {
  it.each(presetNames)('takes what the app says for %s', (name) => {
    const words = conditionWords(presets[name])
    const { status, stdout } = run(['set', 'now', 'vnet3', ...words], shell)
    expect(status).toBe(0)
    const [to, from] = words.join(' ').replace(/^to /, '').split(' from ')
    expect(stdout).toContain(`vnet3 to=${to} from=${from}\n`)
    expect(stdout).toContain('keep now')
  })

  it.each([
    ['set kept vnet3 from limit 1000 loss random 3%', 'vnet3 to= from=limit 1000 loss random 3%'],
    ['set now pu to limit 5 duplicate 0.25%', 'pu to=limit 5 duplicate 0.25% from='],
    ['keep', 'keep kept'],
    ['forget', 'forgotten'],
  ])('takes %s', (words, said) => {
    const { status, stdout } = run(split(words), shell)
    expect(status).toBe(0)
    expect(stdout).toContain(said)
  })

  it.each([
    ...[
      '',
      'set',
      'set now',
      'set now vnet3',
      'set always vnet3 to limit 5',
      'set now -vnet3 to limit 5',
    ],
    ...['set now a/b to limit 5', 'set now .. to limit 5', 'set now a-name-of-17-chars to limit 5'],
    ...['set now v to', 'set now v to limit', 'set now v to limit 0', 'set now v to limit 5 delay'],
    ...['set now v to limit 5 delay 1s', 'set now v to limit 5 delay 1ms 2ms 3ms'],
    ...[
      'set now v to limit 5 delay 1.2.3ms',
      'set now v to limit 5 loss 5%',
      'set now v to limit 5 x',
    ],
    ...['set now v to limit 5 loss random 5', 'set now v to limit 5 rate 5mbit', 'set now v from'],
    ...[
      'set now v from limit 5 to limit 5',
      'set now v to limit 5 to limit 5',
      'set now v to limit 1e3',
    ],
    ...[
      'remove',
      'remove -v',
      'remove v all',
      'keep v',
      'forget v',
      'clear v',
      'started v',
      'apply',
    ],
  ])('refuses “%s”', (words) => {
    const { status, stdout } = run(words === '' ? [] : split(words), shell)
    expect([status, stdout]).toEqual([64, ''])
  })

  it('lets nothing but numbers and its own words through, whatever stands in the place of any', () => {
    const words = [...split('set now vnet3 to'), ...conditionWords(presets['bad-wifi']).slice(1)]
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        '-',
        '*',
        '/',
        ';',
        '$(id)',
        '`id`',
        'a b',
        '1\n2',
        '5ms dev eth0',
        '%',
        'ms',
      ),
      fc.constantFrom('root', 'dev', 'eth0', 'handle', '../x', 'kbit', '1ms;', '99999999999ms'),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.nat(words.length - 1), hostile, (at, word) => {
        const { stdout, status } = run(words.with(at, word.replaceAll('\0', '')), shell)
        if (status !== 0) return
        const [first = ''] = stdout.split('\n').filter((line) => line !== 'swept')
        expect(first).toMatch(/^[A-Za-z0-9_.-]{1,15} to=[a-z0-9.% ]* from=[a-z0-9.% ]*$/)
      }),
      { numRuns: 150 },
    )
  })
})

describe('the hook’s reading of a machine’s XML', () => {
  const words = 'limit 1000 delay 200ms 20ms loss random 3%'
  const domain = (metadata: string, interfaces: string) => `<domain type='kvm' id='3'>
  <name>web</name>
  <description>&lt;puente:link mac="52:54:00:51:64:01" to="limit 1 loss random 100%"/&gt;</description>
  <metadata>
    <puente:links xmlns:puente="urn:puente:links:1">
      ${metadata}
    </puente:links>
    <other:app xmlns:other="x">
    <interface type='bridge'>
      <mac address='52:54:00:51:64:01'/>
      <target dev='eth0'/>
    </interface>
    </other:app>
  </metadata>
  <devices>
    <disk type='file' device='disk'>
      <target dev='vda' bus='virtio'/>
    </disk>
${interfaces}
  </devices>
</domain>
`
  const nic = (mac: string, tap: string) => `    <interface type='network'>
      <mac address='${mac}'/>
      <source network='default' bridge='virbr0'/>
      <target dev='${tap}'/>
      <model type='virtio'/>
    </interface>`
  const link = (mac: string, to: string, from: string) =>
    `<puente:link mac="${mac}" to="${to}" from="${from}"/>`
  const one = '52:54:00:51:64:01'
  const two = '52:54:00:51:64:02'
  const said = (metadata: string, interfaces: string, shell = 'dash') =>
    run(['started'], shell, domain(metadata, interfaces)).stdout.trim()

  it.each(['dash', 'bash'])('has of each tap what its MAC keeps, in %s', (shell) => {
    const interfaces = `${nic(two, 'vnet4')}\n${nic(one, 'vnet3')}`
    expect(said(link(one, words, ''), interfaces, shell)).toBe(`vnet3 to=${words} from=`)
    expect(said(link(one.toUpperCase(), '', words), interfaces)).toBe(`vnet3 to= from=${words}`)
    const both = link(one, words, words) + link(two, '', 'limit 5 rate 5kbit')
    expect(said(both, interfaces)).toBe(
      `vnet4 to= from=limit 5 rate 5kbit\nvnet3 to=${words} from=${words}`,
    )
  })

  it('sets none that is not as it was written, and still the others', () => {
    const interfaces = `${nic(one, 'vnet3')}\n${nic(two, 'vnet4')}`
    const bad = ['limit 1 root', '$(reboot)', '* *', 'limit 5 delay 5ms dev eth0', '']
    for (const to of bad) {
      expect(said(link(one, to, '') + link(two, words, ''), interfaces)).toBe(
        `vnet4 to=${words} from=`,
      )
    }
    expect(said('', interfaces)).toBe('')
    expect(said(link(one, words, ''), nic(two, 'vnet3'))).toBe('')
  })
})
