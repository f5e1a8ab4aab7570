/** A bond in the made-up window: the scene, and the plans that make, change and end it. */
import type { ChangeBondIntent, CreateBondIntent } from '../../shared/contract/contract.ts'
import type { KeyIn } from '../../shared/locales.ts'
import { message } from '../../shared/message.ts'
import type { HostInterface } from '../../shared/model/host.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { defaultBondOptions } from '../../shared/rules/bonds/options.ts'
import { bridgePlan, changePlan, removalPlan } from './changes.ts'
import { hostInterface, hostIp, hostIp6 } from './things.ts'

/** eth0 and eth1 as one, which has the host’s connection; eth2 is free. */
export function bonded(base: Inventory): Inventory {
  const free = hostInterface({ name: 'eth2', kind: 'ethernet', state: 'disconnected' })
  const port = (name: string): HostInterface =>
    hostInterface({
      ...{ name, kind: 'ethernet', controller: 'bond0' },
      notBridgeable: message('refusal.already-port'),
      profile: { uuid: `p-${name}`, name: `bond0 port ${name}` },
    })
  const bond = hostInterface({
    ...{ name: 'bond0', kind: 'bond', ipv4: hostIp, ipv6: hostIp6, ports: ['eth0', 'eth1'] },
    ...{ profile: { uuid: 'bond', name: 'bond0' }, madeByPuente: { nic: 'eth0' } },
    bond: { options: defaultBondOptions, ownPorts: ['eth0', 'eth1'] },
  })
  const others = base.interfaces.filter(({ name }) => !['eth0', 'eth1'].includes(name))
  return { ...base, interfaces: [bond, port('eth0'), port('eth1'), free, ...others] }
}

export function rebonded(now: Inventory, { options, add, remove }: ChangeBondIntent): Inventory {
  const interfaces = now.interfaces.map((item): HostInterface => {
    if (add.includes(item.name)) return { ...item, controller: 'bond0' }
    if (remove.includes(item.name)) return { ...item, controller: null, notBridgeable: null }
    if (!item.bond) return item
    const ports = [...item.ports.filter((port) => !remove.includes(port)), ...add]
    return { ...item, ports, bond: { options: options ?? item.bond.options, ownPorts: ports } }
  })
  return { ...now, interfaces }
}

export function bondPlan({ name, nics }: CreateBondIntent): Plan {
  const plan = bridgePlan({ nic: nics[0] ?? '', name, network: null, ports: nics.slice(1) })
  const said = { bridge: name, nics: nics.join(', ') }
  const stored = { id: 'store', text: message('step.store-bond', said) }
  return {
    ...plan,
    title: message('plan.create-bond', said),
    steps: plan.steps.map((step) => (step.id === 'store' ? stored : step)),
    commands: [
      `nmcli connection add type bond con-name ${name} ifname ${name} bond.options mode=active-backup,miimon=100 ipv4.method auto`,
      ...nics.map(
        (nic) =>
          `nmcli connection add type ethernet con-name '${name} port ${nic}' ifname ${nic} master ${name}`,
      ),
    ],
  }
}

export function bondChangePlan({ bond, options, add, remove }: ChangeBondIntent): Plan {
  const said = { bridge: bond, nic: bond }
  const step = (id: KeyIn<'step'>, nic = '') => ({
    id: nic === '' ? id : `${id} ${nic}`,
    text: message(`step.${id}`, { ...said, nic: nic || bond }),
  })
  return {
    ...changePlan({ bridge: bond, options: null, addresses: null, add, remove }),
    title: message('plan.change-bond', said),
    steps: [
      step('checkpoint'),
      ...(options ? [step('change-bond')] : []),
      ...add.map((nic) => step('add-port', nic)),
      ...remove.map((nic) => step('remove-port', nic)),
      ...[step('verify'), step('store-change')],
    ],
    commands: [
      ...(options
        ? [
            `nmcli connection modify ${bond} bond.options mode=${options.mode},miimon=${options.monitoring}`,
            `nmcli device reapply ${bond}`,
          ]
        : []),
      ...add.map(
        (nic) =>
          `nmcli connection add type ethernet con-name '${bond} port ${nic}' ifname ${nic} master ${bond}`,
      ),
      ...remove.map((nic) => `nmcli device disconnect ${nic}`),
    ],
  }
}

export function bondRemovalPlan(bond: string): Plan {
  const plan = removalPlan(bond)
  const steps = plan.steps.filter(({ id }) => !/^(along|remove)-/.test(id))
  return { ...plan, title: message('plan.remove-bond', { bridge: bond }), steps, warnings: [] }
}
