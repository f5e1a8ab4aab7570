/** Whom findings about a thing of the picture are about. Pure. */
import type { Subject } from '../../../shared/model/finding.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { refOf } from '../nic/nics.ts'
import type { PictureNode } from './types.ts'

export function machineSubject({ uuid, name }: Machine): Subject {
  return { type: 'machine', uuid, name }
}

export function nicSubject({ uuid, name }: Machine, nic: MachineNic): Subject {
  return { type: 'nic', uuid, name, nic: refOf(nic) }
}

/** All that belongs to it: a group's are those of its machines. */
export function subjectsOf(node: PictureNode): Subject[] {
  switch (node.kind) {
    case 'internet':
    case 'lan':
      return []
    case 'nic':
    case 'bridge':
      return [{ type: 'interface', name: node.item.name }]
    case 'network':
      return [{ type: 'network', uuid: node.network.uuid, name: node.network.name }]
    case 'machine': {
      const { machine } = node
      return [machineSubject(machine), ...machine.nics.map((nic) => nicSubject(machine, nic))]
    }
    case 'group':
      return node.machines.flatMap(subjectsOf)
  }
}
