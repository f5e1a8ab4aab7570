/** `qemu-system-… -device help` → the models that a NIC can have, as libvirt calls them. Pure. */
import type { NicModel } from '../../../../shared/model/nic-settings.ts'

/** QEMU's names of the virtio card on each bus; libvirt chooses the one that fits the machine. */
const RENAMED: Record<string, string> = {
  'virtio-net-pci': 'virtio',
  'virtio-net-ccw': 'virtio',
  'virtio-net-device': 'virtio',
  'virtio-net-pci-transitional': 'virtio-transitional',
  'virtio-net-pci-non-transitional': 'virtio-non-transitional',
}
/** libvirt finds no place for a card on another bus (ISA, USB). */
const BUSES = ['PCI', 'virtio-bus', 'virtual-css-bus']
/** In the same section, but no card that a cable of ours fits: a switch, and an RDMA card. */
const NO_CARD = ['rocker', 'pvrdma']

/** First what a person is most likely to want. */
const FIRST = ['virtio', 'e1000e', 'igb', 'e1000', 'rtl8139', 'vmxnet3']

export function modelsOf(help: string): NicModel[] {
  const section = /^Network devices:$([^]*?)^\s*$/m.exec(`${help}\n\n`)?.[1] ?? ''
  const models = new Map<string, NicModel>()
  for (const line of section.split('\n')) {
    const [, device, bus] = /^name "([A-Za-z0-9_-]+)", bus ([\w-]+)/.exec(line) ?? []
    if (!device || !bus || !BUSES.includes(bus) || NO_CARD.includes(device)) continue
    const name = RENAMED[device] ?? device
    const [, description = null] = /, desc "([^"]*)"/.exec(line) ?? []
    models.set(name, { name, description })
  }
  return [...models.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

function rank({ name }: NicModel): number {
  const index = FIRST.indexOf(name)
  return index < 0 ? FIRST.length : index
}
