/**
 * Parts of a LAN that this host answers for by proxy ARP: kept by the package's helper in root's files,
 * which everybody may read, and put into the kernel by it alone (build/package/files/proxy-arp).
 */
import { join } from 'node:path'
import type { LanSlice } from '../../shared/model/lan-slice.ts'
import { isInterfaceName } from '../../shared/rules/names.ts'
import { parseSubnet } from '../../shared/rules/ip.ts'
import { parseSlice } from '../../shared/rules/networks/lan-slices.ts'
import type { HostSide } from './side.ts'

const FOLDER = '/etc/puente/proxy-arp'

export async function readSlices(side: HostSide, folder = FOLDER): Promise<LanSlice[]> {
  const bridges = (await side.readFolders([folder]))[0] ?? []
  const texts = await side.readFiles(bridges.map((bridge) => join(folder, bridge)))
  return bridges.flatMap((bridge, index) => readSliceFile(bridge, texts[index] ?? '') ?? [])
}

/** The line below the comment; null where it is not one of the helper's. Pure. */
export function readSliceFile(bridge: string, text: string): LanSlice | null {
  const [line = ''] = text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))
  const [nic = '', slice = '', lan = '', ...more] = line.split(' ')
  const isOne =
    isInterfaceName(bridge) && isInterfaceName(nic) && parseSlice(slice) && parseSubnet(lan)
  return isOne && more.length === 0 ? { bridge, nic, slice, lan } : null
}

/** The helper's words for one. Pure. */
export function sliceWords({ bridge, nic, slice, lan }: LanSlice): string[] {
  return ['set', bridge, nic, slice, lan]
}
