/** The same host with other names in it, for what is shown of it to be pasted. */
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'

export const PROGRAMS = [
  ...['virsh', 'virt-xml', 'nmcli', 'sudo', 'ip', 'bridge', 'grep', 'sysctl', 'dig', 'ls', 'rm'],
]
/** Names that others have chosen, in what is seen of a host. */
export const CALLED = ['web', 'copy', 'default', 'lan', 'br0', 'virbr0', 'vnet0', 'vnet1', 'tun0']

export function shownLines(views: View[], renamed: ReadonlyMap<string, string>): string[] {
  const findings = views.flatMap((one) => {
    const seen = renamedView(one, renamed)
    return checks.flatMap((check) => (check.applicable(seen) ? check.run(seen) : []))
  })
  const shown = findings.flatMap(({ finding }) => [
    ...finding.commands,
    ...finding.evidence.map(({ command }) => command),
  ])
  // Fixed words of ours, with nothing of anybody's in them.
  const isFixed = (line: string) => /^(journalctl|sh) /.test(line) || line === 'x'
  // Each side of a pipe by itself: who is first is chance.
  return shown
    .filter((line) => !isFixed(line))
    .map((line) => line.replace(/ \| (?=grep|sudo)/g, '\n'))
}

/** Only whole words: what is part of a line that was read stays as it was read. */
function renamedView(seen: View, renamed: ReadonlyMap<string, string>): View {
  const before = new Map([...renamed].map(([from, to]) => [to, from]))
  const change = (value: unknown): unknown => {
    if (typeof value === 'string') return renamed.get(value) ?? value
    if (Array.isArray(value)) return value.map(change)
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [change(key), change(item)]))
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
  }
  const { sysctl: read } = seen
  // sysctl writes a name's dot as a slash.
  const wasNamed = (device: string) => before.get(device.replaceAll('/', '.')) ?? device
  const device = /^(net\.ipv[46]\.conf\.)(.*)(\.(?:rp_filter|(?:force_)?forwarding))$/s
  const readAsBefore = (name: string) =>
    read(name.replace(device, (_, a, found: string, b) => `${a}${wasNamed(found)}${b}`))
  return { ...(change(seen) as View), sysctl: readAsBefore }
}

/** Without what keeps a name from being an option, or, in nft's grammar, another rule. */
export function plainly(argv: string[]): string[] {
  const isNft = argv[0] === 'nft'
  const words = argv.filter((word) => word !== '--')
  return isNft ? words.map((word) => word.replace(/^"(.*)"$/s, '$1').replaceAll('"', '?')) : words
}
