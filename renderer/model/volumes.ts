/** Which volumes of libvirt's pools fit where. Pure. */
import type { FileKind } from '../../shared/contract/desktop.ts'
import type { StoragePool, StorageVolume } from '../../shared/model/new-machine.ts'

export interface PoolChoice {
  pool: string
  volumes: StorageVolume[]
}

/** libvirt says `iso` only where it has looked; until then such a medium is `raw`. */
const isMedium = ({ name, format }: StorageVolume): boolean =>
  format === 'iso' || /\.iso$/i.test(name)

/** Pools without any are left out. */
export function volumesFor(pools: StoragePool[], kind: FileKind): PoolChoice[] {
  return pools.flatMap(({ name: pool, volumes }) => {
    const fitting = volumes.filter((volume) => isMedium(volume) === (kind === 'iso'))
    return fitting.length > 0 ? [{ pool, volumes: fitting }] : []
  })
}
