import type { Lab } from '../../lab/lab.ts'
import { TestBackend } from '../../support/backend.ts'
import type { BackendOptions } from '../../support/backend.ts'
import type { Point } from './points.ts'

/** The real backend, which will stop at a point. */
export async function stoppingBackend(
  lab: Lab,
  { behind, count }: Pick<Point, 'behind' | 'count'>,
  options: BackendOptions = {},
): Promise<TestBackend> {
  const backend = await TestBackend.start(lab, {
    program: 'test/faults/support/stopping-backend.ts',
    env: { PUENTE_STOP_BEHIND: behind, PUENTE_STOP_COUNT: String(count) },
    ...options,
  })
  await hasInterface(backend, 'eth0')
  return backend
}

export async function startBackend(lab: Lab, options: BackendOptions = {}): Promise<TestBackend> {
  const backend = await TestBackend.start(lab, options)
  await hasInterface(backend, 'eth0')
  return backend
}

function hasInterface(backend: TestBackend, wanted: string) {
  return backend.until(({ interfaces }) => interfaces.some(({ name }) => name === wanted))
}

/** Resolves when it has stopped at its point. */
export function stopped(backend: TestBackend, timeoutMs = 30_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const change = JSON.stringify(backend.inventory?.change, null, 1)
      reject(new Error(`it did not come to its point: ${change}`))
    }, timeoutMs)
    backend.process.on('message', ({ event }: { event?: string }) => {
      if (event !== 'stopped') return
      clearTimeout(timer)
      resolve()
    })
  })
}

export function resume(backend: TestBackend): void {
  backend.process.kill('SIGUSR2')
}
