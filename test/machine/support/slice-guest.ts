/** What stands for a machine on a part of the LAN: to the firewall and the radio it is the same. */
import { until } from '../../lab/wait.ts'
import type { Computer } from '../computer.ts'

/**
 * Plugs it in, as a machine is when the network starts.
 * @param bridge is there, and is its router
 */
export async function plugIn(
  computer: Computer,
  bridge: string,
  address: string,
  prefix: number,
): Promise<void> {
  await computer.sh(`ip netns add guest
ip link add tap-guest type veth peer name eth0 netns guest
ip link set tap-guest master ${bridge} up
ip -n guest link set eth0 up
ip -n guest address add ${address}/${prefix} dev eth0
ip -n guest route add default via "$(ip -4 -o address show dev ${bridge} | sed -n 's/.* inet \\([0-9.]*\\).*/\\1/p')"`)
}

/** Each way: by what `outside` runs, and from the guest. */
export async function comesToBeReached(
  computer: Computer,
  outside: (ping: string[]) => Promise<boolean>,
  address: string,
  neighbour: string,
): Promise<void> {
  const ping = ['ping', '-c', '2', '-w', '20']
  const there = async () => outside([...ping, address])
  const back = () => computer.does(`ip netns exec guest ${ping.join(' ')} ${neighbour} >/dev/null`)
  await until('it is reached', async () => ((await there()) && (await back())) || undefined, {
    ...{ timeoutMs: 180_000, everyMs: 2_000 },
  })
}
