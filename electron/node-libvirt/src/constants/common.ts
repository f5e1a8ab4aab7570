// Written by scripts/constants.ts from libvirt-api.xml.

export const VIR_CONNECT_CLOSE_REASON_CLIENT = 3
export const VIR_CONNECT_CLOSE_REASON_EOF = 1
export const VIR_CONNECT_CLOSE_REASON_ERROR = 0
export const VIR_CONNECT_CLOSE_REASON_KEEPALIVE = 2
export const VIR_CONNECT_NO_ALIASES = 2
export const VIR_CONNECT_RO = 1
export const VIR_CRED_AUTHNAME = 2
export const VIR_CRED_CNONCE = 4
export const VIR_CRED_ECHOPROMPT = 6
export const VIR_CRED_EXTERNAL = 9
export const VIR_CRED_LANGUAGE = 3
export const VIR_CRED_NOECHOPROMPT = 7
export const VIR_CRED_PASSPHRASE = 5
export const VIR_CRED_REALM = 8
export const VIR_CRED_USERNAME = 1
export const VIR_TYPED_PARAM_BOOLEAN = 6
export const VIR_TYPED_PARAM_DOUBLE = 5
export const VIR_TYPED_PARAM_INT = 1
export const VIR_TYPED_PARAM_LLONG = 3
export const VIR_TYPED_PARAM_STRING = 7
export const VIR_TYPED_PARAM_STRING_OKAY = 4
export const VIR_TYPED_PARAM_UINT = 2
export const VIR_TYPED_PARAM_ULLONG = 4
