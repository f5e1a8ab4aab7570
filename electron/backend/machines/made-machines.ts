/** Machines made from an image: a disk over it and a definition, both or none; and taking both away again. */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import { isActive } from '../../../shared/model/machine.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'
import { format, parse } from '../../libvirt/xml/dom.ts'
import type { Host } from '../../host/host.ts'
import type { UndoRecord } from '../history/history.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { proposal } from '../plans/plans.ts'
import type { Look, PlannedChange } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { definitionOf, madeMachine, makingView, takingAwayView } from './made-machine.ts'
import type { MadeMachine, Site } from './made-machine.ts'
import { readMedia } from './media.ts'
import type { NicFacts } from './nic-facts.ts'
import { printOfXml } from './nic-undo.ts'

export interface MadeMachineParts {
  host: Host
  libvirt: LibvirtService
  facts: NicFacts
  undos: Undos
}

/** A machine, and by what its definition is known to be as it was left. */
const made = z.object({ machine: madeMachine, left: z.string().nullable() })
type Made = z.infer<typeof made>

interface Making {
  xml: string
  site: Site
}

export class MadeMachines {
  readonly #parts: MadeMachineParts
  readonly #made: (data: Made) => UndoRecord
  readonly #takenAway: (data: MadeMachine) => UndoRecord
  /** What one look has seen of an image, however many machines are made from it. */
  readonly #sites = new WeakMap<Look, Map<string, Promise<Site>>>()

