/** Which program has an interface that NetworkManager leaves alone, by the files that it reads. */
import type { HostInterface } from '../../../shared/model/host.ts'
import { isToldByNobody } from '../../networkmanager/interfaces/refusal.ts'
import type { HostSide } from '../../host/side.ts'

export type Manager = 'ifupdown' | 'netplan' | 'networkd' | 'configuration'

/** What says which interfaces it has: words of such a file, for a program. */
interface Claim {
  by: Manager
  key: RegExp
  text: string
}

/** interfaces(5): `iface eth0 inet dhcp`, in the file or in those that it sources. */
const ifupdown = /^\s*(?:iface|auto|allow-hotplug)\s+(.*)$/gm
/** systemd.network(5), `[Match] Name=`: names and patterns. */
const matches = /^Name=(.*)$/gm
/** NetworkManager.conf(5): `interface-name:eth0;mac:…`. */
const unmanaged = /^unmanaged-devices=(.*)$/gm

/** Those that decide come first: netplan writes networkd's files, so it is asked before. */
const places: { by: Manager; key: RegExp; file?: string; folder?: string; name?: RegExp }[] = [
  { by: 'ifupdown', key: ifupdown, file: '/etc/network/interfaces' },
  { by: 'ifupdown', key: ifupdown, folder: '/etc/network/interfaces.d' },
  {
    ...{ by: 'netplan', key: matches },
    ...{ folder: '/run/systemd/network', name: /netplan.*\.network$/ },
  },
  { by: 'networkd', key: matches, folder: '/etc/systemd/network', name: /\.network$/ },
  {
    ...{ by: 'configuration', key: unmanaged },
    ...{ folder: '/etc/NetworkManager/conf.d', name: /\.conf$/ },
  },
  { by: 'configuration', key: unmanaged, file: '/etc/NetworkManager/NetworkManager.conf' },
]

/** Says who has them in the reasons of those that nobody tells of; the others stay as they are. */
export async function withManagers(
  side: HostSide,
  interfaces: HostInterface[],
): Promise<HostInterface[]> {
  const isAsked = interfaces.some(({ notBridgeable }) => isUntold(notBridgeable))
  const claims = isAsked ? await readClaims(side) : []
  return interfaces.map((item) => {
    const reason = item.notBridgeable
    const manager = isUntold(reason) ? managerOf(item.name, claims) : null
    return reason && manager
      ? { ...item, notBridgeable: { ...reason, key: `refusal.unmanaged-${manager}` } }
      : item
  })
}

function isUntold(reason: HostInterface['notBridgeable']): boolean {
  return reason !== null && isToldByNobody(reason)
}

/** Pure. */
export function managerOf(nic: string, claims: Claim[]): Manager | null {
  return claims.find(({ text, key }) => mentions(text, nic, key))?.by ?? null
}

export async function readClaims(side: HostSide): Promise<Claim[]> {
  const folders = await side.readFolders(places.map(({ folder }) => folder ?? ''))
  const files = places.flatMap(({ by, key, file, folder, name = /^/ }, index) => {
    const found = (folders[index] ?? []).filter((one) => name.test(one))
    const paths = file ? [file] : found.map((one) => `${folder}/${one}`)
    return paths.map((path) => ({ by, key, path }))
  })
  const texts = await side.readFiles(files.map(({ path }) => path))
  return files.map(({ by, key }, index) => ({ by, key, text: texts[index] ?? '' }))
}

function mentions(text: string, nic: string, key: RegExp): boolean {
  const words = [...text.matchAll(key)].flatMap(([, value = '']) => value.split(/[\s;,]+/))
  return words.some((word) => fits(word.replace(/^interface-name:=?/, ''), nic))
}

/** `en*` is the only kind of pattern that people write. */
function fits(pattern: string, nic: string): boolean {
  const [beginning = '', ...rest] = pattern.split('*')
  return rest.length === 0 ? pattern === nic : pattern !== '*' && nic.startsWith(beginning)
}
