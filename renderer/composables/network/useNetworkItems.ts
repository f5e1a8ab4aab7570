import { computed } from 'vue'
import type { Network } from '../../../shared/model/network.ts'
import { visible } from '../../../shared/rules/visible.ts'
import { networkIcons } from '../../model/looks.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'

/** The networks to choose from, each with what kind it is. */
export function useNetworkItems() {
  const inventory = useInventory()
  const { t } = useText()

  function standing({ kind, bridge, forwardDevices, active }: Network): string {
    const parts = [t(`network.kind.${kind}`), bridge ?? forwardDevices[0]]
    if (!active) parts.push(t('network.inactive'))
    return visible(parts.filter(Boolean).join(' · '))
  }

  return computed(() =>
    inventory.networks.map((item) => ({
      label: visible(item.name),
      value: item.name,
      icon: networkIcons[item.kind],
      description: standing(item),
    })),
  )
}
