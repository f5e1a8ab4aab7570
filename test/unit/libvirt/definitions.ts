/** Arbitrary definitions, each as its kind can have it. */
import fc from 'fast-check'
import { bits, formatAddress } from '../../../shared/rules/ip.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { networkKinds } from '../../../shared/model/network-kind.ts'
import type { DefinedSubnet, NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import { fitToKind } from '../../../shared/rules/networks/kinds.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const number = fc.integer({ min: 1, max: 60_000 })
const family = fc.constantFrom<Family>('ipv4', 'ipv6')

const address = (of: Family) =>
  fc
    .bigInt({ min: 1n << 24n, max: (1n << BigInt(bits[of])) - 1n })
    .map((value) => formatAddress({ family: of, value }))
const mac = fc
  .uint8Array({ minLength: 3, maxLength: 3 })
  .map((tail) => ['52:54:00', ...[...tail].map((b) => b.toString(16).padStart(2, '0'))].join(':'))

const subnet: fc.Arbitrary<DefinedSubnet> = family.chain((of) =>
  fc.record({
    family: fc.constant(of),
    address: address(of),
    prefix: fc.integer({ min: 1, max: bits[of] - 2 }),
    dhcpRanges: fc.uniqueArray(
      fc.record({ start: address(of), end: address(of), leaseSeconds: orNull(number) }),
      { maxLength: 3, selector: ({ start }) => start },
    ),
    reservations: fc.uniqueArray(
      fc.record({
        mac: of === 'ipv4' ? mac : fc.constant(null),
        id: of === 'ipv6' ? name : fc.constant(null),
        name: orNull(name),
        address: address(of),
      }),
      { maxLength: 4, selector: (item) => item.mac ?? item.id },
    ),
  }),
)

const rate = fc.record({
  average: number,
  peak: orNull(number),
  burst: orNull(number),
  floor: fc.constant(null),
})
const bandwidth = fc
  .record({ inbound: orNull(rate), outbound: orNull(rate) })
  .filter(({ inbound, outbound }) => inbound !== null || outbound !== null)
const vlan = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 4094 }),
      native: fc.constantFrom(null, 'tagged' as const, 'untagged' as const),
    }),
    { minLength: 1, maxLength: 3, selector: ({ id }) => id },
  )
  .chain((tags) =>
    fc.record({
      trunk: tags.length > 1 ? fc.constant(true) : fc.boolean(),
      tags: fc.constant(tags),
    }),
  )

const dns = fc.record({
  enabled: fc.boolean(),
  forwardPlainNames: fc.boolean(),
  forwarders: fc.array(
    family.chain((of) =>
      fc.record({ address: address(of), port: orNull(number), domain: orNull(name) }),
    ),
    {
      maxLength: 3,
    },
  ),
  hosts: fc.uniqueArray(
    fc.record({ address: address('ipv4'), names: fc.array(name, { minLength: 1, maxLength: 3 }) }),
    { maxLength: 3, selector: (host) => host.address },
  ),
  txt: fc.array(fc.record({ name, value: fc.string({ minLength: 1 }).map(printable) }), {
    maxLength: 3,
  }),
  srv: fc.array(
    fc.record({
      service: name,
      protocol: fc.constantFrom('tcp', 'udp'),
      domain: orNull(name),
      target: orNull(name),
      port: orNull(number),
      priority: orNull(number),
      weight: orNull(number),
    }),
    { maxLength: 3 },
  ),
})

const whole: fc.Arbitrary<NetworkDefinition> = fc.record({
  name,
  kind: fc.constantFrom<NetworkKind>(...networkKinds),
  bridge: name,
  mac: orNull(mac),
  stp: fc.boolean(),
  delay: fc.integer({ min: 0, max: 20 }),
  mtu: orNull(number),
  zone: orNull(name),
  macTable: fc.constantFrom(null, 'kernel' as const, 'libvirt' as const),
  isolatedPorts: fc.boolean(),
  subnets: fc.uniqueArray(subnet, {
    minLength: 1,
    maxLength: 3,
    selector: (item) => `${item.family} ${item.address}`,
  }),
  domain: orNull(fc.record({ name, localOnly: fc.boolean(), register: fc.boolean() })),
  dns,
  routes: fc.uniqueArray(
    family.chain((of) =>
      fc.record({
        destination: address(of),
        prefix: fc.integer({ min: 1, max: bits[of] }),
        gateway: address(of),
        metric: orNull(number),
      }),
    ),
    { maxLength: 3, selector: (item) => `${item.destination}/${item.prefix}` },
  ),
  nat: fc.record({
    addresses: orNull(fc.record({ start: address('ipv4'), end: address('ipv4') })),
    ports: orNull(fc.record({ start: number, end: number })),
    ipv6: fc.boolean(),
  }),
  forwardDevice: orNull(name),
  macvtapMode: fc.constantFrom('bridge' as const, 'private' as const, 'vepa' as const),
  devices: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  physicalFunction: orNull(name),
  vlan: orNull(vlan),
  portGroups: fc.uniqueArray(
    fc.record({ name, isDefault: fc.boolean(), vlan: orNull(vlan), bandwidth: orNull(bandwidth) }),
    { maxLength: 3, selector: (group) => group.name },
  ),
  bandwidth: orNull(bandwidth),
})

/** A definition of any kind, with exactly what that kind can have. */
export const definitions = whole.map(fitToKind)

/** Two of the same kind and name. */
export const pairs = fc.tuple(whole, whole).map(([from, to]) => ({
  from: fitToKind(from),
  to: fitToKind({ ...to, kind: from.kind, name: from.name }),
}))

/** XML has no control characters, and an attribute no line ends. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f]/g, '.')
}
