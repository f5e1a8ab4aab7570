/** Made-up plans, and the change that each becomes. */
import type { KeyIn, MessageKey } from '../../shared/locales.ts'
import { message } from '../../shared/message.ts'
import type {
  ChangeBridgeIntent,
  ChangeInterfaceIntent,
  CreateBridgeIntent,
  CreateTrunkIntent,
  RemoveTrunkIntent,
} from '../../shared/contract/contract.ts'
import type { Change, ChangePhase, Check, OthersChange, Plan } from '../../shared/model/plan.ts'

const params = { bridge: 'br0', nic: 'eth0', network: 'host-bridge', profile: 'Wired connection 1' }

export function bridgePlan(intent: CreateBridgeIntent): Plan {
  const nic = intent.nic ?? ''
  const nics = [nic, ...(intent.ports ?? [])].join(', ')
  const said = { bridge: intent.name, nic, nics, network: intent.network ?? '' }
  const steps: KeyIn<'step'>[] = ['checkpoint', 'profiles', 'activate-bridge', 'verify', 'store']
  if (intent.network) steps.push('create-network')
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.create-bridge', said),
    steps: steps.map((id) => ({ id, text: message(`step.${id}`, said) })),
    warnings: [message('warning.new-profiles-lost')],
    lost: [message('lost.link-local', { ...said, address: 'fe80::49e4:53b5:3b8f:1c2c' })],
    interruption: { what: message('interruption.host', said), seconds: 1 },
    carried: carried(),
    commands: [
      `nmcli connection add type bridge con-name ${intent.name} ifname ${intent.name} bridge.stp no ipv4.method auto`,
      `nmcli connection add type ethernet con-name '${intent.name} port ${intent.nic}' ifname ${intent.nic} master ${intent.name}`,
      `nmcli connection up '${intent.name} port ${intent.nic}'`,
      `virsh net-define --file host-bridge.xml`,
    ],
    keepOrRevert: true,
  }
}

export function trunkPlan({ nic, vlans }: CreateTrunkIntent): Plan {
  const said = {
    nic,
    vlans: vlans.map(({ id }) => id).join(', '),
    bridges: vlans.map(({ bridge }) => bridge).join(', '),
  }
  const step = (id: KeyIn<'step'>, more: Record<string, string | number> = {}) => ({
    id: `${id} ${more.id ?? more.network ?? ''}`,
    text: message(`step.${id}`, { ...said, ...more }),
  })
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.create-trunk', said),
    steps: [
      step('checkpoint'),
      ...vlans.map(({ id, bridge }) => step('vlan-bridge', { id, bridge, vlan: `${nic}.${id}` })),
      step('verify'),
      step('store-trunk'),
      ...vlans.flatMap(({ network, bridge }) =>
        network === null ? [] : [step('create-network', { network, bridge })],
      ),
    ],
    warnings: [message('warning.trunk-switch', said), message('warning.new-profiles-lost')],
    interruption: null,
    carried: [],
    commands: vlans.flatMap(({ id, bridge }) => [
      `nmcli connection add type bridge con-name ${bridge} ifname ${bridge} ipv4.method disabled`,
      `nmcli connection add type vlan con-name '${bridge} port ${nic}.${id}' ifname ${nic}.${id} vlan.parent ${nic} vlan.id ${id}`,
    ]),
    keepOrRevert: true,
  }
}

/** Of the scene's three. */
export function trunkRemovalPlan({ nic, vlans = [10, 20, 30] }: RemoveTrunkIntent): Plan {
  const bridges = vlans.map((id) => `br${id}`).join(', ')
  const said = { ...params, nic, vlans: vlans.join(', '), bridge: bridges }
  const step = (id: 'checkpoint' | 'verify' | 'delete-profiles') => ({
    id,
    text: message(`step.${id}`, said),
  })
  const { along: _, ...plan } = removalPlan(bridges)
  return {
    ...plan,
    title: message('plan.remove-trunk', said),
    steps: [
      step('checkpoint'),
      ...vlans.map((id) => ({
        id: `vlan ${id}`,
        text: message('step.remove-vlan-bridge', { id, vlan: `${nic}.${id}`, bridge: `br${id}` }),
      })),
      ...[step('verify'), step('delete-profiles')],
      ...vlans.map((id) => ({
        id: `network vlan${id}`,
        text: message('step.remove-network', { network: `vlan${id}` }),
      })),
    ],
    warnings: [],
    interruption: null,
    carried: [],
    commands: vlans.map((id) => `nmcli connection delete 'br${id} port ${nic}.${id}' br${id}`),
  }
}

