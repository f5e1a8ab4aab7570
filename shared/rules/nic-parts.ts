/** How each setting of a NIC behaves, asked by the compiler of a new one. Pure. */
import type { NicPart } from '../model/nic-settings.ts'

interface Behaviour {
  /** Does the host's kernel do it at once, so that the guest need not notice? Else at the next start. */
  isLive: boolean
  /** Does a NIC take it from its network, or its port group, where it has nothing of its own? */
  isInherited: boolean
  /** Of a running NIC that is a device of the host: does libvirt say it, and as it is stored? */
  isSaidOfDevice: boolean
}

const plain: Behaviour = { isLive: false, isInherited: false, isSaidOfDevice: true }

const behaviours: Record<NicPart, Behaviour> = {
  source: { ...plain, isLive: true, isSaidOfDevice: false },
  model: { ...plain, isSaidOfDevice: false },
  mac: plain,
  linkUp: { ...plain, isLive: true },
  bootOrder: plain,
  mtu: { ...plain, isInherited: true, isSaidOfDevice: false },
  bandwidth: { ...plain, isLive: true, isInherited: true },
  vlan: { ...plain, isInherited: true },
  isolated: { isLive: true, isInherited: true, isSaidOfDevice: false },
  trustGuestRxFilters: { ...plain, isInherited: true },
  filter: { ...plain, isLive: true, isSaidOfDevice: false },
  queues: { ...plain, isSaidOfDevice: false },
  forwards: plain,
}

export const isLive = (part: NicPart): boolean => behaviours[part].isLive
export const isInherited = (part: NicPart): boolean => behaviours[part].isInherited
export const isSaidOfDevice = (part: NicPart): boolean => behaviours[part].isSaidOfDevice