  constructor(parts: MadeMachineParts) {
    this.#parts = parts
    const { undos } = parts
    this.#made = undos.know('make-machine', {
      schema: made,
      plan: (data) => this.#planTakingAway(data),
    })
    this.#takenAway = undos.know('take-machine-away', {
      schema: madeMachine,
      plan: (machine) => this.planned(machine),
    })
  }

  /** @throws PuenteError `machine-name-taken`, `mac-taken`, `volume-taken`, `image-unfit` */
  planned(machine: MadeMachine, warnings: Message[] = []): PlannedChange {
    const planned: PlannedChange<Making> = proposal(
      async (look) => {
        const libvirt = this.#parts.libvirt.managing
        this.#requireFree(machine)
        const site = await this.#siteIn(look, machine.image)
        requirePlace(machine, site)
        const root = definitionOf(machine, site)
        await libvirt.requireValidXml(root, { before: null })
        const view = makingView(machine, root, site)
        const read = [site.image.capacity, site.image.format, site.media.read]
        return look.saw({ ...view, warnings }, read, { xml: format(root), site })
      },
      async ({ work }, id) => {
        await this.#make(machine, work)
        this.#parts.undos.remember(id, this.#made({ machine, left: await this.#print(machine) }))
      },
    )
    return planned as PlannedChange
  }

  /** For what died half-way: nothing of it is there any more. @throws PuenteError `undo-machine-runs` */
  async takeAway(machine: MadeMachine): Promise<void> {
    const { libvirt } = this.#parts
    this.requireOff(machine)
    if (this.#isThere(machine)) await libvirt.managing.undefineMachine(machine.uuid)
    if (await this.#hasDisk(machine)) await libvirt.managing.deleteVolume(machine.disk)
    await libvirt.refreshMachine(machine.uuid)
  }

  /** For an undo that died half-way: what is missing of it is made again. */
  async bringBack(machine: MadeMachine): Promise<void> {
    const site = await this.#site(machine.image)
    const { libvirt } = this.#parts
    if (!(await this.#hasDisk(machine))) {
      await libvirt.managing.makeOverlay(machine.disk.name, site.image)
    }
    if (this.#isThere(machine)) return
    await libvirt.managing.defineMachine(format(definitionOf(machine, site)))
    await libvirt.refreshMachine(machine.uuid)
  }

  /** @throws PuenteError `undo-machine-runs`: what its guest has written would go under it */
  requireOff({ uuid }: MadeMachine): void {
    const found = this.#parts.facts.machines.find((one) => one.uuid === uuid)
    if (found && (isActive(found) || found.saved)) {
      throw new PuenteError('undo-machine-runs', { machine: found.name })
    }
  }

  async #make({ uuid, disk }: MadeMachine, { xml, site }: Making): Promise<void> {
    const { libvirt } = this.#parts
    await libvirt.managing.makeOverlay(disk.name, site.image)
    try {
      await libvirt.managing.defineMachine(xml)
    } catch (error) {
      await libvirt.managing.deleteVolume(disk).catch(() => undefined)
      throw error
    } finally {
      await libvirt.refreshMachine(uuid).catch(() => undefined)
    }
  }

  #planTakingAway({ machine, left }: Made): PlannedChange {
    const { undos, libvirt } = this.#parts
    const planned: PlannedChange<boolean> = proposal(
      async (look) => {
        void libvirt.managing
        await this.#requireAsLeft(machine, left)
        const hasDisk = await this.#hasDisk(machine)
        return look.saw(takingAwayView(machine, hasDisk), left, hasDisk)
      },
      async ({ work: hasDisk }, id) => {
        await this.#remove(machine, hasDisk)
        undos.remember(id, this.#takenAway(machine))
      },
    )
    return planned as PlannedChange
  }

  async #remove({ uuid, disk }: MadeMachine, hasDisk: boolean): Promise<void> {
    const { libvirt } = this.#parts
    const definition = await libvirt.managing.readDefinition(uuid)
    await libvirt.managing.undefineMachine(uuid)
    try {
      if (hasDisk) await libvirt.managing.deleteVolume(disk)
    } catch (error) {
      await libvirt.managing.defineMachine(definition).catch(() => undefined)
      throw error
    } finally {
      await libvirt.refreshMachine(uuid).catch(() => undefined)
    }
  }

  /** @throws PuenteError `undo-machine-gone`, `undo-machine-runs`, `undo-machine-changed` */
  async #requireAsLeft(machine: MadeMachine, left: string | null): Promise<void> {
    const { name } = machine
    if (!this.#isThere(machine)) throw new PuenteError('undo-machine-gone', { machine: name })
    this.requireOff(machine)
    if ((await this.#print(machine)) !== left) {
      throw new PuenteError('undo-machine-changed', { machine: name })
    }
  }

  async #print({ uuid }: MadeMachine): Promise<string | null> {
    return printOfXml(await this.#parts.libvirt.managing.readDefinition(uuid), true)
  }

  #isThere({ uuid }: MadeMachine): boolean {
    return this.#parts.facts.machines.some((one) => one.uuid === uuid)
  }

  /** Only one that stands on the same image is the machine's: of another of its name nothing is known. */
  async #hasDisk({ disk, image }: MadeMachine): Promise<boolean> {
    return (await this.#parts.libvirt.managing.readBacking(disk)) === image
  }

  #requireFree({ uuid, name, nics }: MadeMachine): void {
    const { facts } = this.#parts
    if (facts.machines.some((one) => one.uuid === uuid || one.name === name)) {
      throw new PuenteError('machine-name-taken', { machine: name })
    }
    for (const nic of nics) facts.requireFreeMac(describeNic(parse(nic)).settings.mac)
  }

  #siteIn(look: Look, path: string): Promise<Site> {
    const known = this.#sites.get(look) ?? new Map<string, Promise<Site>>()
    this.#sites.set(look, known)
    const site = known.get(path) ?? this.#site(path)
    known.set(path, site)
    return site
  }

  /** @throws PuenteError `image-unfit` */
  async #site(path: string): Promise<Site> {
    const { libvirt, host } = this.#parts
    const image = await libvirt.managing.readImage(path)
    if (!image) throw new PuenteError('image-unfit', { image: path })
    const media = await readMedia(host.side, [path])
    return { image, kind: await libvirt.managing.readUsualMachine(), media }
  }
}

/** @throws PuenteError `volume-taken`, `image-unfit` where the image lies in another pool by now */
function requirePlace({ disk }: MadeMachine, { image }: Site): void {
  if (image.pool !== disk.pool) throw new PuenteError('image-unfit', { image: image.path })
  if (image.taken.includes(disk.name)) throw new PuenteError('volume-taken', { ...disk })
}
