/** `npm run sandbox` on a person's desktop: the first thing that a newcomer starts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { until } from './wait.ts'

/** Command lines of all that a process has started, and they in turn. */
function startedBy(pid: number): string[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return children.flatMap((child) => {
    try {
      const words = readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return [words, ...startedBy(Number(child))]
    } catch {
      return []
    }
  })
}

it('opens its window on the display of whoever starts it', async () => {
  const server = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const told = server.stdio[3]
  if (!told || !('readable' in told)) throw new Error('Xvfb has no descriptor to answer on')
  const [number] = (await once(createInterface({ input: told }), 'line')) as [string]
  const sandbox = spawn(process.execPath, ['build/sandbox.ts'], {
    env: { ...process.env, DISPLAY: `:${number.trim()}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [sandbox.stdout, sandbox.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    await until(
      'the window is drawn, and its backend runs',
      () => {
        expect(sandbox.exitCode, said).toBeNull()
        const programs = startedBy(sandbox.pid ?? 0)
        return programs.some((words) => words.includes('--type=renderer'))
      },
      { timeoutMs: 60_000 },
    )
    expect(said).toContain('Close the window to end the lab.')
  } finally {
    if (sandbox.exitCode === null) {
      const ended = once(sandbox, 'exit')
      sandbox.kill('SIGINT')
      await ended
    }
    server.kill()
  }
})
