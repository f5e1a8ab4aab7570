export const natPlayground = `puente-lab: 1
name: NAT playground
note: |
  One network that goes out behind this host, to try things on. Machines get addresses and names by
  themselves: lease.play.test for one that says so.
networks:
  - name: play
    kind: nat
    domain: { name: play.test, localOnly: true }
    subnets:
      - address: 10.80.0.1
        prefix: 24
        dhcpRanges:
          - { start: 10.80.0.100, end: 10.80.0.199 }
machines: []
`
