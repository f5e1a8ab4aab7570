import type { Lab } from '../lab/lab.ts'

/** A plan's commands in a shell of the ordinary user's, which knows nothing of the lab. */
export async function paste(lab: Lab, commands: string[]): Promise<void> {
  const shell = ['env', '-u', 'LIBVIRT_DEFAULT_URI', 'bash', '-ec', commands.join('\n')]
  await lab.run(shell, { user: 'alex', timeoutMs: 90_000 })
}
