/** A made-up history: three months of a workstation's life, and what is known of each change. */
import type { Plan } from '../../shared/model/plan.ts'
import { message } from '../../shared/message.ts'
import type { HistoryDetails, HistoryEntry, WiringDifference } from '../../shared/model/history.ts'

const DAY = 86_400_000
const said = { bridge: 'br0', nic: 'eth0', nics: 'eth0', network: 'host-bridge' }

type Made = Pick<HistoryEntry, 'title'> & Partial<HistoryEntry>

function entry(id: string, days: number, made: Made): HistoryEntry {
  const at = Date.now() - days * DAY
  return { id, at, outcome: 'kept', about: [], isTakenBack: false, undo: null, ...made }
}

export function history(): HistoryEntry[] {
  const bridge = { kind: 'bridge', name: 'br0' } as const
  const network = { kind: 'network', name: 'default' } as const
  const machine = { kind: 'machine', name: 'web' } as const
  return [
    entry('7', 0.01, {
      title: message('plan.edit-network', { network: 'default' }),
      about: [network],
    }),
    entry('6', 0.1, {
      title: message('plan.change-nic', { machine: 'web', mac: '52:54:00:51:64:01' }),
      about: [machine, network],
    }),
    entry('5', 1, {
      title: message('plan.delete-network', { network: 'office' }),
      about: [{ kind: 'network', name: 'office' }],
      isTakenBack: true,
    }),
    entry('4', 3, {
      title: message('plan.create-bridge', said),
      about: [bridge],
      undo: { do: 'remove-bridge', bridge: 'br0' },
    }),
    entry('3', 3.1, {
      ...{ title: message('plan.create-bridge', said), about: [bridge] },
      outcome: 'reverted',
    }),
    entry('2', 40, {
      ...{ title: message('plan.start-network', { network: 'default' }), about: [network] },
      outcome: 'failed',
    }),
    entry('1', 90, {
      ...{ title: message('plan.create-bridge', said), about: [bridge] },
      outcome: 'undone',
    }),
  ]
}

/** Years of it. */
export function longHistory(): HistoryEntry[] {
  const some = history()
  return Array.from({ length: 1000 }, (_, index) => {
    const { id, ...rest } =
      some[index % some.length] ?? entry('0', 0, { title: message('plan.undo-nics') })
    return { ...rest, id: `${index}-${id}`, at: Date.now() - index * DAY }
  })
}

const xml = (host: string) => `<!-- active: yes, autostart: yes, stored: yes -->
<network>
  <name>default</name>
  <forward mode='nat'/>
  <bridge name='virbr0' stp='on' delay='0'/>
  <dns>
    <host ip='192.168.122.50'>
      <hostname>${host}</hostname>
    </host>
  </dns>
</network>`
const devices = (network: string) => `<devices>
<interface type="network">
  <mac address="52:54:00:51:64:01"/>
  <source network="${network}"/>
  <model type="virtio"/>
</interface>
</devices>`

export function historyDetails(id: string): HistoryDetails {
  const nothing = { commands: [], error: null, changes: [], byOthers: [], isWiringKnown: true }
  const step = message('step.store-network', { network: 'default' })
  const undo = { can: true } as const
  const [, kind = id] = id.split('-')
  if (kind === '7') {
    return {
      ...{
        ...nothing,
        steps: [step, message('step.update-network', { network: 'default' })],
        undo,
      },
      commands: ['virsh net-update default add dns-host "<host ip=\'192.168.122.50\'/>"'],
      changes: [{ kind: 'network', name: 'default', before: xml('paper'), after: xml('printer') }],
      byOthers: [{ kind: 'machine', name: 'db', before: null, after: devices('default') }],
    }
  }
  if (kind === '6') {
    const why = { code: 'undo-machine-changed', params: { machine: 'web' } } as const
    return {
      ...{ ...nothing, steps: [message('step.change-nic', { machine: 'web' })] },
      changes: [
        { kind: 'machine', name: 'web', before: devices('default'), after: devices('office') },
      ],
      undo: { can: false, why },
    }
  }
  const why = { code: 'undo-unknown', params: {} } as const
  const error = { code: 'network-start-failed', params: { network: 'default' } } as const
  return {
    ...nothing,
    steps: [step],
    error: kind === '2' ? error : null,
    undo: { can: false, why },
  }
}

export function wiringDifferences(): WiringDifference[] {
  return [
    { kind: 'network', name: 'default', before: xml('printer'), after: xml('paper') },
    { kind: 'network', name: 'office', before: null, after: xml('office') },
    { kind: 'machine', name: 'web', before: devices('office'), after: devices('default') },
  ]
}

export function wiringPlan(): Plan {
  const steps = [
    message('step.define-network-again', { network: 'office' }),
    message('step.store-network', { network: 'default' }),
    message('step.wiring-machine', { machine: 'web' }),
  ]
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.wiring-back', { time: '2026-11-27 10:42' }),
    steps: steps.map((text, index) => ({ id: String(index), text })),
    warnings: [
      message('warning.wiring-bridge', { bridge: 'br0' }),
      message('warning.machine-waits', { machine: 'web' }),
    ],
    interruption: null,
    carried: [],
    commands: ['virsh net-define /dev/stdin'],
    keepOrRevert: false,
  }
}
