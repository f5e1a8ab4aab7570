/** A storage pool as virt-manager makes it on a first start, with somebody's image in it. */
import type { Lab } from '../lab/lab.ts'

export const POOL = '/var/lib/libvirt/images'

/** @returns the image's path */
export async function makeImagePool(lab: Lab): Promise<string> {
  await lab.run(['mkdir', '-p', POOL])
  await lab.virsh('pool-create-as', 'default', 'dir', '--target', POOL)
  await lab.virsh('vol-create-as', 'default', 'base.qcow2', '64M', '--format', 'qcow2')
  return `${POOL}/base.qcow2`
}
