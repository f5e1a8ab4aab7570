/** What is wrong with the VLANs asked for on a NIC, field by field. Pure. */
import { isInterfaceName, isNetworkName } from '../names.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { isVlan, vlanInterfaceName } from './numbers.ts'

/** One VLAN of a switch port that carries several, and what it becomes here. */
export interface TrunkVlan {
  /** Its number (802.1Q). */
  id: number
  /** The bridge that is made for it. */
  bridge: string
  /** The libvirt network on that bridge; null for none. */
  network: string | null
}

/** What there is already, so that nothing new clashes with it. */
export interface TrunkSurroundings {
  /** Of interfaces, and of profiles that could make one. */
  interfaces: readonly string[]
  networks: readonly string[]
  /** On this NIC already, by number. */
  vlans: ReadonlyMap<number, string>
}

/** Each at `vlans.0.id`, `vlans.0.bridge`, `vlans.0.network`. */
export function trunkProblems(
  nic: string,
  asked: readonly TrunkVlan[],
  around: TrunkSurroundings,
): Problem[] {
  if (asked.length === 0) return [problem('vlans', 'vlans')]
  return asked.flatMap((vlan, index) => {
    const before = asked.slice(0, index)
    const at = `vlans.${index}`
    return [
      ...idProblems(`${at}.id`, nic, vlan, before, around),
      ...bridgeProblems(`${at}.bridge`, vlan, before, around),
      ...networkProblems(`${at}.network`, vlan, before, around),
    ]
  })
}

function idProblems(
  at: string,
  nic: string,
  { id }: TrunkVlan,
  before: TrunkVlan[],
  { vlans, interfaces }: TrunkSurroundings,
): Problem[] {
  if (!isVlan(id)) return [problem(at, 'vlans')]
  if (before.some((other) => other.id === id)) return [problem(at, 'vlan-twice', { id })]
  const there = vlans.get(id)
  if (there !== undefined) return [problem(at, 'vlan-there', { id, interface: there, nic })]
  const name = vlanInterfaceName(nic, id)
  return interfaces.includes(name) ? [problem(at, 'vlan-name-taken', { id, interface: name })] : []
}

function bridgeProblems(
  at: string,
  { bridge }: TrunkVlan,
  before: TrunkVlan[],
  { interfaces }: TrunkSurroundings,
): Problem[] {
  if (!isInterfaceName(bridge)) return [problem(at, 'interface-name')]
  const isTaken = interfaces.includes(bridge) || before.some((other) => other.bridge === bridge)
  return isTaken ? [problem(at, 'interface-taken')] : []
}

function networkProblems(
  at: string,
  { network }: TrunkVlan,
  before: TrunkVlan[],
  { networks }: TrunkSurroundings,
): Problem[] {
  if (network === null) return []
  if (!isNetworkName(network)) return [problem(at, 'network-name')]
  const isTaken = networks.includes(network) || before.some((other) => other.network === network)
  return isTaken ? [problem(at, 'network-name-taken')] : []
}
