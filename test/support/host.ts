/** The workstation's own connection as the host sees it, for "the same as before". */
import type { HostSnapshot } from '../lab/snapshot.ts'
import { ROUTER } from '../lab/lan.ts'
import type { Lab } from '../lab/lab.ts'

/** A host that programs are run on: a lab's workstation, or a whole computer. */
export type Host = Pick<Lab, 'run' | 'ip' | 'nmcli' | 'snapshotHost'>

/** Everything but the list of MACs: a bridge adds one, which must be its NIC's. */
export function connection({ macs: _macs, ...rest }: HostSnapshot): Omit<HostSnapshot, 'macs'> {
  return rest
}

export async function hostConnection(
  host: Pick<Host, 'snapshotHost'>,
): Promise<Omit<HostSnapshot, 'macs'>> {
  return connection(await host.snapshotHost())
}

/** Names of all profiles that NetworkManager knows, those of libvirt's bridges left out. */
export async function profileNames(host: Pick<Host, 'nmcli'>): Promise<string[]> {
  const names = (await host.nmcli('-t', '-f', 'NAME', 'connection', 'show')).split('\n')
  return names.filter((name) => !/^(lo|virbr\d+|vnet\d+)$/.test(name)).sort()
}

/** The address that the host has on its way to the LAN's router, as the kernel says. */
export async function hostAddress(host: Pick<Host, 'ip'>): Promise<string> {
  const [route] = await host.ip<{ prefsrc: string }>('route', 'get', ROUTER)
  return route?.prefsrc ?? ''
}
