/** NetworkManager's own numbers and names; see its D-Bus API reference, "nm-dbus-types". */

export const NM = 'org.freedesktop.NetworkManager'
export const ROOT_PATH = '/org/freedesktop/NetworkManager'
export const SETTINGS_PATH = '/org/freedesktop/NetworkManager/Settings'

export const CHECKPOINT = `${NM}.Checkpoint`

export const IFACE = {
  manager: NM,
  device: `${NM}.Device`,
  wired: `${NM}.Device.Wired`,
  macvlan: `${NM}.Device.Macvlan`,
  vlan: `${NM}.Device.Vlan`,
  active: `${NM}.Connection.Active`,
  ip4: `${NM}.IP4Config`,
  ip6: `${NM}.IP6Config`,
  dhcp4: `${NM}.DHCP4Config`,
  dhcp6: `${NM}.DHCP6Config`,
  settings: `${NM}.Settings`,
  profile: `${NM}.Settings.Connection`,
  objectManager: 'org.freedesktop.DBus.ObjectManager',
  properties: 'org.freedesktop.DBus.Properties',
} as const

export const DeviceType = {
  ethernet: 1,
  wifi: 2,
  bluetooth: 5,
  modem: 8,
  bond: 10,
  vlan: 11,
  bridge: 13,
  generic: 14,
  team: 15,
  tun: 16,
  macvlan: 18,
  vxlan: 19,
  veth: 20,
  ppp: 23,
  wireguard: 29,
  loopback: 32,
} as const

export const DeviceState = {
  unmanaged: 10,
  unavailable: 20,
  disconnected: 30,
  activated: 100,
  deactivating: 110,
  failed: 120,
} as const

/** NMDeviceStateReason: why a device is unmanaged, from 1.48 on. */
export const UnmanagedReason = {
  byDefault: 69,
  externalDown: 70,
  linkNotInit: 71,
  sleeping: 73,
  userConf: 74,
  userExplicit: 75,
  userSettings: 76,
  userUdev: 77,
  networkingOff: 78,
} as const

export const ActiveState = { activating: 1, activated: 2, deactivating: 3, deactivated: 4 } as const

/** NMActivationStateFlags */
export const ActivationFlag = { isPort: 0x2, external: 0x80 } as const

/** NMDeviceInterfaceFlags */
export const InterfaceFlag = { carrier: 0x10000 } as const

/** NMSettingsConnectionFlags */
export const ProfileFlag = { unsaved: 0x1, generated: 0x2, volatile: 0x4, external: 0x8 } as const

/** NMSettingsAddConnection2Flags */
export const AddFlag = { toDisk: 0x1, inMemory: 0x2, blockAutoconnect: 0x20 } as const

/** NMSettingsUpdate2Flags */
export const UpdateFlag = { toDisk: 0x1, inMemory: 0x2, blockAutoconnect: 0x20 } as const

/** NMCheckpointCreateFlags */
export const CheckpointFlag = { deleteNewConnections: 0x2 } as const
