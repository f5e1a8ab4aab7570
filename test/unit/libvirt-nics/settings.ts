/** Arbitrary settings of a NIC, as a form can have them. */
import fc from 'fast-check'
import { directModes } from '../../../shared/model/nic-settings.ts'
import type { NicSettings } from '../../../shared/model/nic-settings.ts'

const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })
const positive = fc.integer({ min: 1, max: 1_000_000 })
const orNothing = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })

const rate = fc.record({
  average: positive,
  peak: orNothing(positive),
  burst: orNothing(positive),
})

const tag = fc.record({
  id: fc.integer({ min: 0, max: 4095 }),
  native: fc.constantFrom('tagged' as const, 'untagged' as const, null),
})

const vlan = fc
  .record({ trunk: fc.boolean(), tags: fc.array(tag, { minLength: 1, maxLength: 4 }) })
  .map(({ trunk, tags }) => ({ trunk: trunk || tags.length > 1, tags }))

export const wires = fc.oneof(
  fc.record({
    type: fc.constant('network' as const),
    network: name,
    portGroup: orNothing(name),
  }),
  fc.record({ type: fc.constant('bridge' as const), bridge: name }),
  fc.record({
    type: fc.constant('direct' as const),
    device: name,
    mode: fc.constantFrom(...directModes),
  }),
)

export const settings: fc.Arbitrary<NicSettings> = fc.record({
  source: wires,
  model: fc.constantFrom('virtio', 'e1000e', 'rtl8139'),
  mac: fc
    .uint8Array({ minLength: 3, maxLength: 3 })
    .map((bytes) => `52:54:00:${Buffer.from(bytes).toString('hex').match(/../g)?.join(':')}`),
  linkUp: fc.boolean(),
  bootOrder: orNothing(positive),
  mtu: orNothing(positive),
  bandwidth: fc.record({ inbound: orNothing(rate), outbound: orNothing(rate) }),
  vlan: orNothing(vlan),
  isolated: fc.boolean(),
  trustGuestRxFilters: fc.boolean(),
  filter: orNothing(
    fc.record({
      name,
      parameters: fc.array(fc.record({ name, value: name }), { maxLength: 3 }),
    }),
  ),
  queues: orNothing(positive),
  // Of user mode alone, which is not among these wires.
  forwards: fc.constant([]),
})
