/**
 * One definition for each thing that libvirt's documentation of the network format has an example
 * of, written anew: what a user's own files may look like.
 */
export const EXAMPLES: { what: string; xml: string }[] = [
  example(
    'NAT with IPv6 and a domain',
    `<uuid>5b1f7f4a-6d0c-4d37-8bb5-0d2c7ab33210</uuid>
     <bridge name="virbr1" stp="on" delay="0" zone="libvirt-lab" macTableManager="libvirt"/>
     <mac address="52:54:00:aa:bb:cc"/>
     <domain name="lab.test" localOnly="yes" register="yes"/>
     <forward mode="nat"/>
     <ip address="10.20.0.1" netmask="255.255.0.0" localPtr="yes">
       <dhcp><range start="10.20.0.2" end="10.20.255.254"/></dhcp>
     </ip>
     <ip family="ipv6" address="fd00:20::1" prefix="64"/>`,
  ),
  example(
    'NAT to a device, with addresses and ports',
    `<forward mode="nat" dev="eth0">
       <nat ipv6="yes"><address start="192.0.2.10" end="192.0.2.20"/><port start="2000" end="3000"/></nat>
       <interface dev="eth0"/>
     </forward>
     <bridge name="virbr1"/>
     <ip address="10.20.0.1" prefix="24"/>`,
  ),
  example(
    'routed with static routes',
    `<forward mode="route" dev="eth1"/>
     <bridge name="virbr1"/>
     <ip address="198.51.100.1" netmask="255.255.255.0"/>
     <route address="203.0.113.0" prefix="24" gateway="198.51.100.2" metric="2"/>
     <route family="ipv6" address="2001:db8:9::" prefix="48" gateway="2001:db8::2"/>
     <ip family="ipv6" address="2001:db8::1" prefix="64"/>`,
  ),
  example(
    'open with IPv6 only',
    '<forward mode="open"/><bridge name="virbr1"/><ip family="ipv6" address="2001:db8::1" prefix="64"/>',
  ),
  example(
    'isolated with reservations of both families and leases of their own length',
    `<bridge name="virbr1"/>
     <ip address="10.20.0.1" prefix="24"><dhcp>
       <range start="10.20.0.9" end="10.20.0.99"><lease expiry="1" unit="hours"/></range>
       <host mac="52:54:00:00:00:01" name="a.lab.test" ip="10.20.0.100"><lease expiry="30"/></host>
       <host mac="52:54:00:00:00:02" ip="10.20.0.101"/>
     </dhcp></ip>
     <ip family="ipv6" address="fd00:20::1" prefix="64"><dhcp>
       <range start="fd00:20::100" end="fd00:20::1ff"/>
       <host id="0:4:7e:7d:f0:7d:a8:bc:c5:d2:13:32:11:ed:16:ea:84:63" name="b" ip="fd00:20::10"/>
     </dhcp></ip>`,
  ),
  example(
    'very isolated, with bridging for guests with IPv6',
    '<bridge name="virbr1" stp="off" delay="2"/>',
    'ipv6="yes" trustGuestRxFilters="yes"',
  ),
  example('a host bridge', '<forward mode="bridge"/><bridge name="br0"/>'),
  example(
    'macvtap with several devices and a passthrough profile',
    `<forward mode="passthrough">
       <interface dev="eth10"/><interface dev="eth11"/>
     </forward>
     <virtualport type="802.1Qbh"><parameters profileid="finance"/></virtualport>`,
  ),
  example(
    'macvtap, vepa on a physical function',
    '<forward mode="vepa"><pf dev="eth3"/></forward>',
  ),
  example(
    'an SR-IOV pool by its physical function, with a driver and a VLAN',
    `<forward mode="hostdev" managed="yes"><driver name="vfio"/><pf dev="eth3"/></forward>
     <vlan><tag id="42"/></vlan>`,
  ),
  example(
    'an SR-IOV pool by its functions',
    `<forward mode="hostdev" managed="yes">
       <address type="pci" domain="0" bus="4" slot="0" function="1"/>
       <address type="pci" domain="0" bus="4" slot="0" function="2"/>
     </forward>`,
  ),
  example(
    'Open vSwitch with VLANs and port groups',
    `<forward mode="bridge"/><bridge name="ovsbr0"/>
     <virtualport type="openvswitch"><parameters interfaceid="09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f"/></virtualport>
     <vlan trunk="yes"><tag id="42" nativeMode="untagged"/><tag id="47"/></vlan>
     <portgroup name="dontpanic"><vlan><tag id="42"/></vlan></portgroup>
     <portgroup name="sales" default="yes" trustGuestRxFilters="no">
       <virtualport type="openvswitch"><parameters profileid="salestest"/></virtualport>
       <bandwidth><inbound average="500" peak="2000" burst="2560"/></bandwidth>
     </portgroup>`,
  ),
  example(
    'a name server that knows everything',
    `<forward mode="nat"/><bridge name="virbr1"/>
     <dns forwardPlainNames="no">
       <forwarder addr="192.0.2.53" port="5353"/>
       <forwarder domain="corp.test" addr="192.0.2.54"/>
       <forwarder domain="local.test"/>
       <txt name="example" value="a value, with a comma"/>
       <srv service="ldap" protocol="tcp" domain="lab.test" target="a.lab.test" port="389" priority="10" weight="5"/>
       <srv service="kerberos" protocol="udp"/>
       <host ip="10.20.0.5"><hostname>a</hostname><hostname>b.lab.test</hostname></host>
     </dns>
     <ip address="10.20.0.1" prefix="24"/>`,
  ),
  example(
    'no name server',
    '<forward mode="nat"/><bridge name="virbr1"/><dns enable="no"/><ip address="10.20.0.1" prefix="24"/>',
  ),
  example(
    'network booting',
    `<bridge name="virbr1"/>
     <ip address="10.20.0.1" prefix="24"><tftp root="/srv/tftp"/><dhcp>
       <range start="10.20.0.2" end="10.20.0.9"/><bootp file="pxelinux.0" server="10.20.0.2"/>
     </dhcp></ip>`,
  ),
  example(
    'bandwidth, an MTU, isolated ports, a title and others’ metadata',
    `<title>The lab</title><description>For &lt;testing&gt; &amp; more</description>
     <metadata><app:thing xmlns:app="urn:app:1" kept="1"><app:inner/> text </app:thing></metadata>
     <bridge name="virbr1"/><mtu size="9000"/><port isolated="yes"/>
     <bandwidth><inbound average="1000" peak="5000" burst="5120"/><outbound average="128"/></bandwidth>
     <ip address="10.20.0.1" prefix="24"/>`,
  ),
  example(
    'options of dnsmasq’s own, from somebody who may set them',
    `<forward mode="nat"/><bridge name="virbr1"/><ip address="10.20.0.1" prefix="24"/>
     <dnsmasq:options xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0">
       <dnsmasq:option value="dhcp-option=option:ntp-server,192.0.2.1"/>
     </dnsmasq:options>`,
  ),
]

function example(what: string, content: string, attributes = ''): { what: string; xml: string } {
  const start = attributes ? `<network ${attributes}>` : '<network>'
  return { what, xml: `${start}\n  <name>example</name>\n  ${content}\n</network>` }
}
