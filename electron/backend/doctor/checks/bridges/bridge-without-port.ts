/** A bridge of the host that no NIC is a port of leads nowhere. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { isHostBridge, portsOf, uplinksOf, waysOut } from '../../facts.ts'
import { linkOf } from '../../view.ts'
import type { View } from '../../view.ts'

export default defineCheck<string>({
  id: 'bridge-without-port',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) => view.bridges.filter((bridge) => isUsed(view, bridge) && isCutOff(view, bridge)),
  explain: (bridge, view) => ({
    about: { type: 'bridge', name: bridge },
    level: 'error',
    params: { bridge },
    evidence: [
      {
        command: commandLine(['ip', '-o', 'link', 'show', 'master', bridge]),
        output: portsOf(view, bridge)
          .map(({ line }) => line)
          .join('\n'),
      },
    ],
  }),
  fix: (bridge, { world }) => {
    const nic = world.interfaces.find(({ name }) => name === bridge)?.madeByPuente?.nic
    return {
      commands: nic
        ? [commandLine(['nmcli', 'connection', 'up', 'id', `${bridge} port ${nic}`])]
        : [commandLine(['nmcli', 'device', 'connect', bridge])],
    }
  },
})

/** One whose NIC has no signal has lost it for that, which is another finding. */
function isCutOff(view: View, bridge: string): boolean {
  return (
    uplinksOf(view, bridge).length === 0 && waysOut(view, bridge).every(({ carrier }) => carrier)
  )
}

/**
 * A bridge that nobody is on may be meant to be empty, but not one of ours that was made for a NIC:
 * the host itself is connected by it. One whose NIC has another name now is another finding.
 */
function isUsed(view: View, bridge: string): boolean {
  const link = linkOf(view, bridge)
  const item = view.world.interfaces.find(({ name }) => name === bridge)
  return (
    link?.kind === 'bridge' &&
    isHostBridge(view, bridge) &&
    item?.bridge?.nicNow === undefined &&
    (Boolean(item?.madeByPuente?.nic) || view.paths.some((path) => path.bridge === bridge))
  )
}
