import { computed, ref } from 'vue'
import type { ChangeBridgeIntent } from '../../../shared/contract/contract.ts'
import type { PortVlans } from '../../../shared/model/bridge-settings.ts'
import { isNic } from '../../../shared/model/host.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useBridgeSettings } from './useBridgeSettings.ts'
import { useBridgeVlans } from './useBridgeVlans.ts'

/** What a person changes of a bridge that is there; `again` fills it in. */
export function useBridgeChange(bridge: string, again?: ChangeBridgeIntent) {
  const inventory = useInventory()
  const item = computed(() => inventory.interfacesByName.get(bridge))
  /** Taken once: what is typed must not change under one's hands. */
  const before = item.value?.bridge
  const settings = useBridgeSettings(before?.options, item.value, again?.addresses)
  if (again?.options)
    settings.options.value = {
      ...settings.options.value,
      ...again.options,
      mac: before?.options.mac ?? null,
    }

  const main = item.value?.madeByPuente?.nic ?? null
  const own = (before?.ownPorts ?? []).filter((port) => port !== main)
  const ports = ref([...own, ...(again?.add ?? [])].filter((port) => !again?.remove.includes(port)))
  const nics = computed(() =>
    inventory.interfaces.filter(
      (nic) => isNic(nic) && (own.includes(nic.name) || nic.notBridgeable === null),
    ),
  )
  const add = computed(() => ports.value.filter((port) => !own.includes(port)))
  const remove = computed(() => own.filter((port) => !ports.value.includes(port)))
  const portsChanged = computed(() => add.value.length + remove.value.length > 0)
  const vlans = useBridgeVlans(settings.options, portsThen, again?.portVlans)

  /** That it will have, as far as a profile says their VLANs. */
  function portsThen(): PortVlans[] {
    const staying = (item.value?.ports ?? []).filter((port) => !remove.value.includes(port))
    const known = staying.flatMap((port) => {
      const there = inventory.interfacesByName.get(port)
      return there && isNic(there) && there.portVlans ? [{ port, vlans: there.portVlans }] : []
    })
    return [...known, ...add.value.map((port) => ({ port, vlans: [] }))]
  }

  const intent = computed<ChangeBridgeIntent | null>(() => {
    const addresses = settings.asked.value
    const options = settings.isChanged.value ? settings.askedOptions.value : null
    const portVlans = [...vlans.asked.value]
    const isAnything =
      options !== null || addresses !== null || portsChanged.value || portVlans.length > 0
    const problems = [...settings.problems.value, ...vlans.problems.value]
    if (!isAnything || problems.length > 0) return null
    const ends = { add: [...add.value], remove: [...remove.value] }
    return { bridge, options, addresses, ...ends, ...(portVlans.length > 0 && { portVlans }) }
  })

  return { item, nics, ports, portsChanged, settings, vlans, intent }
}
