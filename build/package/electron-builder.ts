/** What electron-builder does for us: the app unpacked, and formats whose tools it downloads. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { output, run } from './run.ts'

const CONFIG = ['--config', 'build/electron-builder.config.mjs']
const PROGRAM = 'node_modules/.bin/electron-builder'
const TARGETS = ['AppImage', 'rpm']

/** From where electron-builder gets what makes an AppImage or an rpm. */
const TOOLS = process.env.ELECTRON_BUILDER_BINARIES_MIRROR ?? 'https://github.com/'

/** The folder with the program in it. */
export async function unpack(folder: string): Promise<string> {
  await run([PROGRAM, '--linux', 'dir', ...CONFIG, `-c.directories.output=${folder}`])
  await rm(join(folder, 'builder-debug.yml'), { force: true })
  return join(folder, 'linux-unpacked')
}

/** The files that came out; why there is none is said, and is no failure. */
export async function builtByElectronBuilder(folder: string, unpacked: string): Promise<string[]> {
  const reason = await unreachable()
  if (reason) console.log(`no ${TARGETS.join(', no ')}: ${TOOLS} is out of reach (${reason})`)
  else for (const target of TARGETS) await attempt(target, folder, unpacked)
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

async function attempt(target: string, folder: string, unpacked: string): Promise<void> {
  const where = ['--prepackaged', unpacked, ...CONFIG, `-c.directories.output=${folder}`]
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
