/** Who reaches whom, as promised for each kind; each cell's words, and what must be measured. */

/** What was measured with packets, on one kind of network. */
export interface Measured {
  guestToGuest: boolean
  guestToHost: boolean
  guestToLan: Outcome
  lanToGuest: Outcome
  addressFrom: 'libvirt' | 'lan' | 'nobody'
}

export interface Outcome {
  /** While the LAN has no route to the guests' subnet. */
  alone: boolean
  /** With a route over the workstation. */
  routed: boolean
  /** The LAN sees the guest's own MAC: it is a member. */
  member: boolean
}

type Row = [kind: string, ...cells: string[]]

export const PROMISED: Row[] = [
  ['NAT with DHCP', 'yes', 'yes', 'yes (seen as the host)', 'no', 'libvirt’s dnsmasq'],
  ['NAT without DHCP', 'yes', 'yes', 'yes', 'no', 'static, by hand'],
  [
    'routed',
    'yes',
    'yes',
    'yes, with its own address, if the LAN has a route back',
    'yes, by route',
    'dnsmasq, if asked',
  ],
  ['isolated', 'yes', 'yes', 'no', 'no', 'dnsmasq, if asked'],
  ['very isolated', 'yes', 'no', 'no', 'no', 'static, by hand'],
  ['bridged (host bridge)', 'yes', 'yes', 'yes, as a LAN member', 'yes', 'the LAN’s DHCP server'],
  ['macvtap (direct)', 'yes', 'no', 'yes, as a LAN member', 'yes', 'the LAN’s DHCP server'],
]

const reaches: Record<string, (outcome: Outcome) => boolean> = {
  yes: ({ alone }) => alone,
  no: ({ alone, routed }) => !alone && !routed,
  // Answers come back without a route to it: the LAN knows only the workstation.
  'yes (seen as the host)': ({ alone, member }) => alone && !member,
  'yes, with its own address, if the LAN has a route back': ({ alone, routed }) => !alone && routed,
  'yes, by route': ({ alone, routed }) => !alone && routed,
  'yes, as a LAN member': ({ alone, member }) => alone && member,
}

const sources: Record<string, Measured['addressFrom']> = {
  'libvirt’s dnsmasq': 'libvirt',
  'dnsmasq, if asked': 'libvirt',
  'static, by hand': 'nobody',
  'the LAN’s DHCP server': 'lan',
}

/** The row as measured: a cell has the promised words where they are true, else what was seen. */
export function measuredRow(promised: Row, measured: Measured): Row {
  const [kind, guest = '', host = '', toLan = '', fromLan = '', address = ''] = promised
  return [
    kind,
    told(guest, plain(measured.guestToGuest)),
    told(host, plain(measured.guestToHost)),
    told(toLan, measured.guestToLan),
    told(fromLan, measured.lanToGuest),
    sources[address] === measured.addressFrom ? address : measured.addressFrom,
  ]
}

export function asText(rows: Row[]): string {
  const head: Row = [
    'kind',
    'guest ↔ guest',
    'guest ↔ host',
    'guest → LAN',
    'LAN → guest',
    'address from',
  ]
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')).join('\n')
}

function plain(reached: boolean): Outcome {
  return { alone: reached, routed: reached, member: false }
}

function told(words: string, outcome: Outcome): string {
  if (reaches[words]?.(outcome)) return words
  const seen = Object.entries(outcome).map(([name, value]) => `${name}: ${value}`)
  return `NOT “${words}” (${seen.join(', ')})`
}
