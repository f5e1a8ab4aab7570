import type { MessageKey } from '../../shared/locales.ts'
import type { ContextMenuItem } from '@nuxt/ui/components/ContextMenu.vue'
import { useRouter } from 'vue-router'
import type { DiagnosisTarget } from '../../shared/model/finding.ts'
import { isNic, type HostInterface } from '../../shared/model/host.ts'
import { isActive, type Machine, type MachineNic } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import { whyNoBondPort } from '../../shared/rules/bonds/ports.ts'
import { whyNoSettings } from '../../shared/rules/interfaces/changeable.ts'
import { whyNoTrunk } from '../../shared/rules/vlans/carriers.ts'
import { trunkBridges } from '../../shared/rules/vlans/trunk.ts'
import { copyable } from '../model/copyable.ts'
import { doctorRoute, nicTarget } from '../model/diagnosis.ts'
import { forwardTargets } from '../model/forward/forward-list.ts'
import { refOf } from '../model/nic/nics.ts'
import { useDialogs } from '../stores/dialogs.ts'
import { useInventory } from '../stores/inventory.ts'
import { useCopy } from './useCopy.ts'
import { useMachineActions } from './machine/useMachineActions.ts'
import { useNetworkActions } from './network/useNetworkActions.ts'
import { useText } from './useText.ts'
import { shut } from './why-not.ts'

export type MenuItems = ContextMenuItem[][]

