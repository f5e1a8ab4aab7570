/** What a lab needs for names of machines: the package's helper, and a real systemd-resolved. */
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

const POLICY = 'org.puente.Puente.policy'

export async function installNamesHelper(lab: Lab): Promise<void> {
  for (const name of ['as-administrator', 'names']) {
    await install(lab, name, `/usr/lib/puente/${name}`)
    await chmod(lab.path(`/usr/lib/puente/${name}`), 0o755)
  }
  await install(lab, POLICY, `/usr/share/polkit-1/actions/${POLICY}`)
  await lab.polkit.grant('org.puente.Puente.names')
}

async function install(lab: Lab, file: string, path: string): Promise<void> {
  await mkdir(dirname(lab.path(path)), { recursive: true })
  await copyFile(new URL(`../../build/package/files/${file}`, import.meta.url), lab.path(path))
}

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
