/** A lab as its file has it: YAML, written by anybody, looked at before anything is made of it. Pure. */
import { Lexer, LineCounter, parseDocument, stringify, visit } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { LAB_VERSION, LARGEST_LAB } from '../../../shared/model/labs/lab.ts'
import type {
  Lab,
  LabBridge,
  LabMachine,
  LabNetwork,
  LabNic,
} from '../../../shared/model/labs/lab.ts'
import { plainRules } from '../../../shared/rules/nic-rules.ts'
import { labFile } from '../../../shared/schemas/lab.ts'
import type { LabFile, NetworkInFile, NicInFile } from '../../../shared/schemas/lab.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { readSettings } from '../../libvirt/xml/nic/read.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import {
  definitionOf,
  describedBadLink,
  describedDefinition,
  describedHostPort,
  describedNic,
  nicSettingsOf,
} from './usual.ts'

/** A lab of 512 networks has a third of them. */
const MOST_TOKENS = 60_000
/** Deep nesting takes the whole process down, in a place where nothing can be caught. */
const DEEPEST = 16
const WIDEST_INDENT = 64

/**
 * @throws PuenteError `lab-too-large`, `lab-malformed` or `lab-invalid`, with the line; `xml-…` of the
 *   XML in it
 */
export function readLab(text: string): Lab {
  if (text.length > LARGEST_LAB)
    throw new PuenteError('lab-too-large', { most: LARGEST_LAB / 1024 })
  refuseOutlandish(text)
  const lines = new LineCounter()
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', resolveKnownTags: false, merge: false },
    // Looked for in another way: its own takes the square of their number.
    ...{ uniqueKeys: false, prettyErrors: false, stringKeys: true, lineCounter: lines },
  })
  const [wrong] = [...document.errors, ...document.warnings]
  if (wrong) throw malformed(lines.linePos(wrong.pos[0]).line, wrong.message)
  refuseRepeatedKeys(document, lines)
  const read = labFile.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (read.success) return labOf(read.data)
  const issue = deepest(read.error.issues)
  throw new PuenteError('lab-invalid', {
    where: wordsOf(issue.path),
    line: lineOf(document, issue, lines),
  })
}

export function writeLab(lab: Lab): string {
  const { name, note, bridges, networks, machines } = lab
  const file: LabFile = {
    'puente-lab': LAB_VERSION,
    ...(name !== '' && { name }),
    ...(note !== null && { note }),
    ...(bridges.length > 0 && { bridges: bridges.map(bridgeInFile) }),
    networks: networks.map(networkInFile),
    machines: machines.map((machine) => ({ ...machine, nics: machine.nics.map(nicInFile) })),
  }
  // Whoever reads YAML 1.1 takes a MAC without quotes for a number.
  return stringify(file, { lineWidth: 100, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}

/** Seen token by token, before a parser builds anything. */
function refuseOutlandish(text: string): void {
  let [line, tokens, flow, marks] = [1, 0, 0, 0]
  for (const token of new Lexer().lex(text)) {
    const [first = ''] = token
    if (first === '[' || first === '{') flow++
    else if (first === ']' || first === '}') flow--
    else if (token === '-' || token === '?' || token === ':') marks++
    else if (first === '\n' || first === '\r') marks = 0
    const isDeep = flow > DEEPEST || marks > DEEPEST || /^[ \t]{64,}$/.test(token)
    if (isDeep || ++tokens > MOST_TOKENS)
      throw malformed(line, `more than ${isDeep ? WIDEST_INDENT : MOST_TOKENS}`)
    if (first === '&' || first === '*' || first === '!')
      throw malformed(line, `${token.slice(0, 40)}`)
    line += token.split('\n').length - 1
  }
}

function refuseRepeatedKeys(document: Document, lines: LineCounter): void {
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items as { key: { value?: unknown; range?: [number] } }[]) {
        if (seen.has(key.value)) {
          throw malformed(lines.linePos(key.range?.[0] ?? 0).line, `${String(key.value)} twice`)
        }
        seen.add(key.value)
      }
    },
  })
}

