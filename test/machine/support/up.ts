import { until } from '../../lab/wait.ts'
import type { Computer } from '../computer.ts'

const BOOTED_MS = 600_000

/** Waits until systemd has started all that a boot starts, whether all of it went well or not. */
export async function isUp(computer: Computer): Promise<void> {
  const isDone = async () => {
    const asked = ['systemctl', 'is-system-running']
    const { stdout } = await computer.run(asked, { check: false })
    return /^(running|degraded)$/.test(stdout.trim())
  }
  await until('the boot is done', isDone, { timeoutMs: BOOTED_MS, everyMs: 500 })
}
