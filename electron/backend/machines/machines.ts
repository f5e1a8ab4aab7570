/** Starting and stopping machines, and whether they start with the host. */
import type { MachineAction } from '../../libvirt/index.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

export class Machines {
  readonly #libvirt: LibvirtService

  constructor(libvirt: LibvirtService) {
    this.#libvirt = libvirt
  }

  /** Reads it again: of what is only stored libvirt tells nobody. */
  refresh(uuid: string): Promise<void> {
    return this.#libvirt.refreshMachine(uuid)
  }

  async act(uuid: string, action: MachineAction): Promise<void> {
    const libvirt = this.#libvirt.managing
    await libvirt.actOnMachine(uuid, action)
    // libvirt tells nobody: the one who changed it reads it again.
    if (action === 'discard-saved') await this.#libvirt.refreshMachine(uuid)
  }

  async setNote(uuid: string, note: string): Promise<void> {
    const libvirt = this.#libvirt.managing
    await libvirt.setMachineNote(uuid, note)
    await this.#libvirt.refreshMachine(uuid)
  }

  async setAutostart(uuid: string, autostart: boolean): Promise<void> {
    const libvirt = this.#libvirt.managing
    await libvirt.setMachineAutostart(uuid, autostart)
    // libvirt tells nobody: the one who changed it reads it again.
    await this.#libvirt.refreshMachine(uuid)
  }
}
