import * as C from './constants/nodedev.ts'

const CAPABILITIES = {
  system: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM,
  pci: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV,
  usb_device: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV,
  usb: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE,
  net: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET,
  scsi_host: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST,
  scsi_target: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET,
  scsi: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI,
  storage: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE,
  fc_host: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST,
  vports: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS,
  scsi_generic: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC,
  drm: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM,
  mdev_types: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES,
  mdev: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV,
  vdpa: C.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA,
} as const

/** Kinds of devices, named as in their XML. */
export type NodeDeviceCapability = keyof typeof CAPABILITIES

/** @internal */
export const nodeDeviceListFlags = (capabilities: readonly NodeDeviceCapability[]): number =>
  capabilities.reduce((bits, capability) => bits | CAPABILITIES[capability], 0)
