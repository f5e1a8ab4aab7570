/** Firewalls as people have them: started so that they stop libvirt's guests, loaded anew, ended. */
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { FirewalledHost } from './host.ts'
import { KINDS, places, type Kind, type LibvirtRules } from './guests.ts'

export interface Firewall {
  name: string
  /** As its findings name it. */
  owner: RegExp
  start: (host: FirewalledHost) => Promise<unknown>
  /** After the networks were started. */
  spoil?: (host: FirewalledHost) => Promise<unknown>
  /** As its own service does when its rules have changed; undefined: what is ours goes with it. */
  reload?: (host: FirewalledHost) => Promise<unknown>
  stop: (host: FirewalledHost) => Promise<unknown>
  /** Kinds that it cuts off, by libvirt's backend. */
  cuts: Record<LibvirtRules, Kind[]>
}

const BRIDGE_NF =
  'sysctl -qw net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1'

/** In a namespace with control groups, which the lab has none of, and with a folder of its own. */
const DOCKERD = `mkdir -p /sys/fs/cgroup /var/lib/docker
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs docker /var/lib/docker
exec dockerd --storage-driver=vfs --experimental --ip6tables=true`

async function startService(lab: Lab, name: string, script: string, ready: string): Promise<void> {
  const start = `setsid -f unshare --mount sh -c 'echo $$ >/run/${name}.test.pid; exec sh -c "$0"' "$1" >/run/${name}.log 2>&1 </dev/null`
  await lab.run(['sh', '-c', start, 'start', script])
  const answers = async () =>
    (await lab.run(['sh', '-c', ready], { check: false })).code === 0 || undefined
  await until(`${name} answers`, answers, { timeoutMs: 60_000 })
}

async function stopService(lab: Lab, name: string): Promise<void> {
  const stop = `pid=$(cat /run/${name}.test.pid); kill $pid; while [ -e /proc/$pid ]; do sleep 0.1; done; rm /run/${name}.test.pid`
  await lab.run(['sh', '-c', stop])
}

const startDocker = ({ lab }: FirewalledHost) =>
  startService(lab, 'dockerd', DOCKERD, 'grep -q "API listen" /run/dockerd.log')

export const firewalls: Firewall[] = [
  {
    name: 'none',
    owner: /^$/,
    start: (host) => host.sh(BRIDGE_NF),
    stop: () => Promise.resolve(),
    cuts: { iptables: [], nftables: [] },
  },
  {
    // Before libvirt, while nobody forwards: the boot case, in which it sets FORWARD to DROP.
    name: 'Docker',
    owner: /^Docker$/,
    start: async (host) => {
      await host.sh(BRIDGE_NF)
      await startDocker(host)
    },
    reload: async (host) => {
      await stopService(host.lab, 'dockerd')
      await host.sh('rm -f /run/dockerd.log')
      await startDocker(host)
    },
    stop: async ({ lab }) => {
      await stopService(lab, 'dockerd')
      await lab.run(['rm', '-f', '/run/dockerd.log'])
    },
    cuts: { iptables: ['bridged'], nftables: [...KINDS] },
  },
  {
    name: 'ufw',
    owner: /^ufw$/,
    start: (host) => host.sh(`${BRIDGE_NF}; ufw --force enable`),
    reload: (host) => host.sh('ufw reload'),
    stop: (host) => host.sh('ufw --force reset; ufw --force disable'),
    cuts: { iptables: ['bridged'], nftables: [...KINDS] },
  },
  {
    // Somebody has put the bridges into the zone of the LAN.
    name: 'firewalld',
    owner: /^(firewalld|)$/,
    start: async (host) => {
      await host.sh(BRIDGE_NF)
      const script = 'exec firewalld --nofork --nopid'
      await startService(host.lab, 'firewalld', script, 'firewall-cmd --state')
    },
    spoil: async (host) => {
      for (const kind of ['nat', 'routed', 'isolated'] as const) {
        await host.sh(`firewall-cmd --zone=public --change-interface=${places[kind].bridge}`)
      }
    },
    reload: (host) => host.sh('firewall-cmd --reload'),
    stop: ({ lab }) => stopService(lab, 'firewalld'),
    cuts: { iptables: [...KINDS], nftables: [...KINDS] },
  },
  {
    name: 'own nft rules',
    owner: /^nftables \(inet gate\)$/,
    start: (host) =>
      host.sh(`${BRIDGE_NF}
nft 'table inet gate {
  chain input { type filter hook input priority 10; policy drop;
    iifname { "lo", "eth0" } accept; ct state established,related accept; }
  chain forward { type filter hook forward priority 10; policy drop; }
}'`),
    stop: () => Promise.resolve(),
    cuts: { iptables: [...KINDS], nftables: [...KINDS] },
  },
  {
    name: 'own iptables rules',
    owner: /^iptables$/,
    start: (host) =>
      host.sh(`${BRIDGE_NF}
for i in iptables ip6tables; do
  $i -A INPUT -i lo -j ACCEPT
  $i -A INPUT -i eth0 -j ACCEPT
  $i -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  $i -P INPUT DROP
  $i -P FORWARD DROP
done`),
    stop: () => Promise.resolve(),
    // Of IPv6 libvirt lets DNS through, and leaves finding each other to the host.
    cuts: { iptables: ['routed', 'bridged'], nftables: [...KINDS] },
  },
]
