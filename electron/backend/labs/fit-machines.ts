/** Machines of a lab that this host has not, as they are made from an image. Pure. */
import type { Lab, LabMachine } from '../../../shared/model/labs/lab.ts'
import { usualSize } from '../../../shared/model/new-machine.ts'
import { firstFreeName } from '../../../shared/rules/names.ts'
import type { BaseImage } from '../../libvirt/index.ts'
import { fileName } from '../machines/made-machine.ts'
import type { MadeMachine } from '../machines/made-machine.ts'
import type { Here, HereMachine } from './here.ts'
import { madeUuid } from './identities.ts'

/** Before its NICs are known. */
export type FittedMachine = Omit<MadeMachine, 'nics' | 'badLinks'>

export function fitMachines(lab: Lab, here: Here): FittedMachine[] {
  const { image } = here
  if (!image) return []
  const there = new Set(here.machines.map(({ name }) => name))
  const uuids = new Set(here.machines.map(({ uuid }) => uuid))
  const volumes = new Set(image.taken)
  return lab.machines.flatMap((asked): FittedMachine[] => {
    const { name } = asked
    if (there.has(name) || !fileName.test(name)) return []
    there.add(name)
    const uuid = firstFreeName(uuids, (turn) => madeUuid('machine', lab.name, name, String(turn)))
    return [{ uuid, name, ...sizeOf(asked), image: image.path, disk: diskOf(name, image, volumes) }]
  })
}

function diskOf(machine: string, { pool }: BaseImage, taken: Set<string>): MadeMachine['disk'] {
  const name = firstFreeName(taken, (turn) => `${machine}${turn === 0 ? '' : `-${turn}`}.qcow2`)
  taken.add(name)
  return { pool, name }
}

function sizeOf({ memoryMiB, vcpus }: LabMachine): Pick<MadeMachine, 'memoryMiB' | 'vcpus'> {
  return { memoryMiB: memoryMiB ?? usualSize.memoryMiB, vcpus: vcpus ?? usualSize.vcpus }
}

/** The host as it will be: NICs of theirs are found MACs for, and rules, like any others that come. */
export function withMachines(here: Here, made: FittedMachine[]): Here {
  const coming = made.map(({ uuid, name }): HereMachine => {
    return { uuid, name, nics: [], isToCome: true }
  })
  return { ...here, machines: [...here.machines, ...coming] }
}
