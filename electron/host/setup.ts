/** What of this computer's set-up the app depends on, looked at when somebody asks. */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import {
  helperPrograms,
  type GroupStanding,
  type HelperProgram,
  type HostSetup,
  type PackageManager,
} from '../../shared/model/host-setup.ts'
import { hasPolkitAgent } from './polkit-agent.ts'
import { look, programFile } from './programs.ts'

export async function readHostSetup(): Promise<HostSetup> {
  const [polkitAgent, libvirtGroup] = await Promise.all([hasPolkitAgent(), readStanding()])
  const programs = helperPrograms.map((name) => [name, programFile(name) !== null])
  return {
    polkitAgent,
    libvirtGroup,
    programs: Object.fromEntries(programs) as Record<HelperProgram, boolean>,
    packages: packageManagerOf(osRelease()),
  }
}

async function readStanding(): Promise<GroupStanding> {
  const words = async (...argv: string[]) =>
    (await look(argv[0] ?? '', argv.slice(1))).stdout.trim().split(/\s+/)
  const [session, database, group] = await Promise.all([
    words('id', '-Gn'),
    words('id', '-Gn', userInfo().username),
    words('getent', 'group', 'libvirt'),
  ])
  return standing(session, database, group[0] !== '')
}

/** A session keeps the groups that it began with. */
export function standing(session: string[], database: string[], exists: boolean): GroupStanding {
  if (session.includes('libvirt')) return 'member'
  if (database.includes('libvirt')) return 'after-login'
  return exists ? 'outside' : 'no-group'
}

const families: [PackageManager, string[]][] = [
  ['apt', ['debian', 'ubuntu']],
  ['dnf', ['fedora', 'rhel', 'centos']],
  ['zypper', ['suse', 'opensuse', 'sles']],
  ['pacman', ['arch']],
]

/** os-release(5): what it is, and what it is like. */
export function packageManagerOf(release: string): PackageManager | null {
  const values = [...release.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)/gm)]
  const names = values.flatMap(([, names = '']) => names.split(' '))
  return families.find(([, likes]) => likes.some((like) => names.includes(like)))?.[0] ?? null
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}
