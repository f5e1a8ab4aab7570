/** The package's helper and its questions, with polkit and pkexec as they are. */
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'

const ID = 'org.puente.Puente'
const HELPER = '/usr/lib/puente/as-administrator'
/** By pkexec itself, as nobody is there to ask. */
const NOT_ALLOWED = 127
const LOOK = `${ID}.look`

let lab: Lab
let backend: TestBackend

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  await install('as-administrator', HELPER)
  await chmod(lab.path(HELPER), 0o755)
  await install(`${ID}.policy`, `/usr/share/polkit-1/actions/${ID}.policy`)
  backend = await TestBackend.start(lab)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

async function install(file: string, path: string): Promise<void> {
  const source = new URL(`../../build/package/files/${file}`, import.meta.url)
  await mkdir(dirname(lab.path(path)), { recursive: true })
  await copyFile(source, lab.path(path))
}

async function unseen(): Promise<string> {
  const options = { run: 'test', asAdministrator: true }
  return JSON.stringify((await backend.api.diagnose({ type: 'host' }, options)).unseen)
}

/** From a shell: pkexec ends where nobody of this host has started it. */
async function pkexec(...words: string[]): Promise<number | null> {
  const script = ['sh', '-c', 'pkexec "$@"; exit $?', 'sh', ...words]
  return (await lab.run(script, { user: 'alex', check: false })).code
}

it('are asked for what they are for, and one leave is not another’s', async () => {
  await lab.polkit.revoke(LOOK)
  expect(await unseen()).toContain('nft list ruleset')
  await lab.polkit.grant(LOOK)
  expect(await unseen()).not.toContain('nft list ruleset')
  // Not by the general leave to run anything, and with none to change.
  expect(await pkexec('/usr/sbin/nft', '-j', 'list', 'ruleset')).toBe(NOT_ALLOWED)
  const open = ['nft', 'insert', 'rule', 'inet', 'gate', 'forward', 'accept']
  expect(await pkexec(HELPER, 'firewall', ...open)).toBe(NOT_ALLOWED)
  // The leave to look is none to do anything else by that word.
  expect(await pkexec(HELPER, 'look', ...open)).toBe(64)
  expect(await pkexec(HELPER, 'look', 'sh', '-c', 'touch /root/x')).toBe(64)
  expect(await pkexec(HELPER, 'look', 'nft', '-j', 'list', 'ruleset')).toBe(0)
})
