/** polkit lets the person look, but not change: findings can be read, and not be ended. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import type { View } from '../../view.ts'

export default defineCheck<string[]>({
  id: 'rights',
  needs: 'host',
  check: (view) => {
    const refused = refusedOf(view)
    return refused.length > 0 ? [refused] : []
  },
  explain: (refused) => ({
    about: { type: 'host' },
    level: 'warning',
    params: { rights: refused.join(', ') },
    evidence: refused.map((right) => ({
      command: commandLine(['sh', '-c', 'pkcheck --action-id "$0" --process "$$"', right]),
      output: 'Not authorized.',
    })),
  }),
  fix: (refused) => ({
    commands: refused.some((right) => right.startsWith('org.libvirt'))
      ? ['sudo usermod -aG libvirt "$USER"']
      : [],
  }),
})

function refusedOf({ services, refusedRights }: View): string[] {
  const { libvirt } = services
  const readOnly = libvirt.status === 'connected' && libvirt.readOnly
  return [...(readOnly ? ['org.libvirt.unix.manage'] : []), ...refusedRights]
}
