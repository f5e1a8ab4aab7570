/** Who listens on a host's ports. */
import type { TakenPort } from '../../shared/model/port-forward.ts'
import { readFile } from './side.ts'
import type { HostSide } from './side.ts'

/** Empty where it could not be looked at. */
export async function readTakenPorts(side: HostSide): Promise<TakenPort[]> {
  return takenPorts((await side.look('ss', ['-Htulpn'])).stdout)
}

/**
 * Of `ss -Htulpn`: `tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:(("nginx",pid=1,fd=3))`. What
 * listens by one interface alone (`%virbr0`) leaves the port to the others. Pure.
 */
export function takenPorts(text: string): TakenPort[] {
  return text.split('\n').flatMap((line): TakenPort[] => {
    const [protocol, , , , local = ''] = line.trim().split(/\s+/)
    const [, address = '', device, digits] = /^(.*?)(%[^:\]]+)?:(\d+)$/.exec(local) ?? []
    if ((protocol !== 'tcp' && protocol !== 'udp') || digits === undefined) return []
    if (device !== undefined && device !== '%lo') return []
    const port = Number(digits)
    const program = /\(\("([^"]+)"/.exec(line)?.[1] ?? null
    return [{ protocol, address: plain(address), first: port, last: port, program, machine: null }]
  })
}

/** `*`: both families, of which IPv6's socket takes IPv4, too. */
function plain(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return bare === '*' ? null : bare.replace(/^::ffff:(?=\d+\.)/, '')
}

/** The first port that needs no privilege to be listened on; 0 where the kernel does not say. */
export async function readLowestPort(side: HostSide): Promise<number> {
  return Number(await readFile(side, '/proc/sys/net/ipv4/ip_unprivileged_port_start')) || 0
}
