/** The least that makes each check of forwards fire. */
import type { View } from '../../../electron/backend/doctor/view.ts'
import type { DiagnosisTarget, FindingCode } from '../../../shared/model/finding.ts'
import { forward, machine, rules, world } from './host.ts'

export const illForwards = {
  'forward-machine-off': [
    { world: world({ machines: [machine({ state: 'shut-off' })], forwards: [forward()] }) },
  ],
  'forward-address-changed': [{ world: world({ forwards: [forward({ to: '192.168.122.99' })] }) }],
  'forward-port-taken': [
    {
      world: world({ forwards: [forward()] }),
      tcpListeners: [
        { address: '0.0.0.0', device: null, port: 8080, line: 'users:(("nginx",pid=1' },
      ],
    },
  ],
  'forward-not-listening': [{ world: world({ forwards: [forward()] }), tcpListeners: [] }],
  'forward-stopped': [
    { world: world({ forwards: [forward()] }), rules: rules(['inet gate input input drop']) },
  ],
  'forward-unanswered': [
    { world: world({ forwards: [forward()] }), answers: new Map([['0000000a', 'refused']]) },
  ],
} satisfies Partial<Record<FindingCode, [Partial<View>, DiagnosisTarget?]>>
