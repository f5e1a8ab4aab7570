/** What the package installs for root to run, in a lab where nothing is installed. */
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { purposeOf } from '../../electron/host/here/administrator.ts'
import { HELPER_FOLDER } from '../../electron/host/package-helper.ts'
import type { PackageHelper } from '../../electron/host/package-helper.ts'
import type { Lab } from '../lab/lab.ts'

const POLICY = 'org.puente.Puente.policy'

/** With alex' right to what it is for. */
export async function installPackageHelper(lab: Lab, helper: PackageHelper): Promise<void> {
  for (const name of ['as-administrator', helper]) {
    await install(lab, name, `${HELPER_FOLDER}/${name}`)
    await chmod(lab.path(`${HELPER_FOLDER}/${name}`), 0o755)
  }
  await install(lab, POLICY, `/usr/share/polkit-1/actions/${POLICY}`)
  await lab.polkit.grant(`org.puente.Puente.${purposeOf(helper, [])}`)
}

async function install(lab: Lab, file: string, path: string): Promise<void> {
  await mkdir(dirname(lab.path(path)), { recursive: true })
  await copyFile(new URL(`../../build/package/files/${file}`, import.meta.url), lab.path(path))
}
