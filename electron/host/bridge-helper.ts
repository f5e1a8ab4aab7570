/**
 * The bridges that qemu-bridge-helper puts an ordinary user's taps on: what /etc/qemu/bridge.conf
 * says, as the helper reads it (qemu-bridge-helper.c). Pure but for the reading.
 */
import { dirname, join } from 'node:path'
import { readFile } from './side.ts'
import type { HostSide } from './side.ts'

const FILE = '/etc/qemu/bridge.conf'
/** Where distributions keep it, which is no folder that a person's PATH has. */
const HELPERS = ['/usr/lib/qemu', '/usr/libexec', '/usr/libexec/qemu'].map((folder) =>
  join(folder, 'qemu-bridge-helper'),
)
const SETUID = 0o4000
const DEEPEST = 8

interface Rule {
  allows: boolean
  /** Null: every one. */
  bridge: string | null
}

/** @returns those of `bridges` that are allowed; none where the helper is not there, or can't act as root */
export async function allowedBridges(side: HostSide, bridges: string[]): Promise<string[]> {
  const modes = await side.readModes(HELPERS)
  if (!modes.some((mode) => mode !== null && (mode & SETUID) !== 0)) return []
  const rules = await rulesIn(side, FILE, 0)
  return bridges.filter((name) => isAllowed(rules, name))
}

/** What is denied stays so, whatever else allows it; what nothing speaks of is denied. Pure. */
export function isAllowed(rules: Rule[], name: string): boolean {
  const about = rules.filter(({ bridge }) => bridge === null || bridge === name)
  return about.length > 0 && about.every(({ allows }) => allows)
}

async function rulesIn(side: HostSide, file: string, depth: number): Promise<Rule[]> {
  const rules = bridgeRules(await readFile(side, file)).map(async (rule): Promise<Rule[]> => {
    if (!('include' in rule)) return [rule]
    const other = join(dirname(file), rule.include)
    return depth < DEEPEST
      ? rulesIn(side, rule.include.startsWith('/') ? rule.include : other, depth + 1)
      : []
  })
  return (await Promise.all(rules)).flat()
}

/** Pure. */
export function bridgeRules(text: string): (Rule | { include: string })[] {
  return text.split('\n').flatMap((line): (Rule | { include: string })[] => {
    const [word = '', value] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (value === undefined) return []
    if (word === 'include') return [{ include: value }]
    if (word !== 'allow' && word !== 'deny') return []
    return [{ allows: word === 'allow', bridge: value === 'all' ? null : value }]
  })
}
