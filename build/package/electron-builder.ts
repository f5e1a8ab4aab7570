/** What electron-builder does for us: the app unpacked, and formats whose tools it downloads. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Edition } from './edition.ts'
import { setFuses } from './fuses.ts'
import { output, run } from './run.ts'

const CONFIG = ['--config', 'build/electron-builder.config.mjs']
const PROGRAM = 'node_modules/.bin/electron-builder'
const TARGETS = ['AppImage', 'rpm']

/** From where electron-builder gets what makes an AppImage or an rpm. */
const TOOLS = process.env.ELECTRON_BUILDER_BINARIES_MIRROR ?? 'https://github.com/'

/**
 * The folder with the program in it, its fuses set.
 * @throws Error where the program is another Electron than it should be
 */
export async function unpack(folder: string, edition: Edition, electron: string): Promise<string> {
  await run([PROGRAM, '--linux', 'dir', ...CONFIG, ...metadata(edition), ...into(folder)])
  await rm(join(folder, 'builder-debug.yml'), { force: true })
  const unpacked = join(folder, 'linux-unpacked')
  const program = join(unpacked, 'puente')
  const built = await electronOf(program)
  if (built !== electron) throw new Error(`${program} is Electron ${built}, not ${electron}.`)
  await setFuses(program, { complete: edition.isRelease })
  return unpacked
}

/** As the program itself says: asked before its fuses are set, later it is no Node any more. */
async function electronOf(program: string): Promise<string> {
  const env = { ELECTRON_RUN_AS_NODE: '1' }
  return (await output([program, '-p', 'process.versions.electron'], { env })).trim()
}

/** What the app's own package.json gets to say besides the repository's. */
function metadata({ version, drivable }: Edition): string[] {
  return [`-c.extraMetadata.version=${version}`, `-c.extraMetadata.drivable=${drivable}`]
}

function into(folder: string): string[] {
  return [`-c.directories.output=${folder}`]
}

/** The files that came out; why there is none is said, and is no failure. */
export async function builtByElectronBuilder(
  folder: string,
  unpacked: string,
  edition: Edition,
): Promise<string[]> {
  const reason = await unreachable()
  if (reason) console.log(`no ${TARGETS.join(', no ')}: ${TOOLS} is out of reach (${reason})`)
  else for (const target of TARGETS) await attempt(target, folder, unpacked, edition)
  const names = await readdir(folder)
  return names.filter((name) => /\.(AppImage|rpm)$/.test(name)).map((name) => join(folder, name))
}

/** Asked first: electron-builder itself tries again and again, for most of a minute. */
async function unreachable(): Promise<string | null> {
  try {
    await fetch(TOOLS, { method: 'HEAD', signal: AbortSignal.timeout(5_000) })
    return null
  } catch (error) {
    const { message, cause } = error as Error
    return cause instanceof Error ? cause.message : message
  }
}

async function attempt(
  target: string,
  folder: string,
  unpacked: string,
  edition: Edition,
): Promise<void> {
  const where = ['--prepackaged', unpacked, ...CONFIG, ...metadata(edition), ...into(folder)]
  try {
    await output([PROGRAM, '--linux', target, ...where])
  } catch (error) {
    console.log(`no ${target}: ${whyNot(error)}`)
  }
}

/** electron-builder marks the line that matters. */
function whyNot(error: unknown): string {
  const {
    stdout = '',
    stderr = '',
    message,
  } = error as Error & { stdout?: string; stderr?: string }
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => text.includes('⨯'))
  return (line ?? message).replace('⨯', '').trim()
}
