/** Every check. Their order is that of the codes: causes before what they cause. */
import type { FindingCode } from '../../../../shared/model/finding.ts'
import type { Check } from '../check.ts'
import bridgeDown from './bridge-down.ts'
import bridgeNf from './bridge-nf.ts'
import bridgeNoCarrier from './bridge-no-carrier.ts'
import bridgeNicRenamed from './bridge-nic-renamed.ts'
import bridgeWithoutPort from './bridge-without-port.ts'
import deviceMissing from './device-missing.ts'
import dhcpRangeFull from './dhcp-range-full.ts'
import dnsPortTaken from './dns-port-taken.ts'
import dnsSilent from './dns-silent.ts'
import dnsmasqDead from './dnsmasq-dead.ts'
import dockerForward from './docker-forward.ts'
import duplicateAddress from './duplicate-address.ts'
import duplicateMac from './duplicate-mac.ts'
import firewallForward from './firewall-forward.ts'
import firewallInput from './firewall-input.ts'
import firewallRulesLost from './firewall-rules-lost.ts'
import firewalldZone from './firewalld-zone.ts'
import hostDnsSilent from './host-dns-silent.ts'
import ipForward from './ip-forward.ts'
import linkDown from './link-down.ts'
import machineOff from './machine-off.ts'
import machineSaved from './machine-saved.ts'
import machinePaused from './machine-paused.ts'
import macvtapHost from './macvtap-host.ts'
import mtuMismatch from './mtu-mismatch.ts'
import networkGone from './network-gone.ts'
import networkInactive from './network-inactive.ts'
import networkNoAutostart from './network-no-autostart.ts'
import nicNotPlugged from './nic-not-plugged.ts'
import noLanAddress from './no-lan-address.ts'
import noLease from './no-lease.ts'
import noNic from './no-nic.ts'
import noReservation from './no-reservation.ts'
import reversePath from './reverse-path.ts'
import rights from './rights.ts'
import securityDenial from './security-denial.ts'
import storedDiffers from './stored-differs.ts'
import { libvirtDown, networkManagerDown } from './service-down.ts'
import stpListening from './stp-listening.ts'
import subnetOverlap from './subnet-overlap.ts'
import tapWithoutBridge from './tap-without-bridge.ts'
import ufwForward from './ufw-forward.ts'
import wayOutElsewhere from './way-out-elsewhere.ts'
import wifiBridge from './wifi-bridge.ts'

const byCode: Record<FindingCode, Check> = {
  'libvirt-down': libvirtDown,
  'networkmanager-down': networkManagerDown,
  'machine-off': machineOff,
  'machine-saved': machineSaved,
  'machine-paused': machinePaused,
  'no-nic': noNic,
  'nic-not-plugged': nicNotPlugged,
  'network-gone': networkGone,
  'dns-port-taken': dnsPortTaken,
  'network-inactive': networkInactive,
  'device-missing': deviceMissing,
  'link-down': linkDown,
  'tap-without-bridge': tapWithoutBridge,
  'bridge-down': bridgeDown,
  'bridge-nic-renamed': bridgeNicRenamed,
  'bridge-without-port': bridgeWithoutPort,
  'wifi-bridge': wifiBridge,
  'bridge-no-carrier': bridgeNoCarrier,
  'stp-listening': stpListening,
  'duplicate-mac': duplicateMac,
  'duplicate-address': duplicateAddress,
  'subnet-overlap': subnetOverlap,
  'dnsmasq-dead': dnsmasqDead,
  'firewall-input': firewallInput,
  'docker-forward': dockerForward,
  'bridge-nf': bridgeNf,
  'dns-silent': dnsSilent,
  'dhcp-range-full': dhcpRangeFull,
  'no-reservation': noReservation,
  'ip-forward': ipForward,
  'reverse-path': reversePath,
  'way-out-elsewhere': wayOutElsewhere,
  'firewall-rules-lost': firewallRulesLost,
  'firewall-forward': firewallForward,
  'firewalld-zone': firewalldZone,
  'ufw-forward': ufwForward,
  'mtu-mismatch': mtuMismatch,
  'security-denial': securityDenial,
  'host-dns-silent': hostDnsSilent,
  'no-lease': noLease,
  'no-lan-address': noLanAddress,
  'stored-differs': storedDiffers,
  'macvtap-host': macvtapHost,
  'network-no-autostart': networkNoAutostart,
  rights: rights,
}

export const checks = Object.values(byCode)

/** Those that need nothing but what libvirt tells, and so can be run on another host's machines. */
export const ofLibvirtAlone: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'libvirt-down',
  'machine-off',
  'machine-saved',
  'machine-paused',
  'no-nic',
  'nic-not-plugged',
  'network-gone',
  'network-inactive',
  'network-no-autostart',
  'link-down',
  'duplicate-mac',
  'dhcp-range-full',
  'stored-differs',
])
