/** What of a host's set-up the app depends on, looked at when somebody asks. */
import {
  helperPrograms,
  type GroupStanding,
  type HelperProgram,
  type HostSetup,
  type PackageManager,
} from '../../shared/model/host-setup.ts'
import { readFile } from './side.ts'
import type { HostSide } from './side.ts'

export async function readHostSetup(side: HostSide): Promise<HostSetup> {
  const [polkitAgent, libvirtGroup, release, ...found] = await Promise.all([
    side.hasPolkitAgent(),
    readStanding(side),
    readFile(side, '/etc/os-release'),
    ...helperPrograms.map(async (name) => [name, await side.hasProgram(name)] as const),
  ])
  return {
    polkitAgent,
    libvirtGroup,
    programs: Object.fromEntries(found) as Record<HelperProgram, boolean>,
    packages: packageManagerOf(release),
  }
}

async function readStanding(side: HostSide): Promise<GroupStanding> {
  const words = async (...argv: string[]) =>
    (await side.look(argv[0] ?? '', argv.slice(1))).stdout.trim().split(/\s+/)
  const [session, database, group] = await Promise.all([
    words('id', '-Gn'),
    words('id', '-Gn', side.user.name),
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
