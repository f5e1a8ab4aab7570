/** A LAN with a tagged side, and what stands for guests on the bridges of a whole computer. */
import { hostConnection } from '../../support/host.ts'
import { until } from '../../lab/wait.ts'
import type { Computer } from '../computer.ts'

const CONNECTIONS = '/etc/NetworkManager/system-connections'
const RUN = '/run/NetworkManager/system-connections'
const SETTLED_MS = 180_000

/**
 * Behind the switch, for each VLAN, who hears its tagged frames alone: the LAN’s own kernel may have
 * no VLANs, so that it is the other NIC of the same computer, in a namespace for each.
 */
export async function tagTheLan(computer: Computer, ids: number[]): Promise<void> {
  const each = ids.map(
    (id) => `ip netns add far${id}
ip link add link eth1 name far${id} type vlan id ${id}
ip link set far${id} netns far${id}
ip -n far${id} address add ${farAddress(id)}/24 dev far${id}
ip -n far${id} link set far${id} up`,
  )
  await computer.sh(['ip link set eth1 up', ...each].join('\n'))
}

/** A guest’s end of a cable to a bridge. */
export async function plugGuest(computer: Computer, id: number, bridge = `br${id}`): Promise<void> {
  await computer.sh(`ip netns add guest${id}
ip link add tap${id} type veth peer name eth0 netns guest${id}
ip link set tap${id} master ${bridge} up
ip -n guest${id} address add 203.0.113.${id + 100}/24 dev eth0
ip -n guest${id} link set eth0 up`)
}

/** As libvirt has a tagged machine’s tap, from 11.0 on. */
export async function plugTagged(computer: Computer, id: number, bridge: string): Promise<void> {
  await plugGuest(computer, id, bridge)
  await computer.sh(`bridge vlan del dev tap${id} vid 1
bridge vlan add dev tap${id} vid ${id} pvid untagged`)
}

/** The kernel’s own table, of a port, VLAN by VLAN: `10`, `1 pvid untagged`. */
export async function kernelVlans(computer: Computer, port: string): Promise<string[]> {
  interface Row {
    ifname: string
    vlans: { vlan: number; vlanEnd?: number; flags?: string[] }[]
  }
  const rows = JSON.parse(await computer.sh('bridge -json vlan show')) as Row[]
  const own = rows.find(({ ifname }) => ifname === port)
  return (own?.vlans ?? []).flatMap(({ vlan, vlanEnd = vlan, flags = [] }) => {
    const isNative = flags.includes('PVID') && flags.includes('Egress Untagged')
    const ids = Array.from({ length: vlanEnd - vlan + 1 }, (_, at) => vlan + at)
    return ids.map((id) => (isNative ? `${id} pvid untagged` : `${id}`))
  })
}

export async function unplugGuest(computer: Computer, id: number): Promise<void> {
  await computer.sh(`ip netns del guest${id}; ip link del tap${id} 2>/dev/null || true`)
}

/** In all VLANs of one subnet: who is reached is told apart by the tags alone. */
export const farAddress = (id: number) => `203.0.113.${id}`

export function reaches(computer: Computer, guest: number, far: number, wait = 20) {
  return computer.does(
    `ip netns exec guest${guest} ping -c 1 -W ${wait} ${farAddress(far)} >/dev/null`,
  )
}

/**
 * All of the host that must be as it was: its connection, links, profiles and their files, but for
 * when each was connected, which NetworkManager notes in a file that it writes anew.
 */
export async function wholeHost(computer: Computer): Promise<Record<string, unknown>> {
  const [connection, links, files] = await Promise.all([
    hostConnection(computer),
    linksOf(computer),
    computer.sh(`cd ${CONNECTIONS}; for file in *; do echo "== $file"; sed /^timestamp=/d "$file"; done
ls ${RUN} | grep -vE '^(lo|virbr|vnet)' || true`),
  ])
  return { connection, links, files }
}

/** Each with the bridge that it is in; of a VLAN its number and its NIC. */
export async function linksOf(computer: Computer): Promise<string[]> {
  interface Link {
    ifname: string
    master?: string
    link?: string
    linkinfo?: { info_kind?: string; info_data?: { id?: number } }
  }
  const links = await computer.ip<Link>('-d', 'link', 'show')
  return links
    .filter(({ ifname }) => !/^(lo|virbr|vnet|tap|far)/.test(ifname))
    .map(({ ifname, master, link, linkinfo }) => {
      const tag = linkinfo?.info_kind === 'vlan' ? ` = ${link}, ${linkinfo.info_data?.id}` : ''
      return `${ifname}${tag}${master ? ` in ${master}` : ''}`
    })
    .sort()
}

/** DHCP and duplicate address detection take their time here. */
export async function becomes(
  computer: Computer,
  wanted: Record<string, unknown>,
  print: (state: Record<string, unknown>) => string = JSON.stringify,
): Promise<Record<string, unknown>> {
  let last: Record<string, unknown> = {}
  const isSo = async () => {
    last = await wholeHost(computer)
    return print(last) === print(wanted)
  }
  await until('the host is so', isSo, { timeoutMs: SETTLED_MS, everyMs: 2_000 }).catch(() => false)
  return last
}

/** Without who made them and when: UUIDs and the MACs that are made of them, our mark, blank lines. */
export function withoutMaker(state: Record<string, unknown>): string {
  const mark = /\[user\]\n(puente.*\n?)+/g
  const thoughtUp = /^(uuid|controller|cloned-mac-address)=.*\n/gm
  const files = String(state.files).replace(mark, '').replace(thoughtUp, '').replace(/\n+/g, '\n')
  return JSON.stringify({ ...state, files: files.trim() })
}
