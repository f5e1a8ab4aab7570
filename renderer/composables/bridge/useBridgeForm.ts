import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { computed, ref, watch } from 'vue'
import type { CreateBridgeIntent } from '../../../shared/contract/contract.ts'
import type { PortVlans } from '../../../shared/model/bridge-settings.ts'
import { isNic, type HostInterface } from '../../../shared/model/host.ts'
import {
  freeBridgeName,
  freeNetworkName,
  isInterfaceName,
  isNetworkName,
} from '../../../shared/rules/names.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useBridgeSettings } from './useBridgeSettings.ts'
import { useBridgeVlans } from './useBridgeVlans.ts'
import { useText } from '../useText.ts'

/** The choice of no NIC; no interface can have this name. */
export const NO_NIC = '/'

/** What a person chooses for a new bridge, checked as it is typed; `again` fills it in. */
export function useBridgeForm(preferredNic?: string, again?: CreateBridgeIntent) {
  const inventory = useInventory()
  const { t } = useText()

  const nics = computed(() => inventory.interfaces.filter(isNic).sort(bridgeableFirst))
  const interfaceNames = computed(() => inventory.interfaces.map((item) => item.name))
  const networkNames = computed(() => inventory.networks.map((network) => network.name))

  const nic = ref(again ? (again.nic ?? NO_NIC) : (preferredNic ?? bestNic(nics.value)?.name ?? ''))
  const ports = ref<string[]>(again?.ports ?? [])
  const name = ref(again?.name ?? freeBridgeName(interfaceNames.value))
  const withNetwork = ref(again ? again.network !== null : true)
  const network = ref(again?.network ?? freeNetworkName(networkNames.value))
  const settings = useBridgeSettings(again?.options, undefined, again?.addresses)
  const vlans = useBridgeVlans(settings.options, newPorts, again?.portVlans)
  watch(nic, (chosen) => (ports.value = ports.value.filter((port) => port !== chosen)))

  const chosenNic = computed(() => nics.value.find((item) => item.name === nic.value))
  const morePorts = computed(() =>
    nics.value.filter((item) => item.name !== nic.value && item.notBridgeable === null),
  )
  const nameError = computed(() => {
    if (!isInterfaceName(name.value)) return t('bridge.nameInvalid')
    return interfaceNames.value.includes(name.value) ? t('bridge.nameTaken') : null
  })
  const networkError = computed(() => {
    if (!withNetwork.value) return null
    if (!isNetworkName(network.value)) return t('bridge.networkInvalid')
    return networkNames.value.includes(network.value) ? t('bridge.networkTaken') : null
  })
  const intent = computed<CreateBridgeIntent | null>(() => {
    const problems = [...settings.problems.value, ...vlans.problems.value]
    const isWrong = nameError.value || networkError.value || problems.length > 0
    return nic.value && !isWrong ? asked() : null
  })
  const canSubmit = computed(() => intent.value !== null)

  /** Plain data: Vue's proxies can't leave the window. */
  function asked(): CreateBridgeIntent {
    const addresses = settings.asked.value
    return {
      nic: nic.value === NO_NIC ? null : nic.value,
      name: name.value,
      network: withNetwork.value ? network.value : null,
      ports: [...ports.value],
      options: settings.askedOptions.value,
      ...(addresses && { addresses }),
      ...(vlans.asked.value.length > 0 && { portVlans: [...vlans.asked.value] }),
    }
  }

  function newPorts(): PortVlans[] {
    const chosen = nic.value === NO_NIC || nic.value === '' ? [] : [nic.value]
    return [...chosen, ...ports.value].map((port) => ({ port, vlans: [] }))
  }

  return {
    nics,
    nic,
    chosenNic,
    morePorts,
    ports,
    name,
    withNetwork,
    network,
    settings,
    vlans,
    nameError,
    networkError,
    intent,
    canSubmit,
  }
}

export type BridgeFormState = ReturnType<typeof useBridgeForm>

function bridgeableFirst(a: HostInterface, b: HostInterface): number {
  return Number(a.notBridgeable !== null) - Number(b.notBridgeable !== null)
}

/** The one with the way out to the LAN, when it can be bridged; else one that is connected. */
function bestNic(nics: HostInterface[]): HostInterface | undefined {
  const able = nics.filter((nic) => nic.notBridgeable === null)
  const connected = able.filter((nic) => nic.profile !== null)
  return withDefaultRoute(connected)[0] ?? connected[0] ?? able[0]
}
