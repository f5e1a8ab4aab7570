/** A daemon that everything else is told by is not there: whatever is found besides is of before. */
import type { ErrorData } from '../../../../../shared/errors.ts'
import type { Services } from '../../../../../shared/model/inventory.ts'
import { defineCheck } from '../../check.ts'

/** What shows it, run in a terminal. */
const commands = { libvirt: 'virsh list --all', networkManager: 'nmcli general status' }

export const libvirtDown = downCheck('libvirt-down', 'libvirt')
export const networkManagerDown = downCheck('networkmanager-down', 'networkManager')

function downCheck(id: 'libvirt-down' | 'networkmanager-down', service: keyof Services) {
  return defineCheck<ErrorData>({
    id,
    needs: service === 'libvirt' ? 'libvirt' : 'host',
    check: ({ services }) => {
      const state = services[service]
      return state.status === 'unavailable' ? [state.error] : []
    },
    explain: ({ code, cause }) => ({
      about: { type: 'host' },
      level: 'error',
      evidence: [{ command: commands[service], output: cause ?? code }],
    }),
  })
}
