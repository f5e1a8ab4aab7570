/** `<forward>`: where a network leads, and through what. Pure. */
import type { NetworkDefinition } from '../../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../../shared/model/network-kind.ts'
import { hasPart } from '../../../../shared/rules/networks/kinds.ts'
import { attribute, child, children, ensure, prune, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { sayKind } from './kind.ts'
import { syncList } from './lists.ts'
import type { ListOf } from './lists.ts'

/** Makes it another kind of network, and takes away what that kind can't have. */
export function writeKind(
  root: Element,
  current: NetworkDefinition,
  { kind, macvtapMode }: NetworkDefinition,
): void {
  const reuse = hasPart(kind, 'forward-device') && hasPart(current.kind, 'forward-device')
  if (!reuse) remove(child(root, 'forward'))
  if (!hasPart(kind, 'nat')) remove(child(root, 'forward/nat'))
  sayKind(root, kind, macvtapMode)
  removeUnfit(root, kind)
}

function removeUnfit(root: Element, kind: NetworkKind): void {
  const all = (name: string) => children(root, name).forEach(remove)
  if (!hasPart(kind, 'subnets')) ['ip', 'dns', 'domain', 'route'].forEach(all)
  if (!hasPart(kind, 'bridge')) ['mac', 'mtu', 'bandwidth'].forEach(all)
  if (!hasPart(kind, 'bridge')) bareBridge(root, hasPart(kind, 'host-bridge'))
  if (!hasPart(kind, 'vlan')) all('vlan')
  if (!hasPart(kind, 'isolated-ports')) all('port')
}

/** A bridge that is not libvirt's own has a name here, and its settings where it is made. */
function bareBridge(root: Element, isNamed: boolean): void {
  const bridge = child(root, 'bridge')
  if (!bridge) return
  if (!isNamed) return remove(bridge)
  for (const key of ['stp', 'delay', 'zone', 'macTableManager']) setAttribute(bridge, key, null)
}

export function writeNat(root: Element, { nat: wanted }: NetworkDefinition): void {
  const nat = ensure(ensure(root, 'forward'), 'nat')
  setAttribute(nat, 'ipv6', wanted.ipv6 ? 'yes' : null)
  writeSpan(nat, 'address', wanted.addresses)
  writeSpan(nat, 'port', wanted.ports)
  prune(nat)
}

function writeSpan(
  nat: Element,
  name: string,
  span: { start: string | number; end: string | number } | null,
): void {
  if (!span) {
    remove(child(nat, name))
    return
  }
  const element = ensure(nat, name)
  setAttribute(element, 'start', String(span.start))
  setAttribute(element, 'end', String(span.end))
}

/** `dev` and the first `<interface>` say the same; libvirt insists that they agree. */
export function writeForwardDevice(root: Element, { forwardDevice }: NetworkDefinition): void {
  const forward = ensure(root, 'forward')
  children(forward, 'interface').forEach(remove)
  setAttribute(forward, 'dev', forwardDevice)
}

const deviceList: ListOf<string> = {
  name: 'interface',
  read: (element) => attribute(element, 'dev') ?? '',
  write: (element, device) => setAttribute(element, 'dev', device),
  key: (device) => device,
}

export function writeMacvtap(root: Element, { macvtapMode, devices }: NetworkDefinition): void {
  const forward = ensure(root, 'forward')
  setAttribute(forward, 'mode', macvtapMode)
  const [first] = devices
  if (forward.hasAttribute('dev')) setAttribute(forward, 'dev', first ?? null)
  syncList(forward, deviceList, devices)
}

export function writeSrIov(root: Element, { physicalFunction }: NetworkDefinition): void {
  const forward = ensure(root, 'forward')
  if (physicalFunction === null) {
    remove(child(forward, 'pf'))
    return
  }
  // A pool is either all of a NIC's virtual functions, or a list of some.
  for (const name of ['address', 'interface']) children(forward, name).forEach(remove)
  setAttribute(ensure(forward, 'pf'), 'dev', physicalFunction)
}
