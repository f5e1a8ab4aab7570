/** The XML of a new NIC. Pure. */
import { append, create, serialize } from './dom.ts'

export function nicXml(nic: { network: string; model: string; mac: string }): string {
  const root = create('interface')
  root.setAttribute('type', 'network')
  append(root, 'mac', { address: nic.mac })
  append(root, 'source', { network: nic.network })
  append(root, 'model', { type: nic.model })
  return serialize(root)
}
