/** Whether the session has something that asks for a password, on a real polkit. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from './lab.ts'

let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
})

afterAll(() => lab.stop())

const module = './electron/host/here/polkit-agent.ts'
const asked = `import('${module}').then((it) => it.hasPolkitAgent()).then(console.log)`

async function answer(env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await lab.run(['node', '--eval', asked], { user: 'alex', env })
  return stdout.trim()
}

it('does not guess without a session', async () => {
  expect(await answer({ XDG_SESSION_ID: '' })).toBe('null')
  expect(await answer({ XDG_SESSION_ID: 'of-nobody' })).toBe('null')
})
