/** What there is to choose from for a new machine. */
export interface NewMachineChoices {
  /** Names of the systems that virt-install knows. */
  systems: string[]
}

/** A pool of libvirt's on the machines' host, with what lies in it. */
export interface StoragePool {
  name: string
  /** In bytes. */
  available: number
  volumes: StorageVolume[]
}

/** Of a new machine, where nobody says anything else. */
export const usualSize = { memoryMiB: 2048, vcpus: 2 }

/** A file of this computer that the person has chosen, which only the shell knows the place of. */
export interface UploadFile {
  id: string
  name: string
  /** In bytes. */
  size: number
}

export interface StorageVolume {
  name: string
  path: string
  /** In bytes, as a machine sees it. */
  capacity: number
  /** As libvirt says: `qcow2`, `raw`, `iso`…; null where it does not. */
  format: string | null
}
