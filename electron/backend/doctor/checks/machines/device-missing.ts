/** The bridge or NIC that a network or a machine's NIC hangs on does not exist. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { linkOf } from '../../view.ts'
import type { View } from '../../view.ts'
import { names } from '../../facts.ts'
import { hasPart, socketOf } from '../../../../../shared/rules/networks/kinds.ts'

interface Missing {
  device: string
  machines: string
}

export default defineCheck<Missing>({
  id: 'device-missing',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    [...new Set(wanted(view))]
      .filter((device) => !linkOf(view, device))
      .map((device) => ({
        device,
        machines: names(view.paths.filter((path) => path.bridge === device)),
      })),
  explain: ({ device, machines }) => ({
    about: { type: 'interface', name: device },
    level: 'error',
    params: { device, machines },
    evidence: [
      {
        command: commandLine(['ip', 'link', 'show', 'dev', device]),
        output: `Device "${device}" does not exist.`,
      },
    ],
  }),
})

/** A network that is started has made its own bridge; what is named of the host must be there. */
function wanted({ networks, paths }: View): string[] {
  const active = networks.filter((network) => network.active)
  return [
    ...active.flatMap(({ bridge, kind }) =>
      bridge && socketOf(kind) === 'bridge' ? [bridge] : [],
    ),
    ...active
      .filter(({ kind }) => hasPart(kind, 'macvtap'))
      .flatMap(({ forwardDevices }) => forwardDevices),
    ...paths.flatMap(({ nic }) => (nic.source.type === 'bridge' ? [nic.source.bridge] : [])),
    ...paths.flatMap(({ nic }) => (nic.source.type === 'direct' ? [nic.source.device] : [])),
  ].filter((name) => name !== '')
}
