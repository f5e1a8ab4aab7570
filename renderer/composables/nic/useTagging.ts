import { computed } from 'vue'
import type { NetworkDefinition, Vlan } from '../../../shared/model/network-definition.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { placeOf } from '../../../shared/rules/nic-places.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import {
  hostBridgeOf,
  taggingAt,
  taggingNotes,
  whyNoTags,
} from '../../../shared/rules/vlans/tagging.ts'
import { areTags, tagsOf, tagsText } from '../../../shared/rules/vlans/tags.ts'
import { useInventory } from '../../stores/inventory.ts'

/** What libvirt and the host make of the VLAN tags that are typed for a cable. */
export function useTagging(
  wire: () => NicWire | null,
  typed: () => string,
  before: Vlan | null = null,
) {
  const inventory = useInventory()
  const ids = computed(() => tagsOf(typed(), false)?.tags.map(({ id }) => id) ?? [])
  /** Nothing has been typed, or what can be a tag. */
  const ok = computed(() => typed() === tagsText(before) || areTags(typed()))
  const place = () => {
    const leads = wire()
    return leads && placeOf(leads, (name) => inventory.networks.find((one) => one.name === name))
  }
  const bridge = () => {
    const leads = wire()
    return leads && hostBridgeOf(leads, inventory.networks)
  }
  return { ok, ids, ...useTaggingAt(place, bridge, () => (ok.value ? ids.value : [])) }
}

/** The same of a network's own tags, and of its port groups'. */
export function useNetworkTagging(definition: () => NetworkDefinition, vlan: () => Vlan | null) {
  const ids = computed(() => vlan()?.tags.map(({ id }) => id) ?? [])
  const place = () => placeOf(toNetwork(definition().name), definition)
  const bridge = () => (isOnHostBridge(definition().kind) ? definition().bridge : null)
  return { ids, ...useTaggingAt(place, bridge, () => ids.value) }
}

function useTaggingAt(
  place: () => Place | null,
  hostBridge: () => string | null,
  ids: () => number[],
) {
  const inventory = useInventory()
  const tagging = computed(() => {
    const at = place()
    return at && taggingAt(at, hostBridge(), inventory.tagging)
  })
  return {
    bridge: computed(() => tagging.value?.hostBridge ?? null),
    whyNot: computed(() => tagging.value && whyNoTags(tagging.value)),
    /** Of tags that are there: nobody else needs a bridge that filters. */
    notes: computed(() =>
      tagging.value && ids().length > 0 ? taggingNotes(tagging.value, ids()) : [],
    ),
  }
}

export type TaggingState = ReturnType<typeof useTagging>
