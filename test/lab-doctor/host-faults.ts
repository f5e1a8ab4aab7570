/** Faults of the host: its routing, its firewall, its name server. */
import { ROUTER } from '../lab/lan.ts'
import { addressOf, cannotLease, cut, cutFromLan, leases, pingsLan, web } from './fault.ts'
import type { Fault } from './fault.ts'
import type { Patients } from './patients.ts'

const isBack = (at: Patients, service: 'libvirt' | 'networkManager') =>
  at.backend.until(({ services }) => services[service].status === 'connected')
const isAway = (at: Patients, service: 'libvirt' | 'networkManager') =>
  at.backend.until(({ services }) => services[service].status === 'unavailable')

export const hostFaults: Fault[] = [
  {
    code: 'libvirt-down',
    what: 'libvirt’s daemon stopped',
    target: () => ({ type: 'host' }),
    make: async (at) => {
      await at.lab.daemons.libvirtd.stop()
      await isAway(at, 'libvirt')
    },
    byHand: (at) => at.lab.daemons.libvirtd.start(),
    works: (at) => isBack(at, 'libvirt'),
    restore: async (at) => {
      if (!at.lab.daemons.libvirtd.isRunning) await at.lab.daemons.libvirtd.start()
      await isBack(at, 'libvirt')
      await at.backend.until(({ machines }) => machines.length > 0)
    },
  },
  {
    code: 'networkmanager-down',
    what: 'NetworkManager stopped',
    target: () => ({ type: 'host' }),
    make: async (at) => {
      await at.lab.daemons.networkManager.stop()
      await isAway(at, 'networkManager')
    },
    byHand: (at) => at.lab.daemons.networkManager.start(),
    works: (at) => isBack(at, 'networkManager'),
    restore: async (at) => {
      if (!at.lab.daemons.networkManager.isRunning) await at.lab.daemons.networkManager.start()
      await isBack(at, 'networkManager')
    },
  },
  {
    code: 'ip-forward',
    what: 'ip_forward off',
    target: web,
    make: (at) => at.root('sysctl -qw net.ipv4.ip_forward=0'),
    broken: cutFromLan,
    works: pingsLan,
  },
  {
    code: 'firewall-input',
    what: 'firewall drops DHCP (nftables)',
    target: web,
    make: (at) =>
      at.root(
        `nft 'table inet strict { chain input { type filter hook input priority 10; iifname "virbr0" udp dport 67 drop; }; }'`,
      ),
    broken: cannotLease,
    works: leases,
    restore: (at) => at.root('nft delete table inet strict'),
  },
  {
    code: 'firewall-forward',
    what: 'firewall drops both ways (nftables)',
    target: web,
    make: (at) =>
      at.root(
        `nft 'table inet gate { chain forward { type filter hook forward priority 10; policy drop; }; }'`,
      ),
    broken: cutFromLan,
    works: pingsLan,
    restore: (at) => at.root('nft delete table inet gate'),
  },
  {
    code: 'firewall-rules-lost',
    what: 'libvirt’s rules flushed',
    target: web,
    make: (at) => at.root('nft flush ruleset'),
    broken: cutFromLan,
    byHand: async (at) => {
      await at.lab.daemons.networkd.stop('SIGTERM')
      await at.lab.daemons.networkd.start()
      await at.backend.until(({ services }) => services.libvirt.status === 'connected', 30_000)
    },
    works: pingsLan,
  },
  {
    code: 'host-dns-silent',
    what: 'the host’s name server hangs',
    target: () => ({ type: 'host' }),
    make: (at) => at.lab.lan.dhcp.pause(),
    broken: (at) =>
      at.inGuest('web', `nslookup router.lab.test ${at.gateway}`).then((found) => !found),
    byHand: (at) => at.lab.lan.dhcp.resume(),
    restore: (at) => at.lab.lan.dhcp.resume(),
    works: async (at) => {
      if (!(await at.inGuest('web', `nslookup router.lab.test ${at.gateway}`)))
        throw new Error('no name')
    },
  },
  {
    code: 'subnet-overlap',
    what: 'VPN route inside the subnet',
    target: web,
    make: (at) => at.root(`ip route add ${addressOf(at, 'web')}/32 via ${ROUTER}`),
    broken: cut,
    works: async (at) => {
      await at.machines.renewLease('web')
      await at.machines.renewLease('db')
      await at.lab.guest('web').waitForAddress(at.gateway.replace(/\d+$/, ''))
      await at.pings('web')
    },
    restore: (at) => at.root(`ip route flush via ${ROUTER} root 192.168.0.0/16`),
  },
]
