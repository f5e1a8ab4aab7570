export const dmzRouter = `puente-lab: 1
name: DMZ with a router
note: |
  Servers that the world may reach, an inner LAN that it may not, and a machine “router” between the
  three: outside behind this host, dmz, inner. Neither dmz nor inner has this host on it.
networks:
  - name: outside
    kind: nat
    subnets:
      - address: 10.82.0.1
        prefix: 24
        dhcpRanges:
          - { start: 10.82.0.100, end: 10.82.0.199 }
  - name: dmz
    kind: very-isolated
  - name: inner
    kind: very-isolated
machines:
  - name: router
    nics:
      - to: { network: outside }
      - to: { network: dmz }
      - to: { network: inner }
`
