/** A real systemd-resolved in a lab, which begins without one. */
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

/** As its unit starts it; programs ask it from then on. */
export async function startResolver(lab: Lab): Promise<void> {
  const script = `mkdir -p /run/systemd/resolve; chown systemd-resolve: /run/systemd/resolve
setsid -f /usr/lib/systemd/systemd-resolved >/run/lab/log/resolved.log 2>&1
ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf`
  await lab.run(['sh', '-euc', script])
  await until('systemd-resolved answers', async () => {
    return (await lab.run(['resolvectl', 'status'], { check: false })).code === 0 || undefined
  })
}

export async function stopResolver(lab: Lab): Promise<void> {
  await lab.run(['sh', '-euc', 'kill $(pidof systemd-resolved)'])
  await until('systemd-resolved has ended', async () => {
    return (await lab.run(['pidof', 'systemd-resolved'], { check: false })).code !== 0 || undefined
  })
}
