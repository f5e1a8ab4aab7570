import type { ContextMenuItem } from '@nuxt/ui/components/ContextMenu.vue'
import { useDrawing } from '../../composables/useDrawing.ts'
import type { MenuItems } from '../../composables/useThingMenus.ts'
import { useText } from '../../composables/useText.ts'
import { networkIcons } from '../../model/looks.ts'
import { drawnKinds } from '../../model/draft/proposals.ts'
import { wireTo } from '../../model/picture/targets.ts'
import type { PictureNode } from '../../model/picture/types.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useDraft } from '../../stores/draft.ts'
import type { PictureState } from './usePicture.ts'

/** Drawing, by menus: for the mouse and for the keyboard. */
export function useDraftMenu({ nodes, picture, selected }: PictureState) {
  const draft = useDraft()
  const dialogs = useDialogs()
  const drawing = useDrawing()
  const { t } = useText()

  /** What is new is chosen: its details are beside the picture. */
  function draw(): ContextMenuItem[] {
    const networks = drawnKinds.map((kind) => ({
      label: t(`network.kindShort.${kind}`),
      icon: networkIcons[kind],
      onSelect: async () => void (selected.value = await drawing.drawNetwork(kind)),
    }))
    return [
      { label: t('draft.network'), icon: 'i-lucide-network', children: [networks] },
      {
        label: t('draft.machine'),
        icon: 'i-lucide-monitor',
        onSelect: () => void (selected.value = drawing.drawMachine()),
      },
      {
        label: t('draft.connectSomething'),
        icon: 'i-lucide-cable',
        onSelect: () => dialogs.open({ type: 'draft-connect' }),
      },
    ]
  }

  /** Of a thing, or a NIC, that is only drawn. */
  function of(id: string): MenuItems {
    const [, uuid = '', mac] = /^machine:([^/]+)(?:\/(.+))?$/.exec(id) ?? []
    if (mac !== undefined) return [[places('picture.moveTo', uuid, mac)], [remove(id)]]
    const node = nodes.value.get(id)
    if (node?.kind === 'machine') {
      const edit = () => dialogs.open({ type: 'draft-machine', machine: uuid })
      return [[editing(edit), places('draft.connectTo', uuid)], [remove(id)]]
    }
    const network = id.slice('network:'.length)
    const edit = () => dialogs.open({ type: 'draft-network', network })
    const connect = {
      label: t('draft.connectMachine'),
      icon: 'i-lucide-cable',
      onSelect: () => dialogs.open({ type: 'draft-connect', to: id }),
    }
    return [[editing(edit), connect], [remove(id)]]
  }

  /** A NIC more for a machine that is there, while something is drawn. */
  function newNic(machine: string): ContextMenuItem[] {
    return draft.isEmpty ? [] : [places('draft.newNicOn', machine)]
  }

  /** Where a NIC that is there can be led by the draft alone. */
  function drawnPlaces(machine: string, mac: string): ContextMenuItem[] {
    return picture.value.nodes
      .filter(({ id }) => draft.all.drawn.has(id))
      .flatMap((node) => place(node, machine, mac))
  }

  function places(
    key: 'picture.moveTo' | 'draft.connectTo' | 'draft.newNicOn',
    machine: string,
    mac?: string,
  ): ContextMenuItem {
    const children = picture.value.nodes.flatMap((node) => place(node, machine, mac))
    const icon = 'i-lucide-cable'
    return { label: t(key), icon, disabled: children.length === 0, children: [children] }
  }

  function place(node: PictureNode, machine: string, mac?: string): ContextMenuItem[] {
    const to = wireTo(node)
    if (to === null) return []
    const icon = node.kind === 'network' ? networkIcons[node.network.kind] : 'i-lucide-waypoints'
    const label = to.type === 'network' ? to.network : t('nic.onBridge', { bridge: to.bridge })
    return [{ label, icon, onSelect: () => drawing.connect(machine, node.id, mac) }]
  }

  function editing(onSelect: () => void): ContextMenuItem {
    return { label: t('draft.edit'), icon: 'i-lucide-pencil', onSelect }
  }

  function remove(id: string): ContextMenuItem {
    return {
      label: t('draft.remove'),
      icon: 'i-lucide-trash-2',
      color: 'error',
      onSelect: () => drawing.remove(id),
    }
  }

  return { draw, of, newNic, drawnPlaces }
}
