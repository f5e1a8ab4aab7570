/** A host of libvirt's test driver, as large as is wanted: no daemon, no guest, but a full window. */
import { writeFileSync } from 'node:fs'

export interface HostSize {
  machines: number
  networks: number
  /** Of the machine with this number. */
  nics: (machine: number) => number
}

/** Its URI; the host is in `file`. */
export function makeHost(file: string, { machines, networks, nics }: HostSize): string {
  const domains = each(machines, (index) => domain(index, nics(index), networks))
  const nodes = [...each(networks, network), ...domains]
  writeFileSync(file, `<node>${nodes.join('\n')}</node>`)
  return `test://${file}`
}

const each = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index))

const network = (index: number): string =>
  `<network><name>net${index}</name><forward mode='nat'/><bridge name='vbr${index}'/>
    <ip address='10.${Math.floor(index / 250)}.${index % 250}.1' netmask='255.255.255.0'/></network>`

/** On the test driver every machine of the file runs. */
function domain(index: number, nics: number, networks: number): string {
  const nic = (which: number) => `<interface type='network'>
      <mac address='52:54:00:${hex(index >> 8)}:${hex(index & 255)}:${hex(which)}'/>
      <source network='net${(index + 7 * which) % networks}'/><model type='virtio'/>
    </interface>`
  return `<domain type='test'><name>vm${index}</name><memory>1048576</memory><vcpu>2</vcpu>
    <os><type>hvm</type></os><devices>${each(nics, nic).join('')}</devices></domain>`
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0')
}
