/** How each kind of network is said in XML, to be read as to be written. Pure. */
import { networkKinds } from '../../../../shared/model/network-kind.ts'
import type { NetworkKind } from '../../../../shared/model/network-kind.ts'
import { directModes } from '../../../../shared/model/nic-settings.ts'
import { attribute, child, ensure, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'

interface Said {
  /** In `<forward mode>`, the usual one first; null: without that element. */
  modes: readonly (string | null)[]
  /** What tells it from others of the same mode. */
  is?: (root: Element, mode: string | null) => boolean
  /** Does libvirt itself take its devices from the host, and give them back? */
  isManaged?: boolean
  /** The type of its virtual port; none where it has no such thing. */
  virtualPort?: string
}

const OPEN_VSWITCH = 'openvswitch'

const has = (name: string) => (root: Element) => child(root, name) !== null
/** Anywhere else libvirt takes no notice of the virtual port, and starts its name server as ever. */
const isOnSwitch = (root: Element) => attribute(child(root, 'virtualport'), 'type') === OPEN_VSWITCH

const said: Record<NetworkKind, Said> = {
  nat: { modes: ['nat'] },
  routed: { modes: ['route'] },
  open: { modes: ['open'] },
  isolated: { modes: [null], is: has('ip') },
  'very-isolated': { modes: [null], is: (root) => !has('ip')(root) },
  bridged: { modes: ['bridge'], is: (root) => has('bridge')(root) && !isOnSwitch(root) },
  macvtap: { modes: directModes, is: (root, mode) => mode !== 'bridge' || !has('bridge')(root) },
  hostdev: { modes: ['hostdev'], isManaged: true },
  openvswitch: {
    modes: ['bridge'],
    is: (root) => has('bridge')(root) && isOnSwitch(root),
    virtualPort: OPEN_VSWITCH,
  },
}

export function kindOf(root: Element): NetworkKind {
  const forward = child(root, 'forward')
  // Without a mode libvirt takes `nat`.
  const mode = forward && (attribute(forward, 'mode') ?? 'nat')
  const found = networkKinds.find((kind) => {
    const { modes, is = () => true } = said[kind]
    return modes.includes(mode) && is(root, mode)
  })
  // What a newer libvirt has besides is on a device of the host's.
  return found ?? 'macvtap'
}

/** @param mode the one that was chosen, of a kind that has several */
export function sayKind(root: Element, kind: NetworkKind, mode: string): void {
  const { modes, isManaged, virtualPort } = said[kind]
  const [usual = null] = modes
  const chosen = modes.length > 1 ? mode : usual
  if (chosen !== null) setAttribute(ensure(root, 'forward'), 'mode', chosen)
  if (isManaged) setAttribute(ensure(root, 'forward'), 'managed', 'yes')
  if (virtualPort) setAttribute(ensure(root, 'virtualport'), 'type', virtualPort)
  else remove(child(root, 'virtualport'))
}
