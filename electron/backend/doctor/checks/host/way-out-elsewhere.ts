/**
 * A network that libvirt lets out by one interface alone, which leads nowhere any more: it went under
 * a bridge, or is gone. The route goes by another, and libvirt's rules reject what goes there.
 */
import type { Network } from '../../../../../shared/model/network.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isTiedElsewhere, routeOut } from '../../facts.ts'
import { networkSubject } from '../../scope.ts'
import { linkOf, quoteLinks } from '../../view.ts'

export default defineCheck<Network>({
  id: 'way-out-elsewhere',
  needs: 'host',
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.networks.filter((network) => network.active && isTiedElsewhere(network, view)),
  explain: (network, view) => {
    const [named = ''] = network.forwardDevices
    const link = linkOf(view, named)
    return {
      about: networkSubject(network),
      level: 'error',
      params: { network: network.name, named, out: routeOut(network, view) ?? '' },
      evidence: [
        {
          command: `${virshLine(['net-dumpxml'], virshName(network))} | grep 'forward dev'`,
          output: `<forward dev='${named}' …>`,
        },
        link
          ? quoteLinks([link])
          : {
              command: commandLine(['ip', 'link', 'show', 'dev', named]),
              output: 'does not exist',
            },
      ],
    }
  },
  fix: (network, view) => {
    const device = routeOut(network, view)
    if (device === null || !network.persistent) return {}
    return {
      fix: { do: 'lead-out-by', network: network.uuid, device },
      commands: [
        virshLine(['net-edit'], virshName(network)),
        virshLine(['net-destroy'], virshName(network)),
        virshLine(['net-start'], virshName(network)),
      ],
    }
  },
})
