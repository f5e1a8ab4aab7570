import { computed } from 'vue'
import type { HostInterface } from '../../shared/model/host.ts'
import { nicPlaces, placeKey } from '../model/nic-places.ts'
import { useInventory } from '../stores/inventory.ts'
import { interfaceIcons } from '../model/looks.ts'
import { useNetworkItems } from './useNetworkItems.ts'
import { useText } from './useText.ts'

/** Networks, bridges and devices to choose from, in one list with a heading for each. */
export function useNicPlaces() {
  const inventory = useInventory()
  const networks = useNetworkItems()
  const { t } = useText()
  const places = computed(() => nicPlaces(inventory.networks, inventory.interfaces))

  const items = computed(() => {
    const { bridges, devices } = places.value
    const groups = [
      { kind: 'network', items: networks.value.map(withKey) },
      { kind: 'bridge', items: bridges.map((item) => hostItem('bridge', item)) },
      { kind: 'direct', items: devices.map((item) => hostItem('direct', item)) },
    ] as const
    return groups
      .filter((group) => group.items.length > 0)
      .map((group) => [
        { type: 'label' as const, label: t(`nic.kind.${group.kind}`) },
        ...group.items,
      ])
  })

  function hostItem(type: 'bridge' | 'direct', { name, kind }: HostInterface) {
    const wire =
      type === 'bridge'
        ? ({ type, bridge: name } as const)
        : ({ type, device: name, mode: 'bridge' } as const)
    const description = t(type === 'bridge' ? 'nic.bridgeText' : 'nic.directText')
    return { label: name, value: placeKey(wire), icon: interfaceIcons[kind], description }
  }

  return { places, items }
}

function withKey<T extends { value: string }>(item: T): T {
  return { ...item, value: placeKey({ type: 'network', network: item.value, portGroup: null }) }
}
