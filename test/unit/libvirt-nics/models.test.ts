import { expect, it } from 'vitest'
import { modelsOf } from '../../../electron/libvirt/xml/nic/models.ts'

/** As QEMU 7.2 writes it, shortened. */
const HELP = `Controller/Bridge/Hub devices:
name "i82801b11-bridge", bus PCI

Network devices:
name "e1000", bus PCI, alias "e1000-82540em", desc "Intel Gigabit Ethernet"
name "e1000e", bus PCI, desc "Intel 82574L GbE Controller"
name "ne2k_isa", bus ISA
name "ne2k_pci", bus PCI
name "usb-net", bus usb-bus
name "rocker", bus PCI, desc "Rocker Switch"
name "virtio-net-device", bus virtio-bus
name "virtio-net-pci", bus PCI, alias "virtio-net"
name "virtio-net-pci-transitional", bus PCI

Input devices:
name "ccid-card-emulated", bus ccid-bus
`

it('reads the cards that an emulator has, under the names that libvirt gives them', () => {
  expect(modelsOf(HELP)).toEqual([
    { name: 'virtio', description: null },
    { name: 'e1000e', description: 'Intel 82574L GbE Controller' },
    { name: 'e1000', description: 'Intel Gigabit Ethernet' },
    { name: 'ne2k_pci', description: null },
    { name: 'virtio-transitional', description: null },
  ])
})

it.each(['', 'qemu: unknown option', 'Network devices:\n\n'])('finds none in %j', (help) => {
  expect(modelsOf(help)).toEqual([])
})
