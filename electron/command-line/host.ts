/** The backend of one command: started for it, and gone with it. */
import { join } from 'node:path'
import { PuenteError } from '../../shared/errors.ts'
import type { Inventory, InventoryPatch } from '../../shared/model/inventory.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { startBackend } from '../backend/backend.ts'
import type { Backend } from '../backend/backend.ts'
import { hostFor } from '../backend/which-host.ts'
import { hostFolder } from '../state-files/folders.ts'

const nobody = () => undefined

export interface OpenHost {
  backend: Backend
  /** Resolves once libvirt and NetworkManager answer, or are known not to. */
  settled: () => Promise<Inventory>
}

/**
 * @param connect another libvirt than this computer's own, or null
 * @param stop ends what is being carried out, which is then taken back
 */
export function openHost(connect: string | null, stop: AbortSignal): OpenHost {
  const hostUri = process.env.PUENTE_LIBVIRT_URI || 'qemu:///system'
  const elsewhere = connect === null || connect === hostUri ? undefined : connect
  const told = new EventTarget()
  const backend = startBackend({
    libvirtUri: elsewhere ?? hostUri,
    host: hostFor(elsewhere),
    desk: thisComputer,
    // ssh’s keys and known hosts are the person’s affair here: a script has nobody to answer.
    ask: async () => null,
    journalFile: join(hostFolder(elsewhere), 'journal.json'),
    // Of a window beside us it would revert what waits there for the person's answer.
    recovers: false,
    stop,
    publish: (_patch: InventoryPatch) => told.dispatchEvent(new Event('told')),
    ...{
      tell: nobody,
      tellDiagnosis: nobody,
      count: nobody,
      tellCapture: nobody,
      tellUpload: nobody,
    },
  })
  const settled = async () => {
    for (;;) {
      const next = new Promise((resolve) => told.addEventListener('told', resolve, { once: true }))
      const inventory = await backend.methods.getInventory()
      const services = Object.values(inventory.services)
      if (services.every(({ status }) => status !== 'connecting')) return inventory
      await next
    }
  }
  return { backend, settled }
}

/** @throws PuenteError why libvirt can't be reached */
export function requireLibvirt({ services: { libvirt } }: Inventory): void {
  if (libvirt.status === 'unavailable') throw PuenteError.from(libvirt.error)
}
