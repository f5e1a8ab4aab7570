/** The kernel's main tables of routes, as /proc has them: no program is started. */
import { formatAddress } from '../../shared/rules/ip.ts'
import type { HostSide } from './side.ts'

export interface KernelRoute {
  interface: string
  destination: string
  prefix: number
  /** Null where the destination is on the interface's own wire. */
  nextHop: string | null
  metric: number
}

export async function readRoutes(side: HostSide): Promise<Record<'ipv4' | 'ipv6', KernelRoute[]>> {
  // A kernel without IPv6 has no such table.
  const [ipv4, ipv6] = await side.readFiles(['/proc/net/route', '/proc/net/ipv6_route'])
  return { ipv4: ipv4Routes(ipv4 ?? ''), ipv6: ipv6Routes(ipv6 ?? '') }
}

/** `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, addresses in the CPU's byte order. */
export function ipv4Routes(table: string): KernelRoute[] {
  const rows = table.split('\n').slice(1).filter(Boolean)
  return rows.map((row) => {
    const [name = '', to = '', gateway = '', , , , metric = '', mask = ''] = row.split(/\s+/)
    const address = (hex: string) => formatAddress({ family: 'ipv4', value: littleEndian(hex) })
    return {
      interface: name,
      destination: address(to),
      prefix: ones(littleEndian(mask)),
      nextHop: littleEndian(gateway) === 0n ? null : address(gateway),
      metric: Number(metric),
    }
  })
}

/** `destination prefix source prefix next-hop metric references uses flags Iface`, hexadecimal. */
export function ipv6Routes(table: string): KernelRoute[] {
  const rows = table.split('\n').filter(Boolean)
  return rows.map((row) => {
    const [to = '', length = '', , , hop = '', metric = '', , , , name = ''] = row
      .trim()
      .split(/\s+/)
    const address = (hex: string) => formatAddress({ family: 'ipv6', value: BigInt(`0x${hex}`) })
    return {
      interface: name,
      destination: address(to),
      prefix: parseInt(length, 16),
      nextHop: /^0*$/.test(hop) ? null : address(hop),
      metric: parseInt(metric, 16),
    }
  })
}

function littleEndian(hex: string): bigint {
  const bytes = hex.match(/../g) ?? []
  return BigInt(`0x${bytes.toReversed().join('')}`)
}

function ones(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length
}
