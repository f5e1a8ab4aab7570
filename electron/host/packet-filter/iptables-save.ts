/**
 * What `iptables-save` prints, as nft would say it: the way to see the rules of iptables-legacy,
 * which nft does not show. Source: iptables-save(8), iptables-extensions(8). Pure.
 */
import type { Chain, Expression, Ruleset } from './ruleset.ts'
import { keyOf } from './ruleset.ts'

const hooks: Record<string, string> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
}
const priorities: Record<string, number> = { raw: -300, mangle: -150, filter: 0, nat: 100 }

export function parseIptablesSave(text: string, family: 'ip' | 'ip6'): Ruleset {
  const chains: Chain[] = []
  const rules: Ruleset['rules'] = new Map()
  const tables: Ruleset['tables'] = []
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      table = line.slice(1).trim()
      tables.push({ family, name: table, flags: [] })
    } else if (line.startsWith(':')) {
      chains.push(chainOf(line, family, table))
    } else if (line.startsWith('-A ')) {
      const [, name = '', ...words] = splitWords(line)
      const key = keyOf({ tool: 'iptables-legacy', family, table, name })
      rules.set(key, [...(rules.get(key) ?? []), ruleOf(words, family)])
    }
  }
  return { tables, chains, rules, sets: new Map() }
}

/** `:FORWARD DROP [0:0]`; `-` stands for a policy where a chain has no hook. */
function chainOf(line: string, family: string, table: string): Chain {
  const [name = '', policy = ''] = line.slice(1).split(' ')
  const chain: Chain = { family, table, name, tool: 'iptables-legacy' }
  const hook = hooks[name]
  if (policy === '-' || !hook) return chain
  return {
    ...chain,
    ...{ hook, policy: policy.toLowerCase(), prio: priorities[table] ?? 0 },
    type: table === 'nat' ? 'nat' : 'filter',
  }
}

/** Comments are in double quotes, the only words with a blank in them. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, word]) => quoted ?? word ?? '',
  )
}

function ruleOf(words: string[], family: 'ip' | 'ip6'): Expression[] {
  const rule: Expression[] = []
  let negated = false
  let protocol = ''
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '!') {
      negated = true
      continue
    }
    const value = words[at + 1] ?? ''
    if (word === '-p') protocol = value
    const part = partOf(word, value, { family, protocol })
    if (part) {
      const op = negated ? '!=' : '=='
      rule.push('match' in part ? { match: { ...(part.match as object), op } } : part)
      at++
    }
    negated = false
  }
  return rule
}

function partOf(
  word: string,
  value: string,
  { family, protocol }: { family: string; protocol: string },
): Expression | null {
  const payload = (field: string, right: unknown, of = family) => ({
    match: { left: { payload: { protocol: of, field } }, right },
  })
  switch (word) {
    case '-i':
    case '-o':
      return meta(word === '-i' ? 'iifname' : 'oifname', value.replace(/\+$/, '*'))
    case '-p':
      return meta('l4proto', value)
    case '-s':
    case '-d':
      return payload(word === '-s' ? 'saddr' : 'daddr', prefixOf(value))
    case '--dport':
    case '--dports':
      return payload('dport', portsOf(value), protocol)
    case '--sport':
    case '--sports':
      return payload('sport', portsOf(value), protocol)
    case '--ctstate':
    case '--state':
      return { match: { left: { ct: { key: 'state' } }, right: value.toLowerCase().split(',') } }
    case '--icmp-type':
    case '--icmpv6-type':
      return payload('type', Number(value.split('/')[0]), word.slice(2, -5))
    case '--dst-type':
    case '--src-type': {
      const flags = [word === '--dst-type' ? 'daddr' : 'saddr']
      return {
        match: { left: { fib: { result: 'type', flags } }, right: value.toLowerCase().split(',') },
      }
    }
    case '-j':
      return targetOf(value)
    case '-g':
      return { goto: { target: value } }
    case '-m':
      // What it looks for stands in the words after it, which are read above.
      return known.has(value) ? {} : { xt: { type: 'match', name: value } }
    default:
      return null
  }
}

const known = new Set([
  ...['tcp', 'udp', 'icmp', 'icmp6', 'multiport', 'conntrack', 'state', 'addrtype', 'comment'],
])

function meta(key: string, right: unknown): Expression {
  return { match: { left: { meta: { key } }, right } }
}

function prefixOf(value: string): unknown {
  const [addr = '', len] = value.split('/')
  return len === undefined ? addr : { prefix: { addr, len: Number(len) } }
}

function portsOf(value: string): unknown[] {
  return value.split(',').map((port) => {
    const [from, to] = port.split(':')
    return to === undefined ? Number(from) : { range: [Number(from), Number(to)] }
  })
}

function targetOf(name: string): Expression {
  if (name === 'ACCEPT' || name === 'DROP' || name === 'RETURN')
    return { [name.toLowerCase()]: null }
  const isExtension =
    /^(REJECT|MASQUERADE|SNAT|DNAT|REDIRECT|LOG|NFLOG|MARK|CONNMARK|CHECKSUM|TCPMSS)$/
  return isExtension.test(name) ? { xt: { type: 'target', name } } : { jump: { target: name } }
}
