/**
 * `npm run package [-- --out=FOLDER] [--only=deb]`: the app unpacked, the Debian package, and
 * AppImage and rpm where the tools that electron-builder downloads for them can be had.
 *
 * `--with-test-runtime` and `--drivable` (see edition.ts) make one that is for tests alone, and its
 * name says so.
 */
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { electronRuntime } from '../electron-runtime.ts'
import { releasesOf } from './changelog.ts'
import { buildDeb } from './deb.ts'
import { editionOf } from './edition.ts'
import { builtByElectronBuilder, unpack } from './electron-builder.ts'
import { releaseNotes } from './release-notes.ts'
import { output } from './run.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/package' },
    only: { type: 'string' },
    'with-test-runtime': { type: 'boolean', default: false },
    drivable: { type: 'boolean', default: false },
  },
})
const folder = resolve(values.out)
const { version, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
  version: string
  devDependencies: { electron: string }
}
const runtime = electronRuntime()
const edition = editionOf(version, devDependencies.electron, runtime, {
  withTestRuntime: values['with-test-runtime'],
  drivable: values.drivable,
})
const releases = releasesOf(await readFile('CHANGELOG.md', 'utf8'))
const release = releases[0]
if (release?.version !== version) {
  throw new Error(`package.json says ${version}; the newest in CHANGELOG.md is ${release?.version}`)
}

await rm(folder, { recursive: true, force: true })
const unpacked = await unpack(folder, edition, runtime.version)
const deb = { unpacked, folder, releases, version: edition.debianVersion, time: await buildTime() }
const files = [await buildDeb(deb)]
if (values.only !== 'deb') files.push(...(await builtByElectronBuilder(folder, unpacked, edition)))
await writeFile(
  join(folder, 'release-notes.md'),
  releaseNotes(release, await Promise.all(files.map(sum))),
)
for (const file of files) console.log(file)

/** Of the last commit, unless somebody says when: the same sources give the same bytes. */
async function buildTime(): Promise<Date> {
  const given = process.env.SOURCE_DATE_EPOCH
  const seconds = given ?? (await output(['git', 'log', '-1', '--format=%ct']))
  return new Date(Number(seconds) * 1000)
}

async function sum(file: string): Promise<{ name: string; sha256: string }> {
  const hash = createHash('sha256').update(await readFile(file))
  return { name: basename(file), sha256: hash.digest('hex') }
}
