/**
 * Every way an action can fail, as a stable code.
 *
 * Each has `error.<code>.text` (what happened) and `error.<code>.next` (what to do about it) in
 * the locale files.
 */
export const errorCodes = [
  'internal',
  'bad-request',
  'backend-gone',
  'connection-uri-invalid',
  'connection-known',
  'connections-too-many',
  'connection-unknown',
  'connection-failed',
  'connection-host-changed',
  'connection-host-unknown',
  'connection-not-let-in',
  'connection-silent',
  'libvirt-missing',
  'libvirt-unavailable',
  'libvirt-silent',
  'libvirt-network-unavailable',
  'libvirt-lost',
  'libvirt-refused',
  'libvirt-read-only',
  'libvirt-failed',
  'networkmanager-missing',
  'networkmanager-unavailable',
  'networkmanager-failed',
  'not-authorized',
  'far-not-authorized',
  'no-polkit-agent',
  'authorization-dismissed',
  'network-gone',
  'machine-gone',
  'nic-gone',
  'interface-gone',
  'plan-unknown',
  'plan-stale',
  'consent-needed',
  'consent-refused',
  'plan-not-wanted',
  'connection-not-wanted',
  'change-in-progress',
  'change-interrupted',
  'change-unknown',
  'undo-unknown',
  'undo-network-there',
  'undo-name-taken',
  'undo-bridge-taken',
  'undo-network-gone',
  'undo-network-changed',
  'undo-network-used',
  'undo-machine-changed',
  'undo-machine-gone',
  'undo-machine-runs',
  'undo-already',
  'undo-wiring-changed',
  'wiring-unknown',
  'interface-not-bridgeable',
  'interface-no-vlans',
  'profile-for-any',
  'interface-name-invalid',
  'interface-name-taken',
  'network-name-invalid',
  'network-name-taken',
  'network-in-use',
  'network-not-stored',
  'network-definition-invalid',
  'xml-malformed',
  'xml-doctype',
  'xml-too-large',
  'xml-control-character',
  'network-xml-not-network',
  'network-xml-other-network',
  'machine-xml-not-machine',
  'machine-xml-other-machine',
  'machine-not-stored',
  'nic-xml-not-nic',
  'xml-invalid',
  'subnet-collides',
  'network-start-failed',
  'network-dns-port-taken',
  'network-dhcp-port-taken',
  'network-resolv-conf-missing',
  'network-resolver-off',
  'network-subnet-in-use',
  'network-ra-routes',
  'network-zone-unknown',
  'network-not-permitted',
  'network-part-not-taken',
  'no-free-subnet',
  'session-no-networks',
  'reservation-unidentified',
  'network-bridge-taken',
  'network-running-again',
  'network-down',
  'network-taken-back',
  'machines-not-replugged',
  'bridge-not-ours',
  'bridge-not-managed',
  'bridge-settings-invalid',
  'trunk-invalid',
  'trunk-missing',
  'bond-invalid',
  'bond-not-ours',
  'bond-in-use',
  'bond-main-port',
  'interface-no-bond',
  'interface-no-settings',
  'interface-settings-invalid',
  'interface-not-ours',
  'profile-named',
  'port-not-ours',
  'port-is-main',
  'port-unmanaged',
  'nothing-to-change',
  'networkmanager-too-old',
  'original-profile-gone',
  'checkpoint-busy',
  'checkpoint-held',
  'checkpoint-lost',
  'others-ended',
  'others-not-kept',
  'no-address-from-dhcp',
  'address-changed',
  'link-lost',
  'gateway-unreachable',
  'default-route-lost',
  'dns-unreachable',
  'internet-unreachable',
  'activation-failed',
  'rolled-back',
  'not-answered',
  'not-restored',
  'host-cut-off',
  'login-refused',
  'detach-not-confirmed',
  'mac-taken',
  'machine-state',
  'machine-name-taken',
  'image-unfit',
  'volume-taken',
  'virt-install-missing',
  'virt-install-failed',
  'virt-viewer-missing',
  'console-failed',
  'machine-no-display',
  'nic-not-live',
  'nic-part-unfit',
  'nic-part-not-taken',
  'boot-order-taken',
  'machine-change-refused',
  'saved-start-failed',
  'network-not-active',
  'device-is-ported',
  'machine-no-slot',
  'machine-busy',
  'machine-file-missing',
  'machine-disk-in-use',
  'host-memory-full',
  'nic-vlan-unfit',
  'filters-not-possible',
  'filter-missing',
  'passt-missing',
  'port-taken',
  'port-privileged',
  'forwards-too-many',
  'display-port-taken',
  'forwards-impossible',
  'forward-impossible',
  'forward-no-network',
  'forward-not-needed',
  'forward-no-address',
  'forward-no-engine',
  'forward-failed',
  'forward-gone',
  'forward-changed',
  'names-impossible',
  'lan-slice-impossible',
  'lan-slice-unfit',
  'web-page-failed',
  'bridge-helper-refused',
  'nothing-to-move',
  'lab-too-large',
  'lab-malformed',
  'lab-invalid',
  'lab-empty',
  'lab-file-unreadable',
  'lab-file-unwritable',
  'all-taken-back',
  'not-all-taken-back',
  'nics-put-back',
  'nics-not-put-back',
  'wiring-put-back',
  'wiring-not-put-back',
  'journal-unwritable',
  'finding-gone',
  'administrator-failed',
  'capture-not-possible',
  'capture-filter-invalid',
  'capture-failed',
  'capture-gone',
  'captures-too-many',
  'wireshark-missing',
  'conditions-not-possible',
  'unplugging-not-possible',
  'unplugging-failed',
  'pool-gone',
  'pool-too-small',
  'volume-name-invalid',
  'volume-name-taken',
  'upload-file-unreadable',
  'upload-cancelled',
  'upload-left',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error as it crosses a boundary: code, what it is about, the technical cause. */
export interface ErrorData {
  code: ErrorCode
  params: Record<string, string | number>
  /** The daemon's or library's own words, shown on request, never alone. */
  cause?: string
  /** What became of the host after the failure, when that is worth saying. */
  outcome?: ErrorData
}

/** The one error class of the app; `data` survives every process boundary. */
export class PuenteError extends Error {
  readonly data: ErrorData

  constructor(
    code: ErrorCode,
    params: ErrorData['params'] = {},
    more: { cause?: unknown; outcome?: ErrorData } = {},
  ) {
    super(code)
    this.name = 'PuenteError'
    this.data = { code, params }
    if (more.cause !== undefined) this.data.cause = describe(more.cause)
    if (more.outcome) this.data.outcome = more.outcome
  }

  static from(data: ErrorData): PuenteError {
    return new PuenteError(data.code, data.params, data)
  }
}

/** Anything thrown, as data; what is not ours is `internal` with its own words as the cause. */
export function toErrorData(error: unknown): ErrorData {
  return error instanceof PuenteError
    ? error.data
    : { code: 'internal', params: {}, cause: describe(error) }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const type = 'type' in error && typeof error.type === 'string' ? `${error.type}: ` : ''
  return `${type}${error.message}`
}

/** Marks a case that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
