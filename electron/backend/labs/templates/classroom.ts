export const classroom = `puente-lab: 1
name: Isolated classroom
note: |
  A network for one seat, whose machines reach each other and nobody else. Open it as many times as
  there are seats: each copy gets a name and a subnet of its own.
networks:
  - name: seat
    kind: isolated
    subnets:
      - address: 10.83.0.1
        prefix: 24
        dhcpRanges:
          - { start: 10.83.0.100, end: 10.83.0.199 }
machines:
  - name: student
    nics:
      - to: { network: seat }
`
