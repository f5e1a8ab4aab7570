/** What a lab's file may say: build/package/files/lab.schema.json is made from it. Whoever wrote it is nobody we know. */
import { z } from 'zod'
import { LAB_VERSION } from '../model/labs/lab.ts'
import { forwardEngines } from '../model/forward.ts'
import { directModes } from '../model/nic-settings.ts'
import { areFit, areNone, perfectWay } from '../rules/link-conditions.ts'
import { plainPattern } from '../rules/control-characters.ts'
import { forwardWish, guestAddress } from './forward.ts'
import { interfaceName, mac, memoryMiB, objectName, uuid, vcpus } from './fields.ts'
import { wayConditions } from './link-conditions.ts'
import * as network from './network-definition.ts'
import { nicRules } from './nic-rules.ts'
import { model, nicSettings } from './nic-settings.ts'

/** Well above any that libvirt has written. */
const xml = z.string().max(100_000)
const MOST = 512

/** What has a usual value may be left out. */
const { strictObject } = z
const dhcpRange = network.dhcpRange.partial({ leaseSeconds: true })
const reservation = network.reservation.partial({ mac: true, id: true, name: true })
const subnet = strictObject({
  ...network.subnet.omit({ family: true }).shape,
  dhcpRanges: z.array(dhcpRange).max(64).optional(),
  reservations: z.array(reservation).max(2048).optional(),
})
const { forwarders, hosts, txt, srv } = network.dns.shape
const dns = strictObject({
  ...network.dns.shape,
  forwarders: z.array(forwarders.element.partial()).max(64),
  hosts,
  txt,
  srv: z
    .array(
      srv.element.partial({
        domain: true,
        ...{ target: true, port: true, priority: true, weight: true },
      }),
    )
    .max(256),
}).partial()
const tag = network.vlan.shape.tags.element.partial({ native: true })
const vlan = strictObject({
  trunk: z.boolean().optional(),
  tags: z.array(tag).max(4096),
}).nullable()
const rate = network.rate.partial().nullable()
const bandwidth = strictObject({ inbound: rate, outbound: rate }).partial().nullable()
const portGroup = strictObject({
  name: network.portGroup.shape.name,
  isDefault: z.boolean(),
  vlan,
  bandwidth,
}).partial({ isDefault: true, vlan: true, bandwidth: true })

const standing = {
  uuid: uuid.optional(),
  /** Left out: yes, both. */
  active: z.boolean().optional(),
  autostart: z.boolean().optional(),
}
const definition = network.networkDefinition
const typedNetwork = strictObject({
  ...standing,
  name: definition.shape.name,
  kind: definition.shape.kind,
  ...definition
    .omit({ name: true, kind: true })
    .extend({
      subnets: z.array(subnet).max(32),
      domain: strictObject({
        name: z.string().max(256),
        localOnly: z.boolean().optional(),
        register: z.boolean().optional(),
      }).nullable(),
      dns,
      routes: z.array(network.route.partial({ metric: true })).max(256),
      nat: network.nat.partial(),
      vlan,
      portGroups: z.array(portGroup).max(256),
      bandwidth,
    })
    .partial().shape,
})
const exactNetwork = strictObject({ ...standing, xml })

/** Where its cable leads. */
const to = z.union([
  strictObject({ network: objectName, portGroup: objectName.optional() }),
  strictObject({ bridge: interfaceName }),
  strictObject({ device: interfaceName, mode: z.enum(directModes) }),
  strictObject({ user: z.literal(true) }),
])
const nicRate = nicSettings.shape.bandwidth.shape.inbound
  .unwrap()
  .partial({ peak: true, burst: true })
  .nullable()
const { filter } = nicSettings.shape
const { delay, jitter, loss, duplicates, rate: kbits } = wayConditions.shape
const way = strictObject({
  ...{ delay: delay.default(0), jitter: jitter.default(0), loss: loss.default(0) },
  ...{ duplicates: duplicates.default(0), rate: kbits.default(null) },
}).default(perfectWay)
const badLink = strictObject({ toMachine: way, fromMachine: way }).refine(
  (asked) => areFit(asked) && !areNone(asked),
)
/** Beside what libvirt's own definition of a NIC says. */
const hostPort = strictObject({
  ...{ port: forwardWish.port, toPort: forwardWish.toPort.optional() },
  protocol: forwardWish.protocol.default('tcp'),
  address: forwardWish.address.default(null),
  to: guestAddress.optional(),
  engine: z.enum(['auto', ...forwardEngines]).default('auto'),
  enabled: z.boolean().default(true),
})
const beside = {
  ...{ rules: nicRules.optional(), badLink: badLink.optional() },
  hostPorts: z.array(hostPort).max(64).optional(),
}
const typedNic = strictObject({
  mac: mac.optional(),
  to,
  model: model.nullable().optional(),
  ...beside,
  ...nicSettings
    .omit({ source: true, model: true, mac: true, bootOrder: true })
    .extend({
      bandwidth: strictObject({ inbound: nicRate, outbound: nicRate }).partial(),
      vlan: strictObject({
        trunk: z.boolean().optional(),
        tags: z.array(tag).min(1).max(4096),
      }).nullable(),
      filter: filter.unwrap().partial({ parameters: true }).nullable(),
    })
    .partial().shape,
})
const exactNic = strictObject({ xml, ...beside })

const machine = strictObject({
  name: objectName,
  /** Of one that is made, where this host has none of its name. */
  memoryMiB: memoryMiB.optional(),
  vcpus: vcpus.optional(),
  nics: z.array(z.union([exactNic, typedNic])).max(32),
})

export const labFile = strictObject({
  'puente-lab': z.literal(LAB_VERSION),
  name: z.string().regex(plainPattern).max(128).optional(),
  note: z.string().max(4096).optional(),
  /** Of the host, that the others lead to: they have to be there. */
  bridges: z
    .array(strictObject({ name: interfaceName, nic: interfaceName.optional() }))
    .max(MOST)
    .optional(),
  networks: z
    .array(z.union([exactNetwork, typedNetwork]))
    .max(MOST)
    .optional(),
  machines: z.array(machine).max(MOST).optional(),
})

/**
 * One that a person draws in the window: no XML, and nothing that leads into this host. A NIC that is
 * there already keeps all that it is but for where its cable leads.
 */
export const drawnLab = strictObject({
  networks: z.array(typedNetwork.extend({ uuid })).max(MOST),
  machines: z
    .array(strictObject({ name: objectName, nics: z.array(strictObject({ mac, to })).max(32) }))
    .max(MOST),
})

export type DrawnLab = z.infer<typeof drawnLab>
export type LabFile = z.infer<typeof labFile>
export type NetworkInFile = NonNullable<LabFile['networks']>[number]
export type TypedNetworkInFile = Exclude<NetworkInFile, { xml: string }>
export type MachineInFile = NonNullable<LabFile['machines']>[number]
export type NicInFile = MachineInFile['nics'][number]
export type TypedNicInFile = Exclude<NicInFile, { xml: string }>
