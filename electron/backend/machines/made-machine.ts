/** A machine that is made from an image, as it is kept on disk, and as a plan says it. */
import { posix } from 'node:path'
import { z } from 'zod'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import {
  hostPath,
  mac,
  memoryMiB,
  objectName,
  uuid,
  vcpus,
} from '../../../shared/schemas/fields.ts'
import { linkConditions } from '../../../shared/schemas/link-conditions.ts'
import {
  deleteVolumeCommand,
  makeOverlayCommand,
  undefineCommand,
} from '../../libvirt/commands/machines.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { defineMachineCommand } from '../../libvirt/commands/nics.ts'
import type { BaseImage } from '../../libvirt/index.ts'
import { format, parse } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { machineElement } from '../../libvirt/xml/new-machine.ts'
import type { MachineKind } from '../../libvirt/xml/new-machine.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import type { Media } from './media.ts'
import { nicText } from './nic-undo.ts'
import { nicView } from './nic-views.ts'

/** Of a machine whose disk is a file of its name. */
export const fileName = /^[^./][^/]*$/

export const madeMachine = z.object({
  ...{ uuid, name: objectName.regex(fileName), memoryMiB, vcpus },
  /** Whole, in their order. */
  nics: z.array(nicText).max(32),
  /** What their cables do to packets at each of its starts. */
  badLinks: z.array(z.object({ mac, conditions: linkConditions })).max(32),
  /** The image that its disk stands on. */
  image: hostPath,
  /** Its disk: a volume in the image's pool. */
  disk: z.object({ pool: objectName, name: objectName.regex(fileName) }),
})
export type MadeMachine = z.infer<typeof madeMachine>

/** What the host says to it. */
export interface Site {
  image: BaseImage
  kind: MachineKind
  /** What the image reaches on the host. */
  media: Media
}

export function definitionOf(machine: MadeMachine, { image, kind }: Site): Element {
  const { badLinks, disk, ...rest } = machine
  const kept = new Map(badLinks.map((link) => [link.mac, link.conditions]))
  const file = posix.join(image.folder, disk.name)
  return machineElement({ ...rest, disk: file, badLinks: kept }, kind)
}

export function makingView(machine: MadeMachine, root: Element, site: Site): PlanView {
  const { name, disk, image, nics } = machine
  const view = nicView(
    message('plan.new-machine', { machine: name }),
    [
      message('step.make-disk', { disk: disk.name, pool: disk.pool, image: posix.basename(image) }),
      message('step.define-machine', { machine: name }),
    ],
    { commands: [makeOverlayCommand(disk.name, site.image), defineMachineCommand(format(root))] },
  )
  const asks = [...site.media.asks, ...nics.flatMap((nic) => asksOf(parse(nic), null))]
  return { ...view, ...(asks.length > 0 && { asks }) }
}

/** @param hasDisk is it still there? */
export function takingAwayView(machine: MadeMachine, hasDisk: boolean): PlanView {
  const { name, disk } = machine
  const params: Record<string, string> = { machine: name, disk: disk.name, pool: disk.pool }
  const of = (text: Message) => (hasDisk ? [text] : [])
  return nicView(
    message('plan.undo-new-machine', params),
    [message('step.undefine-machine', params), ...of(message('step.delete-disk', params))],
    {
      lost: of(message('lost.machine-disk', params)),
      commands: [
        undefineCommand(virshName(machine)),
        ...(hasDisk ? [deleteVolumeCommand(disk)] : []),
      ],
    },
  )
}
