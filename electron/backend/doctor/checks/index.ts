/** Every check: a folder for each subject. Their order is that of the codes: causes before consequences. */
import { findingCodes } from '../../../../shared/model/finding.ts'
import type { FindingCode } from '../../../../shared/model/finding.ts'
import type { Check } from '../check.ts'
import dhcpRangeFull from './addresses/dhcp-range-full.ts'
import duplicateAddress from './addresses/duplicate-address.ts'
import noLanAddress from './addresses/no-lan-address.ts'
import noLease from './addresses/no-lease.ts'
import noReservation from './addresses/no-reservation.ts'
import bridgeDown from './bridges/bridge-down.ts'
import bridgeNicRenamed from './bridges/bridge-nic-renamed.ts'
import bridgeNoCarrier from './bridges/bridge-no-carrier.ts'
import bridgeWithoutPort from './bridges/bridge-without-port.ts'
import mtuMismatch from './bridges/mtu-mismatch.ts'
import stpListening from './bridges/stp-listening.ts'
import tapWithoutBridge from './bridges/tap-without-bridge.ts'
import wifiBridge from './bridges/wifi-bridge.ts'
import bridgeNf from './firewall/bridge-nf.ts'
import dockerForward from './firewall/docker-forward.ts'
import firewallForward from './firewall/firewall-forward.ts'
import firewallInput from './firewall/firewall-input.ts'
import firewallRulesLost from './firewall/firewall-rules-lost.ts'
import firewalldZone from './firewall/firewalld-zone.ts'
import ufwForward from './firewall/ufw-forward.ts'
import forwardMachineOff from './forwards/forward-machine-off.ts'
import forwardAddressChanged from './forwards/forward-address-changed.ts'
import forwardPortTaken from './forwards/forward-port-taken.ts'
import forwardNotListening from './forwards/forward-not-listening.ts'
import forwardStopped from './forwards/forward-stopped.ts'
import forwardUnanswered from './forwards/forward-unanswered.ts'
import fileSetAside from './host/file-set-aside.ts'
import hostDnsSilent from './host/host-dns-silent.ts'
import ipForward from './host/ip-forward.ts'
import reversePath from './host/reverse-path.ts'
import rights from './host/rights.ts'
import { libvirtDown, networkManagerDown } from './host/service-down.ts'
import wayOutElsewhere from './host/way-out-elsewhere.ts'
import badLink from './machines/bad-link.ts'
import deviceMissing from './machines/device-missing.ts'
import duplicateMac from './machines/duplicate-mac.ts'
import linkDown from './machines/link-down.ts'
import machineOff from './machines/machine-off.ts'
import machinePaused from './machines/machine-paused.ts'
import machineSaved from './machines/machine-saved.ts'
import macvtapHost from './machines/macvtap-host.ts'
import nicNotPlugged from './machines/nic-not-plugged.ts'
import noNic from './machines/no-nic.ts'
import securityDenial from './machines/security-denial.ts'
import storedDiffers from './machines/stored-differs.ts'
import dnsPortTaken from './networks/dns-port-taken.ts'
import dnsSilent from './networks/dns-silent.ts'
import dnsmasqDead from './networks/dnsmasq-dead.ts'
import networkGone from './networks/network-gone.ts'
import networkInactive from './networks/network-inactive.ts'
import networkNoAutostart from './networks/network-no-autostart.ts'
import resolverOff from './networks/resolver-off.ts'
import sliceLeft from './networks/slice-left.ts'
import sliceUnanswered from './networks/slice-unanswered.ts'
import subnetOverlap from './networks/subnet-overlap.ts'
import vlanUnfiltered from './vlans/vlan-unfiltered.ts'
import vlanNotAllowed from './vlans/vlan-not-allowed.ts'
import vlanTapLost from './vlans/vlan-tap-lost.ts'
import vlanNativeTwice from './vlans/vlan-native-twice.ts'
import vlanUnheard from './vlans/vlan-unheard.ts'

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
  'resolver-off': resolverOff,
  'network-inactive': networkInactive,
  'device-missing': deviceMissing,
  'link-down': linkDown,
  'bad-link': badLink,
  'tap-without-bridge': tapWithoutBridge,
  'bridge-down': bridgeDown,
  'bridge-nic-renamed': bridgeNicRenamed,
  'bridge-without-port': bridgeWithoutPort,
  'wifi-bridge': wifiBridge,
  'bridge-no-carrier': bridgeNoCarrier,
  'stp-listening': stpListening,
  'vlan-unfiltered': vlanUnfiltered,
  'vlan-not-allowed': vlanNotAllowed,
  'vlan-tap-lost': vlanTapLost,
  'vlan-native-twice': vlanNativeTwice,
  'vlan-unheard': vlanUnheard,
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
  'slice-unanswered': sliceUnanswered,
  'slice-left': sliceLeft,
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
  'forward-machine-off': forwardMachineOff,
  'forward-address-changed': forwardAddressChanged,
  'forward-port-taken': forwardPortTaken,
  'forward-not-listening': forwardNotListening,
  'forward-stopped': forwardStopped,
  'forward-unanswered': forwardUnanswered,
  'stored-differs': storedDiffers,
  'macvtap-host': macvtapHost,
  'network-no-autostart': networkNoAutostart,
  rights,
  'file-set-aside': fileSetAside,
}

export const checks = findingCodes.map((code) => byCode[code])
