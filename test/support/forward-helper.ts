/** What the package installs for forwards, in a lab where nothing is installed. */
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Lab } from '../lab/lab.ts'

const POLICY = 'org.puente.Puente.policy'

export async function installForwardHelper(lab: Lab): Promise<void> {
  for (const name of ['as-administrator', 'forwards']) {
    await install(lab, name, `/usr/lib/puente/${name}`)
    await chmod(lab.path(`/usr/lib/puente/${name}`), 0o755)
  }
  await install(lab, POLICY, `/usr/share/polkit-1/actions/${POLICY}`)
  await lab.polkit.grant('org.puente.Puente.forward')
}

async function install(lab: Lab, file: string, path: string): Promise<void> {
  await mkdir(dirname(lab.path(path)), { recursive: true })
  await copyFile(new URL(`../../build/package/files/${file}`, import.meta.url), lab.path(path))
}
