/** What runs on a far host, run here by each shell that may be somebody's login shell. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { farSide } from '../../../../electron/host/link/far-side.ts'
import { FarShell } from '../../../../electron/host/link/far-shell.ts'
import {
  REMOTE_COMMAND,
  TETHER_SCRIPT,
  opening,
} from '../../../../electron/host/link/far-script.ts'
import type { Link } from '../../../../electron/host/link/link.ts'
import type { Running } from '../../../../electron/host/side.ts'

const folder = mkdtempSync(join(tmpdir(), 'far-shell-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Words that a shell would read something into, were they ever in its script. */
const AWKWARD = [
  `a'b`,
  '$(touch pwned)',
  '`id`',
  '-n',
  '*',
  'two  spaces ',
  '\\',
  '"',
  '!x',
  '; exit 3',
]

const shells = ['/bin/bash', '/bin/dash', '/usr/bin/fish', '/bin/tcsh'].filter(existsSync)

/** As sshd runs it: the login shell is given one command. */
function login(shell: string, before = ''): Running {
  return spawn(shell, ['-c', `${before}${REMOTE_COMMAND}`], { cwd: folder, stdio: 'pipe' })
}

async function sideOver(shell: string, before?: string) {
  const far = await FarShell.start(login(shell, before))
  let last: Promise<unknown> = Promise.resolve()
  const ask: Link['ask'] = (question) => {
    const answer = last.then(() => far.ask(question))
    last = answer.catch(() => undefined)
    return answer
  }
  const target = { host: 'server', user: 'root', port: null }
  return { far, side: farSide({ target, ask } as unknown as Link) }
}

describe.each(shells)('a far host whose login shell is %s', (shell) => {
  it('gives each word to a program as it is', async () => {
    const { far, side } = await sideOver(shell)
    const words = AWKWARD.map((word) => `${word}|`)
    const { stdout, error } = await side.look('printf', ['%s', ...words])
    expect({ stdout, error }).toEqual({ stdout: words.join(''), error: null })
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
    far.kill()
  })

  it('reads files, folders, links and modes by awkward names', async () => {
    const { far, side } = await sideOver(shell)
    const inside = join(folder, `in $(x) 'of' ${shell.replaceAll('/', '_')}`)
    mkdirSync(inside)
    writeFileSync(join(inside, 'file'), 'one\ntwo', { mode: 0o640 })
    writeFileSync(join(inside, '.hidden'), '')
    symlinkSync('../class/net/br0', join(inside, 'master'))
    const [file = '', missing = ''] = ['file', 'missing'].map((name) => join(inside, name))
    expect(await side.readFiles([file, missing, inside])).toEqual(['one\ntwo', null, null])
    const [names, none] = await side.readFolders([inside, missing])
    expect(names?.sort()).toEqual(['.hidden', 'file', 'master'])
    expect(none).toBeNull()
    const links = await side.readLinks([missing, join(inside, 'master'), file])
    expect(links).toEqual([null, '../class/net/br0', null])
    const [mode = 0, nothing] = await side.readModes([file, missing])
    expect([(mode ?? 0) & 0o777, nothing]).toEqual([0o640, null])
    far.kill()
  })

  it('is not misled by a login script that prints', async () => {
    const { far, side } = await sideOver(shell, 'echo Welcome; echo; ')
    expect((await side.look('echo', ['ready'])).stdout).toBe('ready\n')
    far.kill()
  })
})

