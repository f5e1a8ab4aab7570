/** The definition of a machine that is made from an image. Pure. */
import type { KeptConditions } from './conditions.ts'
import { appendKept } from './conditions.ts'
import { append, create, parse } from './dom.ts'
import type { Document, Element } from './dom.ts'
import { OVERLAY } from './volume.ts'

/** As libvirt says it: `kvm` or `qemu`, and the processor's architecture. */
export interface MachineKind {
  type: string
  arch: string
}

export interface NewMachine {
  uuid: string
  name: string
  memoryMiB: number
  vcpus: number
  /** Of a disk of its own, over another one. */
  disk: string
  /** Its NICs, whole, in their order. */
  nics: string[]
  badLinks: KeptConditions
}

/** Architectures on which only UEFI starts a system. */
const UEFI = ['aarch64', 'riscv64', 'loongarch64']
/** Those on which a guest learns from ACPI what there is, and is shut down by it. */
const ACPI = ['x86_64', 'i686', 'aarch64']

/** Of what libvirt does not add by itself only what nearly any guest has a driver for. */
export function machineElement(machine: NewMachine, { type, arch }: MachineKind): Element {
  const root = create('domain')
  root.setAttribute('type', type)
  append(root, 'name', {}, machine.name)
  append(root, 'uuid', {}, machine.uuid)
  appendKept(root, machine.badLinks)
  append(root, 'memory', { unit: 'MiB' }, String(machine.memoryMiB))
  append(root, 'vcpu', {}, String(machine.vcpus))
  // It boots from its disk by itself, unless one of its NICs has a place in the order of booting.
  const os = append(root, 'os', UEFI.includes(arch) ? { firmware: 'efi' } : {})
  append(os, 'type', { arch }, 'hvm')
  if (ACPI.includes(arch)) append(append(root, 'features'), 'acpi')
  if (type === 'kvm') append(root, 'cpu', { mode: 'host-passthrough' })
  appendDevices(root, machine)
  return root
}

function appendDevices(root: Element, { disk: file, nics }: NewMachine): void {
  const devices = append(root, 'devices')
  const disk = append(devices, 'disk', { type: 'file', device: 'disk' })
  append(disk, 'driver', { name: 'qemu', type: OVERLAY })
  append(disk, 'source', { file })
  append(disk, 'target', { dev: 'vda', bus: 'virtio' })
  for (const nic of nics) {
    devices.appendChild((root.ownerDocument as Document).importNode(parse(nic), true))
  }
  append(devices, 'console', { type: 'pty' })
  // Where the guest's agent tells its addresses.
  const agent = append(devices, 'channel', { type: 'unix' })
  append(agent, 'target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })
  append(devices, 'graphics', { type: 'vnc' })
}