export function interfacePlan({ interface: nic, settings }: ChangeInterfaceIntent): Plan {
  const said = { nic, profile: 'Wired connection 1' }
  const step = (id: 'checkpoint' | 'activate-settings' | 'verify' | 'store-settings') => ({
    id,
    text: message(`step.${id}`, said),
  })
  const text = (text: string) => message('changed.text', { text })
  const { ipv4, dns } = settings
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.change-interface', said),
    steps: [
      ...[step('checkpoint'), step('activate-settings')],
      ...[step('verify'), step('store-settings')],
    ],
    warnings: [message('warning.new-profiles-lost')],
    lost: [message('lost.addresses', { nic, addresses: '198.51.100.158/24' })],
    interruption: { what: message('interruption.host', said), seconds: 1 },
    carried: [],
    changed: [
      {
        label: message('changed.ipv4'),
        before: message('changed.method.auto'),
        after: message(`changed.method.${ipv4.method}`),
      },
      { label: message('changed.addresses'), before: null, after: text(ipv4.addresses.join(', ')) },
      { label: message('changed.gateway'), before: null, after: text(ipv4.gateway ?? '—') },
      { label: message('changed.dns'), before: null, after: text(dns.join(', ')) },
    ],
    commands: [
      `nmcli connection add type ethernet con-name puente-${nic} ifname ${nic} ipv4.method ${ipv4.method} ipv4.addresses ${ipv4.addresses.join(',')}`,
      `nmcli connection up uuid 0b7c0c52-6a0e-4b4c-9a8b-6d4c1f1f0e11`,
    ],
    keepOrRevert: true,
  }
}

/** What is given back is the same, the other way round. */
export function ownProfilePlan(nic: string): Plan {
  const said = { nic, profile: 'Wired connection 1' }
  const ids = ['checkpoint', 'activate-own', 'verify', 'delete-settings'] as const
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.restore-interface', said),
    steps: ids.map((id) => ({ id, text: message(`step.${id}`, said) })),
    warnings: [],
    interruption: { what: message('interruption.host', said), seconds: 1 },
    carried: [],
    changed: [
      {
        label: message('changed.ipv4'),
        before: message('changed.method.manual'),
        after: message('changed.method.auto'),
      },
    ],
    commands: [`nmcli connection up uuid 9b6f2a0e-3f63-4e0c-8a55-2d9c0a5f1e70 ifname ${nic}`],
    keepOrRevert: true,
  }
}

export function fixPlan(finding: string): Plan {
  const step = message('step.replug-network', { network: 'default' })
  return {
    id: `plan-${finding}`,
    title: step,
    steps: [{ id: '0', text: step }],
    warnings: [],
    interruption: null,
    carried: [],
    commands: [],
    keepOrRevert: false,
  }
}

export function removalPlan(bridge: string): Plan {
  const said = { ...params, bridge, machine: 'db', to: 'eth0' }
  const steps: KeyIn<'step'>[] = [
    'checkpoint',
    'activate-original',
    'verify',
    'delete-profiles',
    'along-machine',
    'remove-network',
  ]
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.remove-bridge', said),
    steps: steps.map((id) => ({ id, text: message(`step.${id}`, said) })),
    warnings: [message('warning.machines-cut', { bridge, machines: 'web' })],
    interruption: { what: message('interruption.host', said), seconds: 1 },
    carried: carried(),
    commands: ["nmcli connection up 'Wired connection 1'", `nmcli connection delete ${bridge}`],
    keepOrRevert: true,
    along: 'taken',
  }
}

export function changePlan(intent: ChangeBridgeIntent): Plan {
  const said = { ...params, bridge: intent.bridge }
  const steps: KeyIn<'step'>[] = ['checkpoint', 'change-bridge', 'verify', 'store-change']
  return {
    id: `plan-${Date.now()}`,
    title: message('plan.change-bridge', said),
    steps: steps.map((id) => ({ id, text: message(`step.${id}`, said) })),
    warnings: [],
    interruption: null,
    carried: carried(),
    commands: [
      `nmcli connection modify ${intent.bridge} bridge.stp yes`,
      `nmcli device reapply ${intent.bridge}`,
    ],
    keepOrRevert: true,
  }
}

export function takeOverPlan(how: 'keep' | 'revert'): Plan {
  const said = { bridge: 'br0', by: 'bea@laptop', nic: 'eth0' }
  return {
    ...nicPlan(`plan.${how}-others`, [`step.${how}-others`], said),
    ...(how === 'revert' && {
      interruption: { what: message('interruption.host', said), seconds: 1 },
    }),
    commands: [],
  }
}

