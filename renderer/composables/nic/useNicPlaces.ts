import { toNetwork } from '../../../shared/model/nic-settings.ts'
import { computed, onMounted, shallowRef } from 'vue'
import type { HostInterface } from '../../../shared/model/host.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { visible } from '../../../shared/rules/visible.ts'
import { nicPlaces, placeKey } from '../../model/nic/nic-places.ts'
import { useInventory } from '../../stores/inventory.ts'
import { interfaceIcons } from '../../model/looks.ts'
import { useNetworkItems } from '../network/useNetworkItems.ts'
import { useSession } from '../useSession.ts'
import { useText } from '../useText.ts'

/** Networks, bridges and devices to choose from, in one list with a heading for each. */
export function useNicPlaces({ withHelped = true } = {}) {
  const inventory = useInventory()
  const networks = useNetworkItems()
  const { t } = useText()
  const session = useSession()
  const places = computed(() => nicPlaces(inventory.networks, inventory.interfaces, session.value))

  const items = computed(() => {
    const { bridges, devices } = places.value
    const user = {
      label: t('nic.userMode'),
      value: placeKey({ type: 'user' }),
      icon: 'i-lucide-user-round',
      description: t('nic.userText'),
    }
    const own = { kind: 'user', items: [user] } as const
    const groups = [
      ...(session.value ? [own] : []),
      { kind: 'network', items: networks.value.map(networkItem) },
      {
        kind: 'bridge',
        items: [...bridges.map((item) => hostItem('bridge', item)), ...helped.value],
      },
      { kind: 'direct', items: devices.map((item) => hostItem('direct', item)) },
      ...(session.value ? [] : [own]),
    ] as const
    return groups
      .filter((group) => group.items.length > 0)
      .map((group) => [
        { type: 'label' as const, label: t(`nic.kind.${group.kind}`) },
        ...group.items,
      ])
  })

  /** Bridges that the helper lets an ordinary user's machines onto, where nobody else tells of them. */
  const allowed = shallowRef<string[]>([])
  onMounted(async () => {
    if (!session.value || !withHelped) return
    const mode = await window.puente.getUserMode(null, null).catch(() => null)
    allowed.value = mode?.bridges ?? []
  })
  const helped = computed(() => {
    const shown = places.value.bridges.map(({ name }) => name)
    return allowed.value
      .filter((name) => !shown.includes(name))
      .map((name) => ({
        ...{ label: visible(name), value: placeKey({ type: 'bridge', bridge: name }) },
        ...{ icon: interfaceIcons.bridge, description: t('nic.bridgeText') },
      }))
  })

  /** What an ordinary user's libvirt can't start is said before it is chosen. */
  function networkItem(item: (typeof networks.value)[number]) {
    const kind = inventory.networks.find(({ name }) => name === item.value)?.kind
    const cannot = session.value && kind !== undefined && !isOnHostBridge(kind)
    return { ...withKey(item), ...(cannot && { description: t('nic.sessionNetwork') }) }
  }

  function hostItem(type: 'bridge' | 'direct', { name, kind }: HostInterface) {
    const wire =
      type === 'bridge'
        ? ({ type, bridge: name } as const)
        : ({ type, device: name, mode: 'bridge' } as const)
    const bridgeText = session.value ? 'nic.sessionBridgeText' : 'nic.bridgeText'
    const directText = session.value ? 'nic.sessionDevice' : 'nic.directText'
    const description = t(type === 'bridge' ? bridgeText : directText)
    return { label: visible(name), value: placeKey(wire), icon: interfaceIcons[kind], description }
  }

  return { places, items }
}

function withKey<T extends { value: string }>(item: T): T {
  return { ...item, value: placeKey(toNetwork(item.value)) }
}