describe.each(shells)('one program, tethered below %s', (shell) => {
  async function tethered(words: string[]) {
    const running = login(shell)
    running.stdin.write(opening(TETHER_SCRIPT, 'token'))
    running.stdin.write([words.length, ...words, ''].join('\n'))
    let said = ''
    running.stdout.on('data', (data: Buffer) => (said += data.toString()))
    const ended = once(running, 'close') as Promise<[number | null]>
    return { running, ended, said: () => said }
  }

  it('has all of it end when it ends, though nobody closes its input', async () => {
    const words = ['printf', '%s|', ...AWKWARD]
    const { ended, said } = await tethered(words)
    expect((await ended)[0]).toBe(0)
    expect(said()).toBe(`\ntoken 0\n${AWKWARD.map((word) => `${word}|`).join('')}`)
    const failed = await tethered(['sh', '-c', 'exit 3'])
    expect((await failed.ended)[0]).toBe(3)
  })

  it('ends with its input', async () => {
    const { running, ended, said } = await tethered(['sh', '-c', 'echo $$; exec sleep 100'])
    await vi.waitFor(() => expect(said()).toMatch(/0\n\d+\n$/), { timeout: 10_000 })
    const pid = Number(said().trim().split('\n').at(-1))
    running.stdin.end()
    await ended
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('over which connection it is reached', () => {
  it.each([
    [
      '192.0.2.1 50000 192.0.2.2 22',
      [
        { address: '192.0.2.1', port: 50_000 },
        { address: '192.0.2.2', port: 22 },
      ],
    ],
    [
      'fe80::1%eth0 50000 fe80::2%eth0 22',
      [
        { address: 'fe80::1', port: 50_000 },
        { address: 'fe80::2', port: 22 },
      ],
    ],
    ['', null],
    ['192.0.2.1 50000 192.0.2.2', null],
    ['192.0.2.1 0 192.0.2.2 22', null],
    ['192.0.2.1 70000 192.0.2.2 22', null],
    ['a) or (b 1 192.0.2.2 22', null],
    ['server 50000 192.0.2.2 22', null],
  ])('is told by %j', async (said, ends) => {
    const { far, side } = await sideOver('/bin/dash', `export SSH_CONNECTION='${said}'; `)
    expect(await side.ownWay()).toEqual(ends)
    far.kill()
  })
})

describe('what a far host answers', () => {
  it('says why a program failed, took too long or is not there', async () => {
    const { far, side } = await sideOver('/bin/dash')
    const failed = await side.look('ls', ['/nowhere/at/all'])
    expect(failed.error).toContain('/nowhere/at/all')
    expect(failed.command).toBe(`ssh root@server 'ls /nowhere/at/all'`)
    expect((await side.look('sleep', ['30'], { timeout: 1_000 })).error).toContain('sleep')
    expect((await side.look('no-such-program', [])).error).toContain('not among the programs')
    expect((await side.look('../evil', [])).error).toContain('no program’s name')
    expect(await side.hasProgram('ls')).toBe(true)
    expect(await side.hasProgram('no-such-program')).toBe(false)
    far.kill()
  })

  it('says who takes a connection, and who does not', async () => {
    const { far, side } = await sideOver('/bin/dash')
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await side.connects('127.0.0.1', port, 2_000)).toBe('yes')
    server.close()
    await once(server, 'close')
    expect(await side.connects('127.0.0.1', port, 2_000)).toBe('refused')
    expect(await side.connects('localhost', port, 2_000)).toBe('silent')
    far.kill()
  })

  it('asks no word that would be two lines', async () => {
    const { far, side } = await sideOver('/bin/dash')
    expect((await side.look('echo', ['one\nrun\n1'])).error).toContain('line break')
    expect(await side.readFiles(['/etc/hostname\n/etc/passwd'])).toEqual([null])
    expect((await side.look('echo', ['next'])).stdout).toBe('next\n')
    far.kill()
  })

  it('may be large, and have no line break at its end', async () => {
    const { far, side } = await sideOver('/bin/bash')
    const { stdout } = await side.look('head', ['-c', '3000000', '/dev/zero'])
    expect(stdout.length).toBe(3_000_000)
    far.kill()
  })

  it('is told as a failure when the shell ends in the middle', async () => {
    const { far, side } = await sideOver('/bin/dash')
    const answer = side.look('sleep', ['3'])
    setTimeout(() => far.kill(), 50)
    expect((await answer).error).toContain('has ended')
    expect(await side.readFiles(['/etc/hostname'])).toEqual([null])
  })
})
