/** What the NICs of running machines have received and sent: one call for all of them. */
import type { Connection, DomainStatsRecord } from 'node-libvirt'
import type { Counted, Traffic } from '../../../shared/model/traffic.ts'

type Stats = DomainStatsRecord['stats']

/** By tap. A machine that is busy with a job is left out, rather than waited for. */
export async function readNicTraffic(connection: Connection): Promise<Record<string, Traffic>> {
  const groups = ['interface'] as const
  const records = await connection.getAllDomainStats({ groups, active: true, noWait: true })
  return Object.fromEntries(records.flatMap(({ stats }) => nicTraffic(stats)))
}

/** `net.count`, then `net.0.name`, `net.0.rx.bytes`… for each; a NIC without a tap has no name. */
export function nicTraffic(stats: Stats): [string, Traffic][] {
  const indexes = Array.from({ length: Number(stats['net.count'] ?? 0) }, (_, index) => index)
  return indexes.flatMap((index): [string, Traffic][] => {
    const name = stats[`net.${index}.name`]
    if (typeof name !== 'string') return []
    const received = counted(stats, `net.${index}.rx`)
    return [[name, { received, sent: counted(stats, `net.${index}.tx`) }]]
  })
}

function counted(stats: Stats, prefix: string): Counted {
  const read = (name: string) => Number(stats[`${prefix}.${name}`] ?? 0)
  return {
    bytes: read('bytes'),
    packets: read('pkts'),
    errors: read('errs'),
    drops: read('drop'),
  }
}