/** What can be done with a thing, wherever it is shown: in the picture, the tree, a list. */
export function useThingMenus() {
  const inventory = useInventory()
  const dialogs = useDialogs()
  const router = useRouter()
  const { t } = useText()
  const machines = useMachineActions()
  const networks = useNetworkActions()
  const { copy } = useCopy()

  function machine(machine: Machine): MenuItems {
    const { uuid } = machine
    const open = (type: 'add-nic' | 'clone-nics' | 'machine-xml') => () =>
      dialogs.open({ type, machine: uuid })
    return [
      power(machine),
      [
        { ...item('nic.add', 'i-lucide-plus', open('add-nic')), ...shut('machines') },
        {
          ...item('clone.action', 'i-lucide-copy-plus', open('clone-nics')),
          ...shut('machines'),
        },
        ...(inventory.isHere && forwardTargets([machine], inventory.networks).length > 0
          ? [
              {
                ...item('portForward.add', 'i-lucide-corner-down-right', () =>
                  dialogs.open({ type: 'forward', machine: uuid }),
                ),
                ...shut('machines'),
              },
            ]
          : []),
        item('machine.xml', 'i-lucide-code-xml', open('machine-xml')),
        diagnose({ type: 'machine', uuid }),
      ],
      copies(copyable.machine(machine)),
    ]
  }

  function power(machine: Machine): ContextMenuItem[] {
    const act = (key: MessageKey, icon: string, run: (machine: Machine) => unknown) => ({
      ...item(key, icon, () => void run(machine)),
      ...shut('machines'),
    })
    if (!isActive(machine)) return [act('machine.start', 'i-lucide-play', machines.start)]
    if (machine.state === 'paused') return [act('machine.resume', 'i-lucide-play', machines.resume)]
    return [
      act('machine.console', 'i-lucide-screen-share', machines.openConsole),
      act('machine.shutDown', 'i-lucide-power', machines.shutDown),
      act('machine.reboot', 'i-lucide-rotate-cw', machines.reboot),
      act('machine.pause', 'i-lucide-pause', machines.pause),
      danger(act('machine.forceOff', 'i-lucide-power-off', machines.forceOff)),
    ]
  }

  function nic(machine: Machine, card: MachineNic): MenuItems {
    const open = (type: 'edit-nic' | 'remove-nic' | 'nic-conditions') => () =>
      dialogs.open({ type, machine: machine.uuid, nic: refOf(card) })
    const off = shut('machines', card.leaving && 'nic.leaving')
    return [
      [
        { ...item('nic.edit', 'i-lucide-pencil', open('edit-nic')), ...off },
        { ...item('conditions.title', 'i-lucide-gauge', open('nic-conditions')), ...off },
        diagnose(nicTarget(machine.uuid, card)),
        danger({ ...item('nic.remove', 'i-lucide-trash-2', open('remove-nic')), ...off }),
      ],
      copies(copyable.nic(card)),
    ]
  }

  function network(network: Network): MenuItems {
    const { uuid, name, active, persistent, unreadable } = network
    const onIt = inventory.machinesByNetwork.get(name) ?? []
    const run = active
      ? item('network.stop', 'i-lucide-square', () => void networks.stop(network, onIt))
      : item('network.start', 'i-lucide-play', () => void networks.start(network))
    const restart = () => dialogs.open({ type: 'network-plan', network: uuid, action: 'restart' })
    const remove = () => dialogs.open({ type: 'network-plan', network: uuid, action: 'delete' })
    const edit = () => dialogs.open({ type: 'edit-network', network: uuid })
    const attach = () => dialogs.open({ type: 'attach-machines', network: name })
    const off = shut('machines')
    const unsaved = !persistent && 'whyNot.transient'
    return [
      [
        { ...run, ...off },
        {
          ...item('network.do.restart', 'i-lucide-rotate-cw', restart),
          ...shut('machines', unsaved || (!active && 'whyNot.inactive')),
        },
        {
          ...item('network.edit', 'i-lucide-pencil', edit),
          ...shut('machines', unsaved || (unreadable && 'network.unreadable')),
        },
      ],
      [
        { ...item('bulk.attachHere', 'i-lucide-plug', attach), ...off },
        diagnose({ type: 'network', uuid }),
      ],
      copies(copyable.network(network)),
      [danger({ ...item('network.do.delete', 'i-lucide-trash-2', remove), ...off })],
    ]
  }

  function hostInterface(device: HostInterface): MenuItems {
    const { name, kind } = device
    const target: DiagnosisTarget = kind === 'bridge' ? { type: 'bridge', name } : { type: 'host' }
    return [
      [
        ...bridging(device),
        ...connecting(device),
        ...trunking(device),
        ...bonding(device),
        diagnose(target),
      ],
      copies(copyable.hostInterface(device)),
    ]
  }

  function bridging(device: HostInterface): ContextMenuItem[] {
    const { name, bridge, notBridgeable } = device
    const off = shut('host')
    if (isNic(device) && notBridgeable === null) {
      const make = () => dialogs.open({ type: 'create-bridge', nic: name })
      return [{ ...item('bridge.create', 'i-lucide-waypoints', make), ...off }]
    }
    if (bridge?.owner !== 'puente' && bridge?.owner !== 'networkmanager') return []
    const change = () => dialogs.open({ type: 'change-bridge', bridge: name })
    const remove = () => dialogs.open({ type: 'remove-bridge', bridge: name })
    const changing = { ...item('bridge.change', 'i-lucide-settings-2', change), ...off }
    if (!device.madeByPuente) return [changing]
    const removing = { ...item('bridge.remove', 'i-lucide-trash-2', remove), ...off }
    return [changing, danger(removing)]
  }

  function connecting(device: HostInterface): ContextMenuItem[] {
    if (!isNic(device) || whyNoSettings(device) !== null) return []
    const about = { interface: device.name }
    const change = () => dialogs.open({ type: 'change-interface', ...about })
    const back = () => dialogs.open({ type: 'restore-interface', ...about })
    return [
      { ...item('interfaceForm.change', 'i-lucide-settings-2', change), ...shut('host') },
      ...(device.ownProfile
        ? [{ ...item('interfaceForm.restore', 'i-lucide-undo-2', back), ...shut('host') }]
        : []),
    ]
  }

  function trunking(device: HostInterface): ContextMenuItem[] {
    const { name: nic } = device
    const canMake = isNic(device) && whyNoTrunk(device, inventory.interfaces) === null
    const make = () => dialogs.open({ type: 'create-trunk', nic })
    const remove = () => dialogs.open({ type: 'remove-trunk', nic })
    return [
      ...(canMake ? [{ ...item('trunk.create', 'i-lucide-tags', make), ...shut('host') }] : []),
      ...(trunkBridges(nic, inventory.interfaces).length > 0
        ? [danger({ ...item('trunk.remove', 'i-lucide-trash-2', remove), ...shut('host') })]
        : []),
    ]
  }

  function bonding(device: HostInterface): ContextMenuItem[] {
    const { name, kind, madeByPuente } = device
    if (kind === 'bond' && madeByPuente) {
      const apart = () => dialogs.open({ type: 'remove-bond', bond: name })
      const change = () => dialogs.open({ type: 'change-bond', bond: name })
      return [
        { ...item('bond.change', 'i-lucide-settings-2', change), ...shut('host') },
        danger({ ...item('bond.remove', 'i-lucide-ungroup', apart), ...shut('host') }),
      ]
    }
    if (!isNic(device) || whyNoBondPort(device, inventory.interfaces) !== null) return []
    const make = () => dialogs.open({ type: 'create-bond', nic: name })
    return [{ ...item('bond.create', 'i-lucide-combine', make), ...shut('host') }]
  }

  function diagnose(target: DiagnosisTarget): ContextMenuItem {
    const go = () => void router.push(doctorRoute(target))
    return item('doctor.diagnose', 'i-lucide-stethoscope', go)
  }

  function copies(texts: string[]): ContextMenuItem[] {
    return texts.map((text) => ({
      label: t('common.copyThis', { text }),
      icon: 'i-lucide-copy',
      onSelect: () => copy(text),
    }))
  }

  function item(key: MessageKey, icon: string, onSelect: () => void) {
    return { label: t(key), icon, onSelect }
  }

  return { machine, power, nic, network, hostInterface, item }
}

function danger<T extends ContextMenuItem>(item: T) {
  return { ...item, color: 'error' as const }
}
