/**
 * The bridges that qemu-bridge-helper puts an ordinary user's taps on: what /etc/qemu/bridge.conf
 * says, as the helper reads it (qemu-bridge-helper.c). Pure but for the reading.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

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
export function allowedBridges(bridges: string[]): string[] {
  if (!HELPERS.some(isSetuid)) return []
  const rules = rulesIn(FILE, 0)
  return bridges.filter((name) => isAllowed(rules, name))
}

/** What is denied stays so, whatever else allows it; what nothing speaks of is denied. Pure. */
export function isAllowed(rules: Rule[], name: string): boolean {
  const about = rules.filter(({ bridge }) => bridge === null || bridge === name)
  return about.length > 0 && about.every(({ allows }) => allows)
}

function rulesIn(file: string, depth: number): Rule[] {
  return bridgeRules(readIfThere(file)).flatMap((rule): Rule[] => {
    if (!('include' in rule)) return [rule]
    const other = join(dirname(file), rule.include)
    return depth < DEEPEST
      ? rulesIn(rule.include.startsWith('/') ? rule.include : other, depth + 1)
      : []
  })
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

function isSetuid(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & SETUID) !== 0
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
