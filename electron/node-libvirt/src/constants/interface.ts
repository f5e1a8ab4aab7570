// Written by scripts/constants.ts from libvirt-api.xml.

export const VIR_CONNECT_LIST_INTERFACES_ACTIVE = 2
export const VIR_CONNECT_LIST_INTERFACES_INACTIVE = 1
export const VIR_INTERFACE_DEFINE_VALIDATE = 1
export const VIR_INTERFACE_XML_INACTIVE = 1
