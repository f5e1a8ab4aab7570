/** What NetworkManager could send one day, or a plugin of it: missing keys, values of other types. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { IFACE } from '../../../electron/networkmanager/client/constants.ts'
import { NmImage } from '../../../electron/networkmanager/client/image.ts'
import {
  hostInterfaces,
  planCreateBridge,
  planRemoveBridge,
} from '../../../electron/networkmanager/index.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import type { Signal } from '../../../electron/dbus/bus.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { ipConfigOf, recorded } from '../../support/nm-state.ts'

const RUNS = Number(process.env.RUNS) || 500

const ip = z.strictObject({
  method: z.enum(['dhcp', 'static', 'auto', 'none']),
  addresses: z.array(z.strictObject({ address: z.string(), prefix: z.number() })),
  gateway: z.string().nullable(),
  routes: z.array(
    z.strictObject({
      destination: z.string(),
      prefix: z.number(),
      nextHop: z.string().nullable(),
      metric: z.number(),
    }),
  ),
  dns: z.array(z.string()),
})
/** What the window may rely on. */
const interfaces = z.array(
  z.object({
    name: z.string().min(1),
    kind: z.string(),
    mac: z.string().nullable(),
    mtu: z.number(),
    carrier: z.boolean(),
    state: z.string(),
    profile: z.strictObject({ uuid: z.string(), name: z.string() }).nullable(),
    ipv4: ip,
    ipv6: ip,
    controller: z.string().nullable(),
    ports: z.array(z.string()),
    madeByPuente: z.strictObject({ nic: z.string() }).nullable(),
  }),
)

/** Whatever D-Bus can carry, and a little more. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', '/', 0, -1, NaN, true, 2n ** 64n, [], {}),
  fc.constantFrom<unknown>(Buffer.alloc(0), Buffer.alloc(3), [[]], [null], [{}], [[1, [2, 3]]]),
  fc.constantFrom<unknown>(new Variant('s', 'x'), [new Variant('au', [])], { address: 7 }),
  fc.anything({ maxDepth: 2, withBigInt: true }),
)

const states = (['workstation', 'workstation-bridged'] as const).map((name) => recorded(name))
const places = states.flatMap((state, at) =>
  [...state.objects].flatMap(([path, faces]) =>
    Object.entries(faces).flatMap(([iface, properties]) =>
      Object.keys(properties).map((name) => ({ at, path, iface, name })),
    ),
  ),
)
const settingPlaces = states.flatMap((state, at) =>
  [...state.profiles].flatMap(([path, sections]) =>
    Object.entries(sections).flatMap(([section, keys]) =>
      Object.keys(keys).map((key) => ({ at, path, section, key })),
    ),
  ),
)

/** The recorded state, as the live image would have taken it in. */
function imageOf({ objects, profiles }: NmState): NmImage {
  const image = new NmImage()
  image.addAll(Object.fromEntries(objects))
  for (const [path, settings] of profiles) image.setProfile(path, settings)
  return image
}

/** Shows it, and plans on it: a plan may be refused, nothing may hang or break the list. */
function use(image: NmImage, refusal: typeof Error | typeof PuenteError = PuenteError): void {
  const found = interfaces.safeParse(hostInterfaces(image))
  expect(found.error).toBeUndefined()
  // What the window gets has to survive the way there.
  expect(() => JSON.stringify(found.data)).not.toThrow()
  const uuids = (name: string) => name
  const usual = { ports: [], options: defaultBridgeOptions, addresses: null }
  const asked = { nic: 'eth0', bridge: 'br9', ...usual }
  for (const plan of [
    () => planCreateBridge(image, asked, uuids),
    () => planRemoveBridge(image, 'br0'),
  ]) {
    try {
      plan()
    } catch (error) {
      expect(error).toBeInstanceOf(refusal)
    }
  }
}

const signal = (member: string, body: unknown[], path = '/x', iface: string = IFACE.properties) =>
  ({ path, interface: iface, member, body }) as Signal

