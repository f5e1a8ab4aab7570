/** What goes wrong, in the order of the table that `npm run test:faults` prints; titles of tests begin with it. */
export const faults = [
  'a silent DHCP server',
  'a slow DHCP server',
  'another address than before',
  'the app killed',
  'the app asleep',
  'NetworkManager killed',
  'both killed',
  'a reboot behind Keep',
  'no NetworkManager',
  'no carrier',
  'a NIC that vanishes',
  'two at once',
  'somebody else’s checkpoint',
  'profiles made meanwhile',
  'a name that is taken',
  'rights taken away',
  'a right that expires',
  'what can’t be a port',
  'another default route',
  'what was broken before',
  'addresses by hand',
  'a machine on the bridge',
  'libvirt killed',
  'libvirt silent',
  'a subnet that is taken',
  'a network under its machines',
  'a network that can’t start',
  'bad XML',
  'bad values',
  'hostile names',
  'a guest without a system',
  'a NIC let go late',
  'a machine that is gone',
  'a machine that has stopped',
  'twins with one MAC',
  'a storm of events',
  'a rogue page',
  'a full disk',
  'a backend killed',
] as const
export type Fault = (typeof faults)[number]

/**
 * Faults whose injection another part of the tests has: its files are run from here too, and these
 * are the tests in them, by a part of their full name.
 */
export interface Elsewhere {
  fault: Fault
  part: 'unit' | 'lab' | 'e2e'
  file: string
  test: string
}

const held = (fault: Fault, part: Elsewhere['part'], file: string, test: string): Elsewhere => ({
  ...{ fault, part, file, test },
})

export const ELSEWHERE: Elsewhere[] = [
  held(
    'libvirt killed',
    'lab',
    'lab-machines/machines',
    'says that libvirtd is gone, and reads everything again',
  ),
  held('libvirt killed', 'e2e', 'e2e/shell', 'says that libvirt is gone and how to start it'),
  held('a subnet that is taken', 'lab', 'lab-networks/networks', 'is refused over'),
  held(
    'a network under its machines',
    'lab',
    'lab-machines/machines',
    'will not stop a network under its machines',
  ),
  held(
    'a network under its machines',
    'lab',
    'lab-networks/networks',
    'plugs them in also when the network was stopped',
  ),
  held(
    'a network that can’t start',
    'lab',
    'lab-networks/networks',
    'that can’t be started leaves nothing behind',
  ),
  held('bad XML', 'lab', 'lab-networks/networks', 'XML with'),
  held('bad XML', 'unit', 'unit/libvirt/screen', 'a text from a person'),
  held('bad XML', 'unit', 'unit/libvirt/bad-xml', 'ends within a second'),
  held('bad values', 'unit', 'unit/shared/rules', 'names'),
  held('bad values', 'e2e', 'e2e/networks', 'what is typed'),
  held('hostile names', 'e2e', 'e2e/networks', 'names that others have given'),
  held('a rogue page', 'e2e', 'e2e/security', 'a page that is not ours any more'),
  held('a backend killed', 'e2e', 'e2e/shell', 'has a new backend in two seconds'),
]

/** What of a fault can't be injected here, and how it is tested instead. */
export const NOT_HERE: Partial<Record<Fault, string>> = {
  'profiles made meanwhile': 'this kernel has no Wi-Fi: that the warning is given is tested',
  'addresses by hand': 'this kernel has no VLAN devices: their profiles are tested as plans',
}
