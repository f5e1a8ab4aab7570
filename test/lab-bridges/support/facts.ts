/** What the table of kinds compares: everything that a program on the host could notice. */
import { readFileSync } from 'node:fs'
import type { Lab } from '../../lab/lab.ts'

export interface Facts {
  addresses: string
  /** Through a gateway, but the default; and rules. */
  routes: string
  dns: string
  /** Of the default routes. */
  metric: string
  mtu: string
  /** Of each NIC and bridge. */
  mac: string
}

export const factNames = ['addresses', 'routes', 'dns', 'metric', 'mtu', 'mac'] as const

export async function facts(lab: Lab, device: string): Promise<Facts> {
  const [host, rules, links] = await Promise.all([
    lab.snapshotHost(),
    lab.ip<{ priority: number; src: string; table: string }>('rule', 'show'),
    lab.ip<{ ifname: string; mtu: number }>('link', 'show'),
  ])
  const own = rules.filter(({ priority }) => priority > 0 && priority < 32766)
  return {
    addresses: host.addresses.join(' '),
    routes: [...host.routes, ...own.map(({ src, table }) => `rule from ${src} ${table}`)].join(
      ', ',
    ),
    dns: [...host.dns, ...searchDomains(lab)].join(' '),
    metric: host.defaultRoutes.join(', '),
    mtu: String(links.find(({ ifname }) => ifname === device)?.mtu ?? ''),
    mac: Object.entries(host.macs)
      .map(([name, mac]) => `${name} ${mac}`)
      .join(', '),
  }
}

function searchDomains(lab: Lab): string[] {
  try {
    const text = readFileSync(lab.path('/etc/resolv.conf'), 'utf8')
    return /^search (.*)$/m.exec(text)?.[1]?.split(' ') ?? []
  } catch {
    return []
  }
}

/** A profile of ours as NetworkManager has it, but when it was last used. */
export async function profileText(lab: Lab, uuid: string): Promise<string> {
  const text = await lab.nmcli('-t', 'connection', 'show', uuid)
  const passing = /^(connection\.timestamp|GENERAL|IP4|IP6|DHCP4|DHCP6)/
  return text
    .split('\n')
    .filter((line) => !passing.test(line))
    .join('\n')
}

/** The kernel's bridge, its options and who is under it. */
export async function bridgeText(lab: Lab, bridge: string): Promise<string> {
  const [link] = await lab.ip<{ linkinfo: { info_data: Record<string, unknown> } }>(
    ...['-d', 'link', 'show', 'dev', bridge],
  )
  const data = Object.entries(link?.linkinfo.info_data ?? {})
  // Identities, timers and counters are of the moment.
  const passing = /_id|timer|root|topology|designated|_n_learned/
  const lasting = data.filter(([key]) => !passing.test(key))
  const ports = await lab.ip<{ ifname: string }>('link', 'show', 'master', bridge)
  return JSON.stringify([Object.fromEntries(lasting), ports.map(({ ifname }) => ifname).sort()])
}

/** The rows of the table: what is as before is `=`. */
export function rowsOf(
  kind: string,
  [before, bridged, after]: [Facts, Facts, Facts],
  gap: string,
): string[][] {
  return factNames
    .map((name) => [name, before[name], same(before, bridged, name), same(before, after, name)])
    .map((cells, index) => [index === 0 ? kind : '', ...cells, index === 0 ? gap : ''])
}

function same(before: Facts, now: Facts, name: keyof Facts): string {
  return now[name] === before[name] ? '=' : now[name]
}

export function printTable(rows: string[][]): void {
  const head = ['kind of host', '', 'before', 'with bridge', 'after removal', 'gap ms']
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)))
  const line = (row: string[]) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')
  console.log(`\n${all.map((row) => line(row).trimEnd()).join('\n')}\n`)
}
