/**
 * What the lab’s namespaces can’t have, because their kernel is this machine’s: the devices that
 * Puente plans for, made by the tools it names, with packets through them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../lab/wait.ts'
import { Computer } from './computer.ts'

let computer: Computer
beforeAll(async () => {
  computer = await Computer.start()
})
afterAll(() => computer.stop())

const pings = (address: string, more = '') =>
  computer.does(`ping -c 3 -i 0.3 -W 10 ${more} ${address}`)

async function detailsOf(link: string): Promise<Record<string, unknown>> {
  interface Details {
    linkinfo?: { info_data?: Record<string, unknown> }
  }
  const [details] = await computer.ip<Details>('-d', 'link', 'show', 'dev', link)
  return details?.linkinfo?.info_data ?? {}
}

const comesUp = (device: string) =>
  until(
    `${device} is connected`,
    async () =>
      (await computer.nmcli('-g', 'GENERAL.STATE', 'device', 'show', device)).startsWith('100'),
    { timeoutMs: 120_000, everyMs: 500 },
  )

describe('this kernel', () => {
  it('has a VLAN on a NIC, by NetworkManager, tagged on the wire', async () => {
    // The LAN is this machine's kernel's, which may have none: the other end is the other NIC's.
    await computer.sh(`ip netns add far
ip link add link eth1 name far30 type vlan id 30
ip link set far30 netns far
ip -n far address add 203.0.113.1/24 dev far30
ip -n far link set far30 up`)
    await computer.nmcli(
      ...['connection', 'add', 'type', 'vlan', 'con-name', 'v30', 'ifname', 'eth0.30'],
      ...['dev', 'eth0', 'id', '30', 'ipv4.method', 'manual', 'ipv4.addresses', '203.0.113.5/24'],
      ...['ipv6.method', 'disabled'],
    )
    await comesUp('eth0.30')
    expect(await detailsOf('eth0.30')).toMatchObject({ id: 30 })
    expect(await pings('203.0.113.1')).toBe(true)
    await computer.nmcli('connection', 'delete', 'v30')
    await computer.sh('ip netns del far')
  })

  it('has a bond of NICs, by NetworkManager, with an address of the LAN', async () => {
    await computer.nmcli(
      ...['connection', 'add', 'type', 'bond', 'con-name', 'bond0', 'ifname', 'bond0'],
      ...['bond.options', 'mode=active-backup,miimon=100', 'ipv6.method', 'disabled'],
      ...['ipv4.method', 'manual', 'ipv4.addresses', '198.51.100.30/24'],
      ...['ipv4.never-default', 'yes'],
    )
    await computer.nmcli(
      ...['connection', 'add', 'type', 'ethernet', 'con-name', 'bond0-eth1', 'ifname', 'eth1'],
      ...['master', 'bond0'],
    )
    await computer.nmcli('connection', 'up', 'bond0-eth1')
    await comesUp('bond0')
    expect(await detailsOf('bond0')).toMatchObject({ mode: 'active-backup' })
    expect(await pings('198.51.100.1', '-I bond0')).toBe(true)
    await computer.nmcli('connection', 'delete', 'bond0-eth1', 'bond0')
  })

  it('has a bridge that keeps VLANs apart', async () => {
    await computer.sh(`ip link add vb type bridge vlan_filtering 1 forward_delay 0
ip link set vb up
for port in p20 q20 p21; do
  ip netns add $port
  ip link add $port type veth peer name eth0 netns $port
  ip link set $port master vb up
  ip -n $port link set eth0 up
  bridge vlan del dev $port vid 1
done
bridge vlan add dev p20 vid 20 pvid untagged
bridge vlan add dev q20 vid 20 pvid untagged
bridge vlan add dev p21 vid 21 pvid untagged
ip -n p20 address add 10.77.0.1/24 dev eth0
ip -n q20 address add 10.77.0.2/24 dev eth0
ip -n p21 address add 10.77.0.3/24 dev eth0`)
    const reaches = (address: string, wait: number) =>
      computer.does(`ip netns exec p20 ping -c 1 -W ${wait} ${address}`)
    expect(await reaches('10.77.0.2', 20)).toBe(true)
    expect(await reaches('10.77.0.3', 2)).toBe(false)
    await computer.sh('for port in p20 q20 p21; do ip netns del $port; done; ip link del vb')
  })

  it.each(['bridge', 'private', 'vepa', 'passthru'])('has macvtap in mode %s', async (mode) => {
    await computer.sh(
      `ip link add link eth1 name mv0 type macvtap mode ${mode}; ip link set mv0 up`,
    )
    expect(await detailsOf('mv0')).toMatchObject({ mode })
    expect(await computer.does('test -c /dev/tap$(cat /sys/class/net/mv0/ifindex)')).toBe(true)
    await computer.sh('ip link del mv0')
  })

  it('refuses macvtap on a bridge’s port', async () => {
    await computer.sh(
      'ip link add xb type bridge; ip link add xd type dummy; ip link set xd master xb',
    )
    const added = await computer.run(
      ['ip', 'link', 'add', 'link', 'xd', 'name', 'mv1', 'type', 'macvtap'],
      { check: false },
    )
    expect(added.stderr).toContain('busy')
    await computer.sh('ip link del xd; ip link del xb')
  })

  it('slows and loses packets as it is told', async () => {
    await computer.sh('tc qdisc add dev eth0 root netem delay 400ms')
    const { stdout } = await computer.run(['ping', '-c', '2', '-W', '10', '198.51.100.1'])
    const times = [...stdout.matchAll(/time=([\d.]+)/g)].map(([, time]) => Number(time))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(400)
    await computer.sh('tc qdisc replace dev eth0 root netem loss 100%')
    expect(await computer.does('ping -c 2 -i 0.3 -W 1 198.51.100.1')).toBe(false)
    await computer.sh('tc qdisc del dev eth0 root')
    expect(await pings('198.51.100.1')).toBe(true)
  })

  it('has what libvirt’s limits of bandwidth and its nftables rules are made of', async () => {
    await computer.sh(`ip link add bw type dummy
tc qdisc add dev bw root handle 1: htb default 1
tc class add dev bw parent 1: classid 1:1 htb rate 1mbit
tc qdisc add dev bw parent 1:1 handle 2: sfq perturb 10
tc filter add dev bw parent 1:0 protocol all prio 1 handle 1 fw flowid 1:1
tc qdisc add dev bw ingress
tc filter add dev bw parent ffff: protocol ip u32 match ip dport 68 ffff action csum ip and udp
ip link del bw`)
  })
})
