/** The kinds of virtual network, as a person chooses one. */
export const networkKinds = [
  'nat',
  'routed',
  'open',
  'isolated',
  'very-isolated',
  'bridged',
  'macvtap',
  'hostdev',
  'openvswitch',
] as const

export type NetworkKind = (typeof networkKinds)[number]
