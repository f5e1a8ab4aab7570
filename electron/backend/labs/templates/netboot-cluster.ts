export const netbootCluster = `puente-lab: 1
name: Cluster booted over the network
note: |
  Nodes that boot over the network: DHCP tells those on “provision” to fetch lpxelinux.0 by TFTP from
  the machine “installer”, at 10.84.0.2. Among each other they talk on “cluster”. Put a TFTP server
  on the installer, and choose Network (PXE) as what the nodes boot from.
networks:
  - xml: |
      <network>
        <name>provision</name>
        <forward mode="nat"/>
        <ip address="10.84.0.1" prefix="24">
          <dhcp>
            <range start="10.84.0.100" end="10.84.0.199"/>
            <host mac="52:54:00:84:00:02" name="installer" ip="10.84.0.2"/>
            <bootp file="lpxelinux.0" server="10.84.0.2"/>
          </dhcp>
        </ip>
      </network>
  - name: cluster
    kind: very-isolated
machines:
  - name: installer
    nics:
      - mac: "52:54:00:84:00:02"
        to: { network: provision }
  - name: node-1
    nics:
      - to: { network: provision }
      - to: { network: cluster }
  - name: node-2
    nics:
      - to: { network: provision }
      - to: { network: cluster }
  - name: node-3
    nics:
      - to: { network: provision }
      - to: { network: cluster }
`
