/**
 * The Debian package, with Debian's own dpkg-deb.
 *
 * electron-builder's target for it downloads a Ruby program (fpm) to do the same; this needs
 * nothing that a Debian does not have, and two builds of one commit give the same bytes.
 */
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { debianChangelog, type Release } from './changelog.ts'
import { control, MAINTAINER } from './control.ts'
import { dependenciesOf } from './dependencies.ts'
import { drawIcons } from './icons.ts'
import { metainfo } from './metainfo.ts'
import { output, run } from './run.ts'
import { installedSize, md5sums, settle } from './tree.ts'

const ID = 'org.puente.Puente'
const FILES = fileURLToPath(new URL('files', import.meta.url))
const BINDING = 'resources/app.asar.unpacked/node_modules/node-libvirt/build/Release/libvirt.node'

export interface DebInput {
  /** The app as electron-builder leaves it. */
  unpacked: string
  /** Where the package goes. */
  folder: string
  releases: Release[]
  version: string
  /** The time that every file gets. */
  time: Date
}

/** The path of the package. */
export async function buildDeb(input: DebInput): Promise<string> {
  const architecture = (await output(['dpkg', '--print-architecture'])).trim()
  const root = join(input.folder, 'deb')
  await rm(root, { recursive: true, force: true })
  await layOut(root, input)
  await settle(root, input.time)
  await writeControl(root, input, architecture)
  await settle(join(root, 'DEBIAN'), input.time)
  const file = join(input.folder, `puente_${input.version}_${architecture}.deb`)
  await rm(file, { force: true })
  const env = { SOURCE_DATE_EPOCH: String(input.time.getTime() / 1000) }
  // Ten times faster than xz for an eighth more bytes; dpkg reads it since Debian 12.
  const packing = ['--root-owner-group', '-Zzstd', '-z9']
  await run(['dpkg-deb', ...packing, '--build', root, file], { env })
  await rm(root, { recursive: true })
  return file
}

async function layOut(root: string, input: DebInput): Promise<void> {
  const share = join(root, 'usr/share')
  await layOutApp(root, input.unpacked)
  await place('puente.svg', join(share, `icons/hicolor/scalable/apps/puente.svg`))
  await drawIcons(join(FILES, 'puente.svg'), join(share, 'icons/hicolor'), 'puente')
  await place('puente.desktop', join(share, 'applications/puente.desktop'))
  const about = metainfo(await source(`${ID}.metainfo.xml`), input.releases)
  await write(join(share, `metainfo/${ID}.metainfo.xml`), about)
  await place('apparmor', join(share, 'puente/apparmor'))
  await place(`${ID}.policy`, join(share, `polkit-1/actions/${ID}.policy`))
  await writeZipped(join(share, 'man/man1/puente.1'), await source('puente.1'))
  for (const name of await readdir(FILES)) {
    const [, language] = /^puente\.([a-z]+)\.1$/.exec(name) ?? []
    if (language)
      await writeZipped(join(share, `man/${language}/man1/puente.1`), await source(name))
  }
  await layOutDocuments(join(share, 'doc/puente'), input)
}

async function layOutApp(root: string, unpacked: string): Promise<void> {
  const app = join(root, 'usr/lib/puente')
  await mkdir(dirname(app), { recursive: true })
  await cp(unpacked, app, { recursive: true })
  for (const file of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) await rm(join(app, file))
  const libraries = (await readdir(app)).filter((name) => /\.so(\.\d+)?$/.test(name))
  for (const file of [...libraries, BINDING]) await chmod(join(app, file), 0o644)
  await run(['strip', '--strip-unneeded', join(app, BINDING)])
  const helpers = ['as-administrator', 'forwards', 'names', 'proxy-arp', 'netem', 'docker-user']
  for (const helper of helpers) {
    await place(helper, join(app, helper))
    await chmod(join(app, helper), 0o755)
  }
  await mkdir(join(root, 'usr/bin'))
  await symlink('../lib/puente/puente', join(root, 'usr/bin/puente'))
}

async function layOutDocuments(folder: string, input: DebInput): Promise<void> {
  await place('copyright', join(folder, 'copyright'))
  await place('lab.schema.json', join(folder, 'lab.schema.json'))
  await writeZipped(join(folder, 'changelog'), debianChangelog(input.releases, MAINTAINER))
  const chromium = await readFile(join(input.unpacked, 'LICENSES.chromium.html'))
  await writeZipped(join(folder, 'LICENSES.chromium.html'), chromium)
  await writeZipped(join(folder, 'LICENSES.packages'), await readFile('out/licenses.txt'))
}

async function writeControl(root: string, input: DebInput, architecture: string): Promise<void> {
  const app = join(root, 'usr/lib/puente')
  const depends = await dependenciesOf([join(app, 'puente'), join(app, BINDING)])
  const [size, sums] = [await installedSize(root), await md5sums(root)]
  const folder = join(root, 'DEBIAN')
  const text = control({ version: input.version, architecture, installedSize: size, depends })
  await write(join(folder, 'control'), text)
  await write(join(folder, 'md5sums'), sums)
  await place('triggers', join(folder, 'triggers'))
  for (const script of ['postinst', 'prerm']) {
    await place(script, join(folder, script))
    await chmod(join(folder, script), 0o755)
  }
}

function source(name: string): Promise<string> {
  return readFile(join(FILES, name), 'utf8')
}

async function place(name: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(join(FILES, name), to)
}

async function write(to: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, content)
}

function writeZipped(to: string, content: string | Uint8Array): Promise<void> {
  return write(`${to}.gz`, gzipSync(content, { level: 9 }))
}
