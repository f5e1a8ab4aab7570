/** What of an `<interface>` belongs to its place, and goes when the place can't have it. Pure. */
import { canBeAt, isVirtio } from '../../../../shared/rules/nic-places.ts'
import type { Place, PlacedPart } from '../../../../shared/rules/nic-places.ts'
import { forwardText } from '../../../../shared/rules/port-forwards.ts'
import { attribute, child, children, prune, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { readForward } from './forwards.ts'

/** Something that a NIC has no more, and what it was, where that can be said in a word. */
export interface LostPart {
  part: PlacedPart
  value: string
}

interface Belonging {
  /** What is there; null: nothing. */
  read: (nic: Element) => string | null
  take: (nic: Element) => void
}

const VFIO = ['vfio', 'kvm', 'xen']

/** A whole child element. */
function whole(name: string, read: (element: Element) => string): Belonging {
  return {
    read: (nic) => {
      const found = children(nic, name)
      return found.length === 0 ? null : found.map(read).join(', ')
    },
    take: (nic) => children(nic, name).forEach(remove),
  }
}

/** Some attributes of a child element, which goes with the last of them. */
function some(name: string, keys: string[]): Belonging {
  return {
    read: (nic) => {
      const values = keys.map((key) => attribute(child(nic, name), key))
      const given = values.filter((value) => value !== null)
      return given.length === 0 ? null : given.join(', ')
    },
    take: (nic) => {
      const element = child(nic, name)
      if (element) keys.forEach((key) => setAttribute(element, key, null))
      prune(element)
    },
  }
}

const own = (name: string) => (element: Element) => attribute(element, name) ?? ''

/** Of each part what there is of it in XML; nothing: it stays, or goes with another. */
const belongings: Record<PlacedPart, Belonging[]> = {
  vlan: [
    whole('vlan', (vlan) =>
      children(vlan, 'tag')
        .map((tag) => attribute(tag, 'id') ?? '')
        .join(', '),
    ),
  ],
  floor: [some('bandwidth/inbound', ['floor'])],
  bandwidth: [
    whole('bandwidth', (bandwidth) =>
      ['inbound', 'outbound']
        .flatMap((way) => attribute(child(bandwidth, way), 'average') ?? [])
        .join(' / '),
    ),
  ],
  filter: [whole('filterref', own('filter'))],
  mtu: [whole('mtu', own('size'))],
  isolated: [some('port', ['isolated'])],
  // Where nothing asks for it, it does nothing.
  trustGuestRxFilters: [],
  // Goes with `virtio-driver`.
  queues: [],
  'guest-address': [whole('ip', (ip) => attribute(ip, 'address') ?? '')],
  'guest-route': [whole('route', (route) => attribute(route, 'address') ?? '')],
  forwards: [whole('portForward', (element) => forwardText(readForward(element)))],
  'user-backend': [some('backend', ['type', 'logFile', 'hostname', 'fqdn'])],
  'tap-backend': [some('backend', ['tap', 'vhost'])],
  coalesce: [whole('coalesce', () => '')],
  script: [whole('script', own('path')), whole('downscript', own('path'))],
  'transient-team': [
    {
      read: (nic) => {
        const team = child(nic, 'teaming')
        return attribute(team, 'type') === 'transient'
          ? (attribute(team, 'persistent') ?? '')
          : null
      },
      take: (nic) => remove(child(nic, 'teaming')),
    },
  ],
  'device-managed': [
    {
      read: (nic) => attribute(nic, 'managed'),
      take: (nic) => setAttribute(nic, 'managed', null),
    },
  ],
  'device-driver': [
    {
      read: (nic) => {
        const name = attribute(child(nic, 'driver'), 'name')
        return name !== null && VFIO.includes(name) ? name : null
      },
      take: (nic) => remove(child(nic, 'driver')),
    },
  ],
  'virtio-driver': [{ read: driverOptions, take: (nic) => remove(child(nic, 'driver')) }],
  'port-profile': [whole('virtualport', own('type'))],
}

/** Not worth a word: nobody has typed them. */
const SILENT: PlacedPart[] = ['device-managed', 'device-driver', 'tap-backend']

/** Takes away what can't be at its new place. @returns what a person should know of it */
export function fitToPlace(nic: Element, place: Place): LostPart[] {
  const parts = Object.keys(belongings) as PlacedPart[]
  const unfit = parts.filter((part) => !canBeAt(part, place))
  return unfit.flatMap((part) =>
    belongings[part].flatMap(({ read, take }) => {
      const value = read(nic)
      if (value === null) return []
      take(nic)
      return SILENT.includes(part) ? [] : [{ part, value }]
    }),
  )
}

/** What libvirt drops without a word when a card is no virtio card any more. */
export function driverLostWith(nic: Element, model: string | null): LostPart[] {
  const value = isVirtio(model) ? null : driverOptions(nic)
  return value === null ? [] : [{ part: 'virtio-driver', value }]
}

/** `<driver>` of a virtio card, with all that is in it. */
function driverOptions(nic: Element): string | null {
  const driver = child(nic, 'driver')
  if (!driver || VFIO.includes(attribute(driver, 'name') ?? '')) return null
  return [...driver.attributes].map(({ name, value }) => `${name}=${value}`).join(', ')
}