it('an entry of a list that nobody knows takes none of the others along', () => {
  const state = recorded()
  const config = ipConfigOf(state, 'eth0', 4)
  const encrypted = 'dns+tls://198.51.100.53#dns.example'
  const address = { address: '198.51.100.1', uri: '198.51.100.1' }
  config.NameserverData = [{ uri: encrypted }, address, {}, { uri: 7 }, 7]
  config.AddressData = [{ address: '198.51.100.135', prefix: 24 }, { of: 'a newer kind' }]
  config.RouteData = [{ dest: '0.0.0.0', prefix: 0, 'next-hop': '198.51.100.1' }, { mpath: [] }]
  const found = hostInterfaces(imageOf(state)).find(({ name }) => name === 'eth0')
  expect(found?.ipv4).toMatchObject({
    dns: [encrypted, '198.51.100.1'],
    addresses: [{ address: '198.51.100.135', prefix: 24 }],
    routes: [{ destination: '0.0.0.0', nextHop: '198.51.100.1' }],
  })
})

describe('a value of a type that nobody expects', () => {
  it('in one property leaves a list of interfaces that the window can show', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, ({ at, path, iface, name }, value) => {
        const image = imageOf(states[at] as NmState)
        image.receive(signal('PropertiesChanged', [iface, { [name]: value }], path))
        use(image)
      }),
      { numRuns: RUNS },
    )
  })

  it('in one setting of a profile does so too', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...settingPlaces),
        anything,
        fc.boolean(),
        (place, value, bare) => {
          const { at, path, section, key } = place
          const image = imageOf(states[at] as NmState)
          const settings = image.profiles.get(path) ?? {}
          const odd = bare ? value : new Variant('v', value)
          image.setProfile(path, { ...settings, [section]: { ...settings[section], [key]: odd } })
          // As commands a profile of such values can't be written: an error like any other.
          use(image, Error)
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('what is missing', () => {
  it('is any one object, interface or profile', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.boolean(), ({ at, path, iface }, whole) => {
        const image = imageOf(states[at] as NmState)
        const gone = whole ? Object.keys(image.objects.get(path) ?? {}) : [iface]
        image.receive(signal('InterfacesRemoved', [path, gone], '/', IFACE.objectManager))
        use(image)
      }),
      { numRuns: RUNS },
    )
  })

  it('is any one property', () => {
    for (const { at, path, iface, name } of places) {
      const image = imageOf(states[at] as NmState)
      delete image.objects.get(path)?.[iface]?.[name]
      use(image)
    }
  })
})

describe('a signal', () => {
  it('with any body at all is no reason to stop', () => {
    const paths = [...new Set(places.map(({ path }) => path))]
    const members = ['PropertiesChanged', 'InterfacesAdded', 'InterfacesRemoved', 'Updated', 'x']
    const path = fc.constantFrom(...paths)
    const iface = fc.constantFrom<string>(IFACE.properties, IFACE.objectManager, IFACE.profile)
    const body = fc.array(fc.oneof(anything, path), { maxLength: 3 })
    fc.assert(
      fc.property(fc.constantFrom(...members), path, iface, body, (member, at, face, values) => {
        const image = imageOf(states[0] as NmState)
        image.receive(signal(member, values, at, face))
        use(image)
      }),
      { numRuns: RUNS },
    )
  })
})

it('a tree of objects that is none, and profiles that are none, are an empty host', () => {
  fc.assert(
    fc.property(anything, anything, (tree, settings) => {
      const image = new NmImage()
      image.addAll(tree)
      image.setProfile('/1', settings)
      use(image)
    }),
    { numRuns: RUNS },
  )
})

it('the bridge of a NIC is the kernel’s word, where it says one', () => {
  const image = imageOf(states[0] as NmState)
  const kernel = new Map([['eth1', 'br7']])
  const found = hostInterfaces(image, kernel)
  expect(found.find(({ name }) => name === 'eth1')?.controller).toBe('br7')
  expect(hostInterfaces(image).find(({ name }) => name === 'eth1')?.controller).toBe(null)
})
