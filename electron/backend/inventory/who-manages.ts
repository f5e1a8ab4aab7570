/** Which program has an interface that NetworkManager leaves alone, by the files that it reads. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostInterface } from '../../../shared/model/host.ts'
import { isToldByNobody } from '../../networkmanager/interfaces/refusal.ts'

export type Manager = 'ifupdown' | 'netplan' | 'networkd' | 'configuration'

/** Says it in the reason; the others stay as they are. `root` is another one in tests. */
export function withManager(item: HostInterface, root = '/'): HostInterface {
  const reason = item.notBridgeable
  if (!reason || !isToldByNobody(reason)) return item
  const manager = managerOf(item.name, root)
  return manager
    ? { ...item, notBridgeable: { ...reason, key: `refusal.unmanaged-${manager}` } }
    : item
}

/** netplan writes networkd's files, so it is asked first. */
export function managerOf(nic: string, root = '/'): Manager | null {
  if (isInIfupdown(nic, root)) return 'ifupdown'
  if (isInFiles(nic, join(root, 'run/systemd/network'), /netplan.*\.network$/)) return 'netplan'
  if (isInFiles(nic, join(root, 'etc/systemd/network'), /\.network$/)) return 'networkd'
  if (isInFiles(nic, join(root, 'etc/NetworkManager/conf.d'), /\.conf$/)) return 'configuration'
  return mentions(read(join(root, 'etc/NetworkManager/NetworkManager.conf')), nic, unmanaged)
    ? 'configuration'
    : null
}

/** interfaces(5): `iface eth0 inet dhcp`, in the file or in those that it sources. */
function isInIfupdown(nic: string, root: string): boolean {
  const folder = join(root, 'etc/network/interfaces.d')
  const texts = [join(root, 'etc/network/interfaces'), ...list(folder)].map(read)
  return texts.some((text) => mentions(text, nic, /^\s*(?:iface|auto|allow-hotplug)\s+(.*)$/gm))
}

function isInFiles(nic: string, folder: string, name: RegExp): boolean {
  const key = folder.includes('NetworkManager') ? unmanaged : matches
  return list(folder)
    .filter((file) => name.test(file))
    .some((file) => mentions(read(file), nic, key))
}

/** systemd.network(5), `[Match] Name=`: names and patterns. */
const matches = /^Name=(.*)$/gm
/** NetworkManager.conf(5): `interface-name:eth0;mac:…`. */
const unmanaged = /^unmanaged-devices=(.*)$/gm

function mentions(text: string, nic: string, key: RegExp): boolean {
  const words = [...text.matchAll(key)].flatMap(([, value = '']) => value.split(/[\s;,]+/))
  return words.some((word) => fits(word.replace(/^interface-name:=?/, ''), nic))
}

/** `en*` is the only kind of pattern that people write. */
function fits(pattern: string, nic: string): boolean {
  const [beginning = '', ...rest] = pattern.split('*')
  return rest.length === 0 ? pattern === nic : pattern !== '*' && nic.startsWith(beginning)
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
