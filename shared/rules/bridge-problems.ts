/** What is wrong with the options or the addresses asked for a bridge. Pure. */
import type { BridgeAddresses, BridgeOptions } from '../model/bridge-settings.ts'
import { isIn, parseAddress, parseSubnet } from './ip.ts'
import { isMac } from './mac.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

const ranges = {
  priority: [0, 65535],
  forwardDelay: [2, 30],
  ageingTime: [0, 1_000_000],
  mtu: [68, 65535],
} as const

export function optionProblems(options: BridgeOptions): Problem[] {
  const numbers = (Object.keys(ranges) as (keyof typeof ranges)[]).flatMap((field) => {
    const [least, most] = ranges[field]
    const value = options[field]
    const fits = value === null || (Number.isInteger(value) && value >= least && value <= most)
    return fits ? [] : [problem(field, 'between', { least, most })]
  })
  const isBadMac = options.mac !== null && !isMac(options.mac)
  return isBadMac ? [...numbers, problem('mac', 'mac')] : numbers
}

export function addressProblems(asked: BridgeAddresses): Problem[] {
  if (asked.method !== 'static') return []
  const subnets = asked.addresses.map(parseSubnet)
  const wrong = subnets.flatMap((subnet, index) =>
    subnet ? [] : [problem(`addresses.${index}`, 'host-cidr')],
  )
  const dns = asked.dns.flatMap((server, index) =>
    parseAddress(server) ? [] : [problem(`dns.${index}`, 'address')],
  )
  if (asked.gateway === null) return [...wrong, ...dns]
  const gateway = parseAddress(asked.gateway)
  if (!gateway) return [...wrong, ...dns, problem('gateway', 'address')]
  const reached = subnets.some((subnet) => subnet && isIn(gateway, subnet))
  return [...wrong, ...dns, ...(reached ? [] : [problem('gateway', 'gateway-unreached')])]
}
