/** Fills a libvirtd: define.ts domain|network FROM TO. */
import { Connection } from 'node-libvirt'

const [kind, from, to] = process.argv.slice(2)

const domain = (index: number): string =>
  `<domain type='qemu'><name>vm${index}</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>
    <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><devices>
      <disk type='file' device='disk'>
        <source file='/images/vm${index}.qcow2'/><target dev='vda' bus='virtio'/>
      </disk>
      <interface type='network'><source network='net${index % 100}'/><model type='virtio'/></interface>
      <interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>
      <graphics type='vnc'/><console type='pty'/>
    </devices></domain>`

const network = (index: number): string =>
  `<network><name>net${index}</name><forward mode='nat'/><bridge name='vbr${index}'/>
    <ip address='10.77.${index}.1' netmask='255.255.255.0'>
      <dhcp><range start='10.77.${index}.2' end='10.77.${index}.254'/></dhcp>
    </ip></network>`

await using connection = await Connection.open('qemu:///system')
const indexes = Array.from({ length: Number(to) - Number(from) }, (_, i) => Number(from) + i)
await Promise.all(
  indexes.map((index) =>
    kind === 'domain'
      ? connection.defineDomain(domain(index))
      : connection.defineNetwork(network(index)),
  ),
)
