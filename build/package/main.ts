/**
 * `npm run package [-- --out=FOLDER] [--only=deb]`: the app unpacked, the Debian package, and
 * AppImage and rpm where the tools that electron-builder downloads for them can be had.
 */
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { releasesOf } from './changelog.ts'
import { buildDeb } from './deb.ts'
import { builtByElectronBuilder, unpack } from './electron-builder.ts'
import { releaseNotes } from './release-notes.ts'
import { output } from './run.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/package' },
    only: { type: 'string' },
  },
})
const folder = resolve(values.out)
const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
const releases = releasesOf(await readFile('CHANGELOG.md', 'utf8'))
const release = releases[0]
if (release?.version !== version) {
  throw new Error(`package.json says ${version}; the newest in CHANGELOG.md is ${release?.version}`)
}

await rm(folder, { recursive: true, force: true })
const unpacked = await unpack(folder)
const files = [await buildDeb({ unpacked, folder, releases, version, time: await buildTime() })]
if (values.only !== 'deb') files.push(...(await builtByElectronBuilder(folder, unpacked)))
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
