// Written by scripts/constants.ts from libvirt-api.xml.

export const VIR_NWFILTER_BINDING_CREATE_VALIDATE = 1
export const VIR_NWFILTER_DEFINE_VALIDATE = 1
