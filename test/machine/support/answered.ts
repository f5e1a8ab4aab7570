/** Plans of the host, carried out and answered. */
import type { TestBackend } from '../../support/backend.ts'

/** Up to the question. @returns the change's id */
export async function applied(
  backend: TestBackend,
  plan: Promise<{ id: string }>,
): Promise<string> {
  return (await backend.api.applyPlan((await plan).id)).id
}

/** @returns the phase that it ended in, or what went wrong */
export async function kept(backend: TestBackend, plan: Promise<{ id: string }>): Promise<string> {
  const { phase, error } = await backend.api.keepChange(await applied(backend, plan))
  return error ? JSON.stringify(error) : phase
}
