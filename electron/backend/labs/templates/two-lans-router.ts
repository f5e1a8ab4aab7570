export const twoLansRouter = `puente-lab: 1
name: Two LANs and a router
note: |
  Two LANs that know nothing of this host, and a machine “router” with a NIC on each of them that
  carries packets from one to the other. Give it 10.81.1.254 and 10.81.2.254, and the others one of
  these as their gateway.
networks:
  - name: left
    kind: isolated
    subnets:
      - address: 10.81.1.1
        prefix: 24
        dhcpRanges:
          - { start: 10.81.1.100, end: 10.81.1.199 }
  - name: right
    kind: isolated
    subnets:
      - address: 10.81.2.1
        prefix: 24
        dhcpRanges:
          - { start: 10.81.2.100, end: 10.81.2.199 }
machines:
  - name: router
    nics:
      - to: { network: left }
      - to: { network: right }
`