/** Half a bridge of another Puente’s, one that it is at, and a program that says nothing. */
export function othersChanges(): OthersChange[] {
  const what = (bridge: string, nic: string) =>
    message('plan.create-bridge', { bridge, nic, nics: nic })
  const since = Date.UTC(2026, 10, 30, 14, 2)
  return [
    { id: 'left', what: what('br0', 'eth0'), by: 'bea@laptop', since, isHeld: false },
    { id: 'held', what: what('br1', 'eth1'), by: 'carlos@office', since, isHeld: true },
    { id: 'silent', what: trialOn('eth2'), by: null, since, isHeld: true },
  ]
}

const trialOn = (devices: string) => message('plan.others-trial', { devices })

export function usePlan(bridge: string, network: string): Plan {
  return {
    ...nicPlan('plan.use-bridge', ['step.create-network'], { bridge, network }),
    warnings: [message('warning.bridge-of-others', { bridge, profile: bridge })],
  }
}

export function nicPlan(
  title: MessageKey,
  steps: MessageKey[],
  said: Record<string, string>,
): Plan {
  return {
    id: `plan-${Date.now()}`,
    title: message(title, said),
    steps: steps.map((id) => ({ id, text: message(id, said) })),
    warnings: [],
    interruption: null,
    carried: [],
    commands: [`virsh attach-interface ${said.machine} network ${said.network} --model virtio`],
    keepOrRevert: false,
  }
}

function carried(): Plan['carried'] {
  return [
    { label: message('carried.addresses'), value: '198.51.100.57/24' },
    { label: message('carried.gateway'), value: '198.51.100.1' },
    { label: message('carried.metric'), value: '100' },
    { label: message('carried.dns'), value: '198.51.100.1, 198.51.100.2' },
    { label: message('carried.mac'), value: '52:54:00:00:00:57' },
  ]
}

export function startOf(plan: Plan): Change {
  return {
    id: `change-${plan.id}`,
    title: plan.title,
    phase: 'applying',
    steps: plan.steps.map((step) => ({ ...step, state: 'waiting' })),
    checks: plan.keepOrRevert ? checks('waiting') : [],
    deadline: null,
    doubt: null,
    error: null,
  }
}

function checks(state: Check['state']): Check[] {
  const ids: Check['id'][] = ['link', 'address', 'gateway', 'dns']
  return ids.map((id) => ({ id, text: message(`check.${id}`), state }))
}

/** A change as it stands in the given phase. */
export function change(phase: ChangePhase): Change {
  const begun = startOf(bridgePlan({ nic: 'eth0', name: 'br0', network: 'host-bridge' }))
  const reached = { applying: 2, verifying: 3, done: 6 }[phase as string] ?? 4
  const steps = begun.steps.map((step, index) => {
    const state = index < reached ? 'done' : index === reached ? 'running' : 'waiting'
    return { ...step, state } as const
  })
  const common = { ...begun, steps, phase }
  switch (phase) {
    case 'applying':
      return common
    case 'verifying':
      return { ...common, checks: mixed(['passed', 'running', 'waiting', 'waiting']) }
    case 'awaiting-answer':
      return { ...paused(common), checks: mixed(), deadline: Date.now() + 30_000 }
    case 'keeping':
    case 'done':
      return { ...common, checks: mixed() }
    case 'seeking':
    case 'reverting':
      return { ...paused(common), checks: mixed() }
    case 'reverted':
    case 'failed':
      return ended(common)
  }
}

function paused(item: Change): Change {
  const steps = item.steps.map((step) =>
    step.state === 'running' ? { ...step, state: 'waiting' as const } : step,
  )
  return { ...item, steps }
}

function mixed(states: Check['state'][] = ['passed', 'passed', 'passed', 'skipped']): Check[] {
  return checks('waiting').map((check, index) => ({ ...check, state: states[index] ?? 'waiting' }))
}

/** A far host's, whose DHCP server says nothing while it is asked for. */
export function inDoubt(): Change {
  const asked = change('awaiting-answer')
  const lease = { id: 'lease', text: message('check.lease'), state: 'failed' } as const
  const doubt = message('doubt.dhcp-silent', { bridge: 'br0', address: '198.51.100.57' })
  return { ...asked, checks: [...asked.checks, lease], deadline: null, doubt }
}

function ended(item: Change): Change {
  const steps = item.steps.map((step, index) =>
    index === 3
      ? { ...step, state: 'failed' as const }
      : index > 3
        ? { ...step, state: 'waiting' as const }
        : step,
  )
  const outcome =
    item.phase === 'failed'
      ? ({ code: 'not-restored', params: { nic: 'eth0' } } as const)
      : ({ code: 'rolled-back', params: {} } as const)
  return {
    ...item,
    steps,
    checks: mixed(['passed', 'failed', 'waiting', 'waiting']),
    error: {
      code: 'no-address-from-dhcp',
      params: { interface: 'br0', before: '198.51.100.57/24' },
      cause: 'no lease on br0 after 25 s',
      outcome,
    },
  }
}
