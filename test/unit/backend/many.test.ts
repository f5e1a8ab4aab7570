/** Many backends in one process, as the shell talks with it: each answers for its own alone. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Inventory } from '../../../shared/model/inventory.ts'
import { MANY } from '../../../shared/protocol.ts'
import type { Addressed, BackendMessage } from '../../../shared/protocol.ts'

const folder = mkdtempSync(join(tmpdir(), 'puente-many-'))
const heard: Addressed<BackendMessage>[] = []
let child: ChildProcess
let nextId = 1

/** A host of libvirt's own driver for tests, which is in the process itself. */
function host(name: string): string {
  const file = join(folder, `${name}.xml`)
  writeFileSync(
    file,
    `<node><domain type="test"><name>${name}</name><memory>1</memory><os><type>hvm</type></os></domain></node>`,
  )
  return `test://${file}`
}

const [one, other] = [host('one'), host('other')]
const send = (connection: string, message: unknown) => child.send({ connection, message })

async function machines(connection: string): Promise<string[]> {
  const id = nextId++
  send(connection, { type: 'call', id, method: 'getInventory', args: [] })
  const isIt = ({ message }: Addressed<BackendMessage>) =>
    typeof message !== 'string' && message.type === 'reply' && message.id === id
  const { message, connection: from } = await vi.waitUntil(() => heard.find(isIt), 5_000)
  expect(from).toBe(connection)
  if (typeof message === 'string' || message.type !== 'reply' || !message.ok) expect.fail()
  return (message.result as Inventory).machines.map(({ name }) => name)
}

beforeAll(() => {
  const env = { ...process.env, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder }
  child = fork('electron/backend/main.ts', [MANY], { env })
  child.on('message', (message) => heard.push(message as Addressed<BackendMessage>))
})
afterAll(() => {
  child.kill()
  rmSync(folder, { recursive: true, force: true })
})

it(
  'each answers for its own, and one that is closed says nothing more',
  { timeout: 60_000 },
  async () => {
    send(one, 'open')
    send(other, 'open')
    await vi.waitFor(async () => expect(await machines(one)).toEqual(['one']), 40_000)
    await vi.waitFor(async () => expect(await machines(other)).toEqual(['other']), 20_000)
    send(one, 'close')
    send(one, { type: 'call', id: 0, method: 'getInventory', args: [] })
    expect(await machines(other)).toEqual(['other'])
    const ofClosed = ({ message }: Addressed<BackendMessage>) =>
      typeof message !== 'string' && message.type === 'reply' && message.id === 0
    expect(heard.some(ofClosed)).toBe(false)
    send(one, 'open')
    await vi.waitFor(async () => expect(await machines(one)).toEqual(['one']), 20_000)
  },
)
