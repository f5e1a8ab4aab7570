/** `puente` on a terminal: the real app in the real Electron, with no display to be had. */
import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { quote } from '../../shared/rules/shell.ts'
import { Lab } from '../lab/lab.ts'
import { REPOSITORY } from '../lab/place.ts'
import type { RunOptions } from '../lab/process.ts'
import { startDisplay } from '../support/display.ts'
import { openWindow } from '../support/window.ts'

const lab = Lab.attach()
const FILE = '/tmp/office.yaml'
const JOURNAL = '/home/alex/.local/state/puente/journal.json'
const OFFICE = `puente-lab: 1
name: office
networks:
  - name: office
    kind: nat
    bridge: virbr50
    subnets: [{ address: 10.90.0.1, prefix: 24 }]
machines:
  - name: gone
    nics: [{ to: { network: office } }]
`

const program = [electronRuntime().path, REPOSITORY]

/** As alex, in no session with a screen. */
async function puente(words: string[], options: RunOptions = {}) {
  const env = { DISPLAY: undefined, ...options.env }
  return lab.run([...program, ...words], { user: 'alex', check: false, ...options, env })
}

const networks = async () =>
  (await lab.virsh('net-list', '--all', '--name')).split('\n').filter(Boolean)

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text)
  await lab.run(['chown', 'alex:', file])
}

const many = (count: number) =>
  `puente-lab: 1\nnetworks:\n${Array.from({ length: count }, (_, index) => {
    return `  - { name: many-${index}, kind: isolated, subnets: [{ address: 10.77.${index}.1, prefix: 24 }] }\n`
  }).join('')}`

beforeAll(() => write(FILE, OFFICE))

it('shows what a lab would change, in the person’s language, and changes nothing', async () => {
  const before = await networks()
  const shown = await puente(['lab', 'diff', FILE])
  expect(shown.stdout.split('\n').slice(0, 2)).toEqual([
    '+ Network office: New',
    '! Machine gone: Not on this host',
  ])
  expect(shown.code).toBe(3)
  const german = await puente(['lab', 'apply', '--dry-run', FILE], {
    env: { LANG: 'de_DE.UTF-8' },
  })
  expect(german.stdout).toContain('Netzwerk office: Neu')
  expect(german.code).toBe(3)
  expect(await networks()).toEqual(before)
})

it('says what is wrong with what was typed, on standard error alone', async () => {
  const wrong = await puente(['lab', 'apply', '--force', FILE])
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('puente: There is no option --force here.')
  const refused = await puente(['lab', 'diff', '/tmp/nowhere.yaml'])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('puente: nowhere.yaml can’t be read.')
  await write('/tmp/bad.yaml', 'puente-lab: 1\nnetworks: [{ name: "a\\e[2Jb" }]\n')
  const bad = await puente(['lab', 'diff', '/tmp/bad.yaml'])
  expect(bad.code).toBe(1)
  expect(bad.stderr).not.toContain('\u001b')
})

it('asks, and without anybody at a terminal changes nothing', async () => {
  const unattended = await puente(['lab', 'apply', FILE])
  expect(unattended.code).toBe(1)
  expect(unattended.stderr).toContain('There is no terminal to ask at')
  expect(await networks()).not.toContain('office')
  const command = [...program, 'lab', 'apply', FILE].map(quote).join(' ')
  const answered = (answer: string) =>
    lab.run(['script', '-qec', command, '/dev/null'], {
      ...{ user: 'alex', check: false, input: answer, env: { DISPLAY: undefined } },
    })
  expect((await answered('n\n')).code).toBe(1)
  expect(await networks()).not.toContain('office')
  expect((await answered('y\n')).code).toBe(0)
  expect(await networks()).toContain('office')
  await lab.virsh('net-destroy', 'office')
  await lab.virsh('net-undefine', 'office')
})

describe('one lab', () => {
  it('is applied, known again, and in the history', async () => {
    const applied = await puente(['lab', 'apply', '--yes', FILE])
    expect(applied.stderr).toContain('Lab opened')
    expect(applied.code).toBe(0)
    expect(await lab.virsh('net-info', 'office')).toMatch(/Active: +yes/)
    const again = await puente(['lab', 'diff', '--json', FILE])
    expect(JSON.parse(again.stdout)).toMatchObject({ steps: [], commands: [] })
    const history = await puente(['history', '--json'])
    expect(history.code).toBe(0)
    expect(JSON.parse(history.stdout)[0]).toMatchObject({
      title: 'Open lab “office”',
      outcome: 'kept',
      about: expect.arrayContaining([{ kind: 'network', name: 'office' }]),
    })
    expect((await puente(['history'])).stdout).toContain('Open lab “office” (done)')
  })

  it('is saved to a file, which is not replaced unasked, and to standard output', async () => {
    const saved = await puente(['lab', 'save', '--network', 'office', '/tmp/saved.yaml'])
    expect(saved.code).toBe(0)
    const text = await readFile('/tmp/saved.yaml', 'utf8')
    expect(text).toContain('virbr50')
    const shown = await puente(['lab', 'save', '--network', 'office', '-'])
    expect(shown.stdout).toBe(text)
    await write('/tmp/saved.yaml', 'mine')
    expect((await puente(['lab', 'save', '/tmp/saved.yaml'])).code).toBe(1)
    expect(await readFile('/tmp/saved.yaml', 'utf8')).toBe('mine')
    expect((await puente(['lab', 'save', '--yes', '/tmp/saved.yaml'])).code).toBe(0)
    expect((await puente(['lab', 'diff', '-'], { input: text })).code).toBe(0)
  })
})

it('is stopped by Ctrl-C half-way, and then nothing is left of it', async () => {
  const before = await networks()
  await write('/tmp/many.yaml', many(30))
  const child = lab.spawn([...program, 'lab', 'apply', '--yes', '/tmp/many.yaml'], {
    ...{ user: 'alex', env: { DISPLAY: undefined }, stdio: ['ignore', 'ignore', 'pipe'] },
  })
  let said = ''
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const ended = new Promise((resolve) => child.once('close', resolve))
  await expect.poll(networks, { interval: 50, timeout: 60_000 }).toContain('many-2')
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(said).toContain('It was stopped before its end.')
  expect(said).toContain('All that had been done of it was taken back.')
  expect(await networks()).toEqual(before)
})

it('finds what is wrong, with the status that says so', async () => {
  await lab.virsh('net-destroy', 'default')
  const found = await puente(['doctor', '--json'])
  expect(found.code).toBe(3)
  const { findings } = JSON.parse(found.stdout)
  const inactive = 'The network “default” is not active.'
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'network-inactive', text: inactive }),
  )
  const said = await puente(['doctor'])
  expect(said.code).toBe(3)
  expect(said.stdout).toContain(inactive)
  await lab.virsh('net-start', 'default')
})

it('works beside a window, whose unfinished change it leaves alone', async () => {
  await using display = await startDisplay(lab)
  await using window = await openWindow(lab, { display: display.name })
  await window.page.getByRole('link', { name: 'Networks', exact: true }).first().click()
  await write(JOURNAL, '{"kind":"no journal of ours"}')
  await lab.run(['chmod', '600', JOURNAL])
  await write('/tmp/beside.yaml', OFFICE.replaceAll('office', 'beside').replace('10.90', '10.94'))
  expect((await puente(['lab', 'apply', '--yes', '/tmp/beside.yaml'])).code).toBe(0)
  await window.page.getByTestId('network-beside').waitFor()
  expect(await readFile(JOURNAL, 'utf8')).toContain('no journal of ours')
})
