/** What `ip`, `bridge`, `ss` and the like print, as data; each keeps its own line. Pure. */
import { z } from 'zod'
import type { Line, Link, Listener, PortVlan } from './view.ts'

export function readLinks(text: string): Link[] {
  return lines(text).flatMap((line) => {
    const [, name, over, flags = ''] = /^\d+: ([^:@]+)(?:@([^:]+))?: <([^>]*)>/.exec(line) ?? []
    if (name === undefined) return []
    const set = flags.split(',')
    const filters = word(line, /\bvlan_filtering (\d)/)
    const id = word(line, /\\\s+vlan protocol 802\.1Q id (\d+)/)
    return [
      {
        name,
        up: set.includes('UP'),
        carrier: set.includes('LOWER_UP') && !set.includes('NO-CARRIER'),
        mtu: Number(word(line, /\bmtu (\d+)/) ?? 0),
        master: word(line, /\bmaster (\S+)/),
        mac: word(line, /link\/ether (\S+)/),
        port: word(line, /bridge_slave state (\w+)/),
        stp: stpOf(line),
        kind: word(line, /\\\s+(bridge|macvtap|macvlan|tun|veth|vlan|bond|wireguard|dummy) /),
        ...(filters !== null && { filters: filters !== '0' }),
        ...(id !== null && over !== undefined && { vlan: { id: Number(id), over } }),
        line: line
          .replace(/ promiscuity .*?(\\|$)/, ' $1')
          .replace(/ addrgenmode .*/, '')
          .trimEnd(),
      },
    ]
  })
}

function stpOf(line: string): boolean | null {
  const state = word(line, /\bstp_state (\d)/)
  return state === null ? null : state !== '0'
}

/** `UNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:*` */
export function readListeners(text: string): Listener[] {
  return lines(text).flatMap((line) => {
    const local = line.trim().split(/\s+/)[3] ?? ''
    const [, address = '', device, port] = /^(.*?)(?:%([^:]+))?:(\d+)$/.exec(local) ?? []
    if (port === undefined) return []
    return [{ address, device: device ?? null, port: Number(port), line: line.trim() }]
  })
}

/** `192.0.2.1 dev br0 lladdr 52:54:00:… REACHABLE` */
export function readNeighbourLines(
  text: string,
): Line<{ address: string; mac: string | null; device: string }>[] {
  return lines(text).flatMap((line) => {
    const [, address, device] = /^(\S+) dev (\S+)/.exec(line) ?? []
    if (!address || !device || / FAILED/.test(line)) return []
    return [{ address, device, mac: word(line, /lladdr (\S+)/), line: line.trim() }]
  })
}

/** `52:54:00:… dev vnet0 master virbr0`, without what the bridge itself has put there. */
export function readHeard(text: string): Line<{ mac: string; device: string }>[] {
  return lines(text).flatMap((line) => {
    const [, mac, device] = /^(\S+) dev (\S+)/.exec(line) ?? []
    if (!mac || !device || /permanent|self/.test(line)) return []
    return [{ mac, device, line: line.trim() }]
  })
}

const vlanShown = z.array(
  z.object({
    ifname: z.string(),
    vlans: z.array(
      z.object({
        vlan: z.number(),
        vlanEnd: z.number().optional(),
        flags: z.array(z.string()).default([]),
      }),
    ),
  }),
)

/** `bridge -json vlan show`; null where it is anything else. */
export function readPortVlans(json: string): Map<string, PortVlan[]> | null {
  const found = vlanShown.safeParse(json.trim() === '' ? [] : parsed(json)).data
  if (!found) return null
  return new Map(
    found.map(({ ifname, vlans }) => [
      ifname,
      vlans.map(({ vlan, vlanEnd = vlan, flags }) => ({
        ...{ from: vlan, to: vlanEnd },
        ...{ pvid: flags.includes('PVID'), untagged: flags.includes('Egress Untagged') },
      })),
    ]),
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** Of `ip route get`, the interface. */
export function readRoute(text: string): string | null {
  return word(text, /\bdev (\S+)/)
}

/** `KEY="value"` of a file that a shell would read. */
export function readSetting(text: string, key: string): string | null {
  return word(text, new RegExp(`^\\s*${key}=["']?([^"'\\s]*)`, 'm'))
}

function word(text: string, pattern: RegExp): string | null {
  return pattern.exec(text)?.[1] ?? null
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
