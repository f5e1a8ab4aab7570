import { computed, ref } from 'vue'
import type { CreateBridgeIntent } from '../../shared/contract.ts'
import { isNic, type HostInterface } from '../../shared/model/host.ts'
import {
  freeBridgeName,
  freeNetworkName,
  isInterfaceName,
  isNetworkName,
} from '../../shared/rules/names.ts'
import { useInventory } from '../stores/inventory.ts'
import { useText } from './useText.ts'

/** What a person chooses for a new bridge, checked as it is typed. */
export function useBridgeForm(preferredNic?: string) {
  const inventory = useInventory()
  const { t } = useText()

  const nics = computed(() => inventory.interfaces.filter(isNic).sort(bridgeableFirst))
  const interfaceNames = computed(() => inventory.interfaces.map((item) => item.name))
  const networkNames = computed(() => inventory.networks.map((network) => network.name))

  const nic = ref(preferredNic ?? bestNic(nics.value)?.name ?? '')
  const name = ref(freeBridgeName(interfaceNames.value))
  const withNetwork = ref(true)
  const network = ref(freeNetworkName(networkNames.value))

  const nameError = computed(() => {
    if (!isInterfaceName(name.value)) return t('bridge.nameInvalid')
    return interfaceNames.value.includes(name.value) ? t('bridge.nameTaken') : null
  })
  const networkError = computed(() => {
    if (!withNetwork.value) return null
    if (!isNetworkName(network.value)) return t('bridge.networkInvalid')
    return networkNames.value.includes(network.value) ? t('bridge.networkTaken') : null
  })
  const intent = computed<CreateBridgeIntent | null>(() =>
    nic.value && !nameError.value && !networkError.value
      ? { nic: nic.value, name: name.value, network: withNetwork.value ? network.value : null }
      : null,
  )
  const canSubmit = computed(() => intent.value !== null)

  return {
    nics,
    nic,
    name,
    withNetwork,
    network,
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

/** The one with the way out to the LAN, when it can be bridged. */
function bestNic(nics: HostInterface[]): HostInterface | undefined {
  const able = nics.filter((nic) => nic.notBridgeable === null)
  return able.find((nic) => nic.ipv4.gateway !== null) ?? able[0]
}
