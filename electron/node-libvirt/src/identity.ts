/** Which network it is, as plain data: still true after the network or the connection is gone. */
export interface NetworkIdentity {
  name: string
  uuid: string
}

/** Which domain it is, as plain data. `id` is the number of the running instance, null if none. */
export interface DomainIdentity {
  name: string
  uuid: string
  id: number | null
}

/** Which node device it is, as plain data. */
export interface NodeDeviceIdentity {
  name: string
}
