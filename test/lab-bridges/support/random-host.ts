/** Hosts as people might have them, by a seed: each a profile, a LAN and what else is there. Pure. */
import { Random } from '../../faults/walk/random.ts'
import * as parts from './host-parts.ts'
import type { RandomHost } from './host-parts.ts'

/** @param index each host of a seed has a stream of its own: the same, however many are made */
export function randomHost(seed: number, index: number): RandomHost {
  const random = new Random(seed, index)
  const host: RandomHost = {
    ...{ name: '', nic: 'eth0', asked: { nic: 'eth0', name: 'br0' }, ipv6: 'none' },
    profile: { connection: [], ethernet: [], ipv4: [], ipv6: [] },
    ...{ bound: [], announced: [], awaited: [], lan: [], more: [], undo: [] },
    meanwhile: 'nothing',
  }
  const drawn: parts.Part[] = []
  const draw = (list: [parts.Part, ...parts.Part[]]) => {
    const one = random.weighted(list)
    one.apply(host, random)
    drawn.push(one)
  }
  draw(parts.names)
  host.bound.push(`interface-name=${host.nic}`)
  draw(parts.ipv4)
  draw(parts.ipv6)
  // Where nothing is announced, or heard, there is no second prefix either.
  if (host.ipv6 !== 'none' && host.profile.ipv6.includes('method=auto')) draw(parts.prefixes)
  for (const list of [parts.wire, parts.surroundings, parts.wishes, parts.meanwhile]) draw(list)
  // With nothing to wait for, no family would ever be configured, and the profile fails.
  const { ipv4, ipv6 } = host.profile
  const isSilent = host.ipv6 === 'none' && host.awaited.length === 0
  const isAlone = ipv4.includes('method=disabled') && ipv6.includes('method=auto') && isSilent
  if (isAlone) ipv6.splice(0, Infinity, 'method=link-local')
  // A veth has no MAC of its own to fall back to, by which it would be known again.
  const isCloned = host.profile.ethernet.some((line) => line.startsWith('cloned-'))
  if (isCloned && host.meanwhile === 'rename') host.meanwhile = 'nothing'
  host.name = drawn.flatMap(({ name }) => (name === '' ? [] : [name])).join(', ')
  return host
}
