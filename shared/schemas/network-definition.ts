/** What the backend takes for a definition of a network: see model/network-definition.ts. */
import { z } from 'zod'
import { networkKinds } from '../model/network-kind.ts'

const text = z.string().max(256)
const name = z.string().min(1).max(256)
const count = z.int().min(0).max(4_294_967_295)
const address = z.string().max(64)
const span = <T extends z.ZodType>(part: T) => z.strictObject({ start: part, end: part })

export const kind = z.enum(networkKinds)

export const dhcpRange = z.strictObject({
  start: address,
  end: address,
  /** Null leaves it to libvirt, 0 is for ever. */
  leaseSeconds: count.nullable(),
})

export const reservation = z.strictObject({
  mac: text.nullable(),
  /** IPv6: the client's DUID. */
  id: text.nullable(),
  name: text.nullable(),
  address,
})

export const subnet = z.strictObject({
  family: z.enum(['ipv4', 'ipv6']),
  /** The host's own address on the network. */
  address,
  prefix: z.int().min(0).max(128),
  dhcpRanges: z.array(dhcpRange).max(64),
  reservations: z.array(reservation).max(2048),
})

export const route = z.strictObject({
  destination: address,
  prefix: z.int().min(0).max(128),
  gateway: address,
  metric: count.nullable(),
})

export const dns = z.strictObject({
  enabled: z.boolean(),
  /** Ask others for names without a dot too. */
  forwardPlainNames: z.boolean(),
  forwarders: z
    .array(
      z.strictObject({
        address: address.nullable(),
        /** From libvirt 12.0 on; null is DNS's own. */
        port: count.nullable(),
        domain: text.nullable(),
      }),
    )
    .max(64),
  hosts: z.array(z.strictObject({ address, names: z.array(name).max(64) })).max(1024),
  txt: z.array(z.strictObject({ name, value: z.string().max(1024) })).max(256),
  srv: z
    .array(
      z.strictObject({
        service: name,
        protocol: name,
        domain: text.nullable(),
        target: text.nullable(),
        port: count.nullable(),
        priority: count.nullable(),
        weight: count.nullable(),
      }),
    )
    .max(256),
})

export const nat = z.strictObject({
  addresses: span(address).nullable(),
  ports: span(z.int().min(0).max(65_535)).nullable(),
  /** Also IPv6 goes out behind the host's address. */
  ipv6: z.boolean(),
})

/** KiB/s, and KiB for the burst. */
export const rate = z.strictObject({
  average: count.nullable(),
  peak: count.nullable(),
  burst: count.nullable(),
  floor: count.nullable(),
})
export const bandwidth = z.strictObject({ inbound: rate.nullable(), outbound: rate.nullable() })

export const vlan = z.strictObject({
  trunk: z.boolean(),
  tags: z
    .array(
      z.strictObject({
        id: z.int().min(0).max(4095),
        native: z.enum(['tagged', 'untagged']).nullable(),
      }),
    )
    .max(4096),
})

export const portGroup = z.strictObject({
  name,
  isDefault: z.boolean(),
  vlan: vlan.nullable(),
  bandwidth: bandwidth.nullable(),
})

export const networkDefinition = z.strictObject({
  name,
  kind,
  /** Made by libvirt, or a host bridge of its own where the kind uses one. Null: libvirt names it. */
  bridge: text.nullable(),
  mac: text.nullable(),
  stp: z.boolean(),
  /** Seconds that a new port listens before it forwards. */
  delay: z.number().min(0).max(1000),
  mtu: z.int().min(0).max(65_535).nullable(),
  zone: text.nullable(),
  /** Who keeps the bridge's table of MACs. */
  macTable: z.enum(['kernel', 'libvirt']).nullable(),
  /** Guests on it may not reach each other. */
  isolatedPorts: z.boolean(),
  subnets: z.array(subnet).max(32),
  domain: z
    .strictObject({
      name: text,
      localOnly: z.boolean(),
      /** libvirt tells the host's systemd-resolved of it: from 10.1 on, and only with `localOnly`. */
      register: z.boolean(),
    })
    .nullable(),
  dns,
  routes: z.array(route).max(256),
  nat,
  /** Traffic may leave only through this interface (NAT, routed). */
  forwardDevice: text.nullable(),
  macvtapMode: z.enum(['bridge', 'private', 'vepa', 'passthrough']),
  /** macvtap's interfaces; a guest gets one that is free. */
  devices: z.array(text).max(256),
  /** The physical function whose virtual functions are handed out (SR-IOV). */
  physicalFunction: text.nullable(),
  vlan: vlan.nullable(),
  portGroups: z.array(portGroup).max(256),
  bandwidth: bandwidth.nullable(),
})
