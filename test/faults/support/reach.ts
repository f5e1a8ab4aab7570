/** From where the host is changed: from its own desk, or over an ssh from the LAN. */
import { hostFolder } from '../../../electron/state-files/folders.ts'
import type { Lab } from '../../lab/lab.ts'
import type { BackendOptions } from '../../support/backend.ts'
import { hostAddress } from '../../support/host.ts'
import { startSshServer } from '../../support/ssh-server.ts'

export interface Reached {
  options: BackendOptions
  /** Where the app notes what it is in the middle of. */
  journal: string
}

export type Reach = (lab: Lab) => Promise<Reached>

const STATE = { XDG_STATE_HOME: '/home/alex/.local/state' }

export const HERE: Reach = async (lab) => ({ options: {}, journal: journalIn(lab) })

/** The server ends with the lab. */
export const BY_SSH: Reach = async (lab) => {
  const address = await hostAddress(lab)
  const { port } = await startSshServer(lab, { address })
  const uri = `qemu+ssh://root@${address}:${port}/system`
  return { options: { args: [uri], where: 'lan' }, journal: journalIn(lab, uri) }
}

function journalIn(lab: Lab, uri?: string): string {
  return lab.path(`${hostFolder(uri, STATE)}/journal.json`)
}
