/** Without forwarding the kernel throws away what a guest sends beyond its own network. */
import type { Network } from '../../../../shared/model/network.ts'
import { defineCheck } from '../check.ts'
import { isRoutedKind } from '../facts.ts'
import { quoteSysctl } from '../view.ts'

const NAME = 'net.ipv4.ip_forward'

export default defineCheck<Network[]>({
  id: 'ip-forward',
  applicable: ({ sysctl }) => sysctl(NAME) !== null,
  check: ({ networks, sysctl }) => {
    const routed = networks.filter((network) => network.active && isRoutedKind(network))
    return sysctl(NAME) === 0 && routed.length > 0 ? [routed] : []
  },
  explain: (routed, { sysctl }) => ({
    about: { type: 'host' },
    level: 'error',
    params: { networks: routed.map(({ name }) => name).join(', ') },
    evidence: [quoteSysctl(NAME, sysctl(NAME))],
  }),
  fix: () => ({
    fix: { do: 'host', argvs: [['sysctl', '-w', `${NAME}=1`]] },
    commands: [
      `sudo sysctl -w ${NAME}=1`,
      `echo ${NAME}=1 | sudo tee /etc/sysctl.d/99-forwarding.conf`,
    ],
  }),
})
