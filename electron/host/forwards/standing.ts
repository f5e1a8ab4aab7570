/** What forwards can be on this computer, and what is in their way. */
import type { Forward, ForwardStanding } from '../../../shared/model/forward.ts'
import { isOnBus } from '../bus-names.ts'
import { readLowestPort, readTakenPorts } from '../port-listeners.ts'
import { readFile } from '../side.ts'
import type { HostSide } from '../side.ts'
import { natHindrance, readNatForwards } from './kernel-nat.ts'
import { readRelays, relayHindrance } from './relays.ts'

export async function readForwards(side: HostSide): Promise<Forward[]> {
  return (await Promise.all([readRelays(side), readNatForwards(side)])).flat()
}

/** Of what listens, also the forwards themselves. */
export async function readForwardStanding(side: HostSide): Promise<ForwardStanding> {
  const [relay, nat, firewall, taken, lowestPort, forwarding] = await Promise.all([
    relayHindrance(side),
    natHindrance(side),
    firewallThatIsOn(side),
    readTakenPorts(side),
    readLowestPort(side),
    side.readFiles(['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding']),
  ])
  const [ipv4, ipv6] = forwarding.map((text) => text?.trim() === '1')
  return {
    ...{ relay, nat, firewall, taken, lowestPort },
    forwarding: { ipv4: ipv4 ?? false, ipv6: ipv6 ?? false },
  }
}

/** The two that let in only what they were told to; others' rules only an administrator sees. */
async function firewallThatIsOn(side: HostSide): Promise<ForwardStanding['firewall']> {
  const isOn = /^ENABLED=["']?yes/m.test(await readFile(side, '/etc/ufw/ufw.conf'))
  if (isOn) return 'ufw'
  return (await isOnBus(side, 'org.fedoraproject.FirewallD1')) ? 'firewalld' : null
}
