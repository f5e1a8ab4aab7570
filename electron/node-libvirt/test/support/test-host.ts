import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection, type OpenOptions } from '../../src/index.ts'

/**
 * Hosts of libvirt's test driver: it lives in our own process, without a daemon, and keeps
 * everything in memory. A host made from a file of its own shares nothing with other connections.
 */

const directory = mkdtempSync(join(tmpdir(), 'node-libvirt-'))
let count = 0

const uuid = (kind: number, index: number): string =>
  `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(index).padStart(12, '0')}`

export const domainXml = (name: string, index = 0): string =>
  `<domain type='test'><name>${name}</name><uuid>${uuid(1, index)}</uuid>
    <memory>65536</memory><os><type>hvm</type></os>
    <devices><interface type='network'>
      <mac address='52:54:00:00:00:01'/><source network='net0'/><target dev='testnet0'/>
    </interface></devices></domain>`

export const networkXml = (name: string, index = 0): string =>
  `<network><name>${name}</name><uuid>${uuid(2, index)}</uuid><bridge name='testbr${index}'/>
    <ip address='10.${100 + index}.0.1' netmask='255.255.255.0'>
      <dhcp><range start='10.${100 + index}.0.2' end='10.${100 + index}.0.254'/></dhcp>
    </ip></network>`

export interface HostContents {
  domains?: number
  networks?: number
  /** Further elements of the `<node>`, such as `<auth>`. */
  extra?: string
}

const many = (length: number, xml: (name: string, index: number) => string, prefix: string) =>
  Array.from({ length }, (_, index) => xml(`${prefix}${index}`, index)).join('\n')

/** The URI of a host with running domains `vm0`, `vm1`, … and active networks `net0`, … */
export function hostUri({ domains = 1, networks = 1, extra = '' }: HostContents = {}): string {
  const path = join(directory, `host-${count++}.xml`)
  const contents = many(domains, domainXml, 'vm') + many(networks, networkXml, 'net')
  writeFileSync(path, `<node>${contents}${extra}</node>`)
  return `test://${path}`
}

export const openHost = (contents: HostContents = {}, options: OpenOptions = {}) =>
  Connection.open(hostUri(contents), options)
