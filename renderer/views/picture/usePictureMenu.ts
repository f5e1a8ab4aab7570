import type { ContextMenuItem } from '@nuxt/ui/components/ContextMenu.vue'
import { computed, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { useThingMenus, type MenuItems as Items } from '../../composables/useThingMenus.ts'
import { useText } from '../../composables/useText.ts'
import { shut } from '../../composables/why-not.ts'
import { networkIcons } from '../../model/looks.ts'
import { forwardTargets } from '../../model/forward/forward-list.ts'
import { refOf } from '../../model/nic/nics.ts'
import { machineId } from '../../model/picture/machines.ts'
import { targetOf, wireTo } from '../../model/picture/targets.ts'
import type { PictureNode } from '../../model/picture/types.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useDraftMenu } from './useDraftMenu.ts'
import type { usePicture } from './usePicture.ts'

export interface PictureCommands {
  select: (id: string) => void
  toggle: (id: string) => void
  tidy: () => void
  fit: () => void
}

/** What can be done with the thing under the pointer, or under the keyboard's focus. */
export function usePictureMenu(
  state: ReturnType<typeof usePicture>,
  pointed: Ref<string | null>,
  commands: PictureCommands,
) {
  const inventory = useInventory()
  const dialogs = useDialogs()
  const router = useRouter()
  const { t } = useText()
  const menus = useThingMenus()
  const { item } = menus
  const drafts = useDraftMenu(state)

  return computed((): Items => {
    if (state.drawn.value.has(pointed.value ?? '')) return drawn(pointed.value ?? '')
    const target = targetOf(pointed.value, state.nodes.value, inventory.machinesById)
    if (target === null) return emptySpot()
    if (target.kind === 'nic') return nicItems(target.machine, target.nic)
    if (target.kind === 'machine') return machineItems(target.machine)
    return nodeItems(target.node)
  })

  function details(id: string): ContextMenuItem {
    return {
      label: t('common.details'),
      icon: 'i-lucide-panel-right-open',
      onSelect: () => commands.select(id),
    }
  }

  function drawn(id: string): Items {
    const [thing = ''] = id.split('/')
    return [[details(thing)], ...drafts.of(id)]
  }

  function machineItems(machine: Machine): Items {
    const own = [
      ...[details(machineId(machine)), page('machine', { id: machine.uuid })],
      ...drafts.newNic(machine.uuid),
    ]
    return [own, ...menus.machine(machine)]
  }

  function nicItems(machine: Machine, nic: MachineNic): Items {
    const move = {
      label: t('picture.moveTo'),
      icon: 'i-lucide-cable',
      ...shut('machines', nic.leaving && 'nic.leaving'),
      children: [places(machine, nic), drafts.drawnPlaces(machine.uuid, nic.mac)],
    }
    const own = [details(machineId(machine)), move, forward({ machine, nic })]
    return [own, ...menus.nic(machine, nic), menus.power(machine)]
  }

  /** The same as a line that is pulled from the LAN. */
  function forward({ machine, nic }: { machine?: Machine; nic?: MachineNic }): ContextMenuItem {
    const machines = machine ? [machine] : inventory.machines
    const targets = forwardTargets(machines, inventory.networks)
    const isPossible = inventory.isHere && targets.some((one) => !nic || one.nic === nic)
    return {
      label: t('portForward.add'),
      icon: 'i-lucide-corner-down-right',
      ...shut('machines', !isPossible && 'whyNot.noForwardTarget'),
      onSelect: () =>
        dialogs.open({
          type: 'forward',
          ...(machine && { machine: machine.uuid }),
          ...(nic && { nic: refOf(nic) }),
        }),
    }
  }

  /** The same as where its cable can be dragged to. */
  function places(machine: Machine, nic: MachineNic): ContextMenuItem[] {
    return state.picture.value.nodes.flatMap((node) => {
      const to = wireTo(node)
      if (to === null || isOn(nic, node) || state.drawn.value.has(node.id)) return []
      const label = to.type === 'network' ? to.network : t('nic.onBridge', { bridge: to.bridge })
      const icon = node.kind === 'network' ? networkIcons[node.network.kind] : 'i-lucide-waypoints'
      const onSelect = () =>
        dialogs.open({ type: 'move-nic', machine: machine.uuid, nic: refOf(nic), to })
      return [{ label, icon, onSelect }]
    })
  }

  function nodeItems(node: PictureNode): Items {
    switch (node.kind) {
      case 'network':
        return [
          [details(node.id), page('network', { id: node.network.uuid })],
          ...menus.network(node.network),
        ]
      case 'nic':
      case 'bridge':
        return [
          [details(node.id), page('interface', { name: node.item.name })],
          ...menus.hostInterface(node.item),
        ]
      case 'group':
        return [
          [
            details(node.id),
            item(
              node.open ? 'picture.closeGroup' : 'picture.openGroup',
              node.open ? 'i-lucide-fold-vertical' : 'i-lucide-unfold-vertical',
              () => commands.toggle(node.id),
            ),
          ],
        ]
      case 'lan':
        return [[details(node.id), forward({})], ...emptySpot()]
      default:
        return [[details(node.id)], ...emptySpot()]
    }
  }

  function emptySpot(): Items {
    const open = (type: 'create-network' | 'new-machine' | 'create-bridge' | 'join-lan') => () =>
      dialogs.open({ type })
    return [
      [
        {
          ...item('network.create', 'i-lucide-network', open('create-network')),
          ...shut('machines'),
        },
        {
          ...item('newMachine.title', 'i-lucide-monitor-up', open('new-machine')),
          ...shut('machines'),
        },
        {
          ...item('bridge.create', 'i-lucide-waypoints', open('create-bridge')),
          ...shut('host'),
        },
        { ...item('lan.put', 'i-lucide-plug-zap', open('join-lan')), ...shut('machines') },
      ],
      [{ label: t('draft.draw'), icon: 'i-lucide-pencil-ruler', children: [drafts.draw()] }],
      [
        item('picture.fit', 'i-lucide-maximize', commands.fit),
        item('picture.tidy', 'i-lucide-align-center-vertical', commands.tidy),
      ],
    ]
  }

  function page(name: string, params: Record<string, string>): ContextMenuItem {
    const go = () => void router.push({ name, params })
    return item('picture.openPage', 'i-lucide-arrow-right', go)
  }
}

/** Is the NIC there already, as its definition says? */
export function isOn({ source }: MachineNic, node: PictureNode): boolean {
  if (node.kind === 'network') {
    return source.type === 'network' && source.network === node.network.name
  }
  return node.kind === 'bridge' && source.type === 'bridge' && source.bridge === node.item.name
}