function malformed(line: number, cause: string): PuenteError {
  return new PuenteError('lab-malformed', { line }, { cause })
}

type Issue = z.core.$ZodIssue

/** Of several ways in which it could have been meant, the one that it comes nearest to. */
function deepest(issues: Issue[]): Issue {
  const all = issues.flatMap((issue): Issue[] => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
    const ways = issue.errors.map((way) => deepest(way as Issue[]))
    const best = ways.reduce((one, other) => (other.path.length >= one.path.length ? other : one))
    return [{ ...best, path: [...issue.path, ...best.path] }]
  })
  return all[0] as Issue
}

function wordsOf(path: PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? String(key + 1) : String(key))).join(' › ')
}

/** Of the last on the way to it that is there. */
function lineOf(document: Document, { path }: Issue, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    const range = (node as { range?: [number, number, number] } | undefined)?.range
    if (range) return lines.linePos(range[0]).line
  }
  return 1
}

/** A file's words, whole: what is left out is as usual. */
export function labOf(file: Omit<LabFile, 'puente-lab'>): Lab {
  const { name = '', note, bridges = [], networks = [], machines = [] } = file
  return {
    ...{ name, note: note ?? null },
    bridges: bridges.map(({ name: bridge, nic = null }) => ({ name: bridge, nic })),
    networks: networks.map(networkOf),
    machines: machines.map(({ name: machine, memoryMiB, vcpus, nics }): LabMachine => ({
      name: machine,
      ...(memoryMiB !== undefined && { memoryMiB }),
      ...(vcpus !== undefined && { vcpus }),
      nics: nics.map(nicOf),
    })),
  }
}

function networkOf(given: NetworkInFile): LabNetwork {
  const { uuid, active = true, autostart = true, ...rest } = given
  const standing = { uuid: uuid?.toLowerCase() ?? null, active, autostart }
  if (!('xml' in rest)) return { ...standing, definition: definitionOf(rest), xml: null }
  const root = screenXml(rest.xml, 'network')
  return { ...standing, definition: readDefinition(root), xml: rest.xml }
}

function nicOf(given: NicInFile): LabNic {
  const beside = {
    rules: given.rules ? plainRules(given.rules) : null,
    badLink: given.badLink ?? null,
    hostPorts: (given.hostPorts ?? []).map(({ toPort, to = null, ...forward }) => {
      return { ...forward, to, toPort: toPort ?? forward.port }
    }),
  }
  if (!('xml' in given)) {
    const mac = given.mac?.toLowerCase() ?? null
    return { mac, settings: nicSettingsOf(given), xml: null, ...beside }
  }
  const { mac, bootOrder: _, ...settings } = readSettings(screenXml(given.xml, 'interface'))
  return { mac: mac || null, settings, xml: given.xml, ...beside }
}

function networkInFile({ uuid, active, autostart, definition, xml }: LabNetwork): NetworkInFile {
  const standing = {
    ...(uuid !== null && { uuid }),
    ...(!active && { active }),
    ...(!autostart && { autostart }),
  }
  if (xml !== null) return { ...standing, xml }
  const { name, kind, ...rest } = describedDefinition(definition)
  return { name, kind, ...standing, ...rest }
}

function bridgeInFile({ name, nic }: LabBridge) {
  return { name, ...(nic !== null && { nic }) }
}

function nicInFile({ mac, settings, xml, rules, badLink, hostPorts }: LabNic): NicInFile {
  const typed = xml === null ? describedNic(mac, settings) : null
  return {
    ...(typed ?? { xml: xml ?? '' }),
    ...(rules && { rules }),
    ...(badLink && { badLink: describedBadLink(badLink) }),
    ...(hostPorts.length > 0 && { hostPorts: hostPorts.map(describedHostPort) }),
  }
}
