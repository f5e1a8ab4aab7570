import { describe, expect, it } from 'vitest'
import { hostUri } from './support/test-host.ts'
import { runScript } from './support/run-script.ts'

const clean = { code: 0, signal: null, stderr: '' }

describe('the binding', () => {
  it('works in several worker threads and the main thread at once', async () => {
    const result = await runScript('worker-threads.ts')
    expect(result).toEqual({ ...clean, stdout: 'test test test test test\n' })
  })

  it('survives worker threads that end in the middle of calls', async () => {
    const result = await runScript('terminate-workers.ts')
    expect(result).toEqual({ ...clean, stdout: 'still working: test\n' })
  })

  it('lets a process exit in the middle of calls', async () => {
    const result = await runScript('exit-mid-call.ts')
    expect(result).toEqual({ ...clean, code: 7, stdout: 'leaving\n' })
  })

  it('frees what nobody closed', async () => {
    const result = await runScript('forget-everything.ts')
    expect(result).toEqual({ ...clean, stdout: 'collected\n' })
  })

  it('gives up questions that nobody can answer any more', async () => {
    const uri = hostUri({ extra: `<auth><user password='sesame'>ali</user></auth>` })
    const result = await runScript('auth-left-open.ts', [uri])
    expect(result).toEqual({ ...clean, stdout: 'ended at once\n' })
  })

  it('keeps a process running for listeners, not for an idle connection', async () => {
    expect(await runScript('keeps-running.ts', ['idle'])).toEqual({ ...clean, stdout: '' })
    expect(await runScript('keeps-running.ts', ['listening'])).toEqual({
      ...clean,
      stdout: 'stopped\n',
    })
  })

  it('holds its memory over 100,000 calls and 10,000 events', { timeout: 120_000 }, async () => {
    const { stdout, ...result } = await runScript('soak.ts', ['100000', '10000'])
    expect(result).toEqual(clean)
    const { early, late, received } = JSON.parse(stdout) as Record<string, number>
    expect(received).toBe(10_000)
    // A leak of 64 bytes a call would be 5.5 MiB.
    expect(late! - early!).toBeLessThan(5)
  })
})
