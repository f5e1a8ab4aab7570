/** By what a host looks names up: its resolver, and libvirt's NSS module. */
import type { NameStanding } from '../../../shared/model/machine-names.ts'
import { hasPackageHelper } from '../package-helper.ts'
import { exists, readFile } from '../side.ts'
import type { HostSide } from '../side.ts'

export const NSS_MODULE = 'libvirt_guest'

/** In nsswitch.conf, by the package's helper. */
export type ModuleChange = 'add' | 'remove'

const SWITCH = '/etc/nsswitch.conf'
const STUB = '/run/systemd/resolve/stub-resolv.conf'
const FOLDERS = [
  ...['/usr/lib', '/usr/lib64'],
  ...['x86_64', 'aarch64', 'riscv64', 'powerpc64le', 's390x', 'arm'].map(
    (machine) => `/usr/lib/${machine}-linux-gnu${machine === 'arm' ? 'eabihf' : ''}`,
  ),
]

export async function readNameStanding(side: HostSide): Promise<NameStanding> {
  const [text, resolver, modes, noChange] = await Promise.all([
    readFile(side, SWITCH),
    readFile(side, '/etc/resolv.conf'),
    side.readModes(FOLDERS.map((folder) => `${folder}/libnss_${NSS_MODULE}.so.2`)),
    whyNoChange(side),
  ])
  const sources = hostSources(text)
  const isAsked = sources.includes('resolve') || /^nameserver\s+127\.0\.0\.5[34]\b/m.test(resolver)
  const isThere = modes.some((mode) => mode !== null)
  return {
    resolver: isAsked && (await exists(side, STUB)),
    module: !isThere ? 'missing' : sources.includes(NSS_MODULE) ? 'used' : 'installed',
    noChange,
  }
}

/** nsswitch.conf(5): by what hosts are looked up, in order; without what is done with their answers. */
export function hostSources(text: string): string[] {
  const line = /^[ \t]*hosts:(.*)$/m.exec(text)?.[1] ?? ''
  return line
    .replace(/#.*/, '')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
}

async function whyNoChange(side: HostSide): Promise<NameStanding['noChange']> {
  if (side.isFar) return 'far'
  const [link] = await side.readLinks([SWITCH])
  // It is another program's (authselect), which would write it again.
  if (typeof link === 'string') return 'linked'
  return (await hasPackageHelper(side, 'names')) ? null : 'no-helper'
}
