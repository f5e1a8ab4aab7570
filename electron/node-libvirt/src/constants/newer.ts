/**
 * Constants newer than the headers that the binding is usually built with. The functions they belong
 * to are looked up at run time, so the values are known here and nowhere else.
 */

/** libvirt 9.7.0: what `virNetworkGetMetadata` and `virNetworkSetMetadata` address. */
export const VIR_NETWORK_METADATA_DESCRIPTION = 0
export const VIR_NETWORK_METADATA_TITLE = 1
export const VIR_NETWORK_METADATA_ELEMENT = 2

/** libvirt 9.8.0 */
export const VIR_NETWORK_EVENT_ID_METADATA_CHANGE = 1

/** libvirt 10.1.0: where `virNodeDeviceUpdate` changes the device. */
export const VIR_NODE_DEVICE_UPDATE_AFFECT_CURRENT = 0
export const VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE = 1
export const VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG = 2

/** libvirt 11.2.0 */
export const VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE = 27
