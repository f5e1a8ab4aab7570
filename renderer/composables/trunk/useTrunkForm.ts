import { computed, reactive, ref } from 'vue'
import type { CreateTrunkIntent } from '../../../shared/contract/contract.ts'
import { isNic, type HostInterface } from '../../../shared/model/host.ts'
import type { TrunkVlan } from '../../../shared/rules/vlans/problems.ts'
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { whyNoTrunk } from '../../../shared/rules/vlans/carriers.ts'
import { trunkProblems } from '../../../shared/rules/vlans/problems.ts'
import {
  freeVlanBridgeName,
  freeVlanNetworkName,
  parseVlans,
} from '../../../shared/rules/vlans/numbers.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'

/** What a person says of a switch port with several VLANs; `again` fills it in. */
export function useTrunkForm(preferredNic?: string, again?: CreateTrunkIntent) {
  const inventory = useInventory()
  const { t, say } = useText()
  const refusalOf = (nic: HostInterface) => whyNoTrunk(nic, inventory.interfaces)
  const nics = computed(() =>
    inventory.interfaces
      .filter(isNic)
      .sort((a, b) => Number(refusalOf(a) !== null) - Number(refusalOf(b) !== null)),
  )
  const nic = ref(again?.nic ?? preferredNic ?? bestNic(nics.value, refusalOf)?.name ?? '')
  const vlansText = ref(again?.vlans.map(({ id }) => id).join(', ') ?? '')
  const withNetworks = ref(again ? again.vlans.some(({ network }) => network !== null) : true)
  /** What was typed in the place of a usual name, by VLAN. */
  const named = reactive({
    bridges: new Map(again?.vlans.map(({ id, bridge }) => [id, bridge])),
    networks: new Map(again?.vlans.map(({ id, network }) => [id, network ?? ''])),
  })

  const around = computed(() => ({
    interfaces: inventory.interfaces.map(({ name }) => name),
    networks: inventory.networks.map(({ name }) => name),
    vlans: new Map(
      inventory.interfaces.flatMap(({ name, vlan }): [number, string][] =>
        vlan?.nic === nic.value ? [[vlan.id, name]] : [],
      ),
    ),
  }))
  const ids = computed(() => parseVlans(vlansText.value))
  const vlans = computed(() => (ids.value ?? []).map(vlanOf))
  const problems = computed(() => trunkProblems(nic.value, vlans.value, around.value))
  const vlansError = computed(() => {
    if (vlansText.value.trim() === '') return null
    if (!ids.value) return t('problem.vlans')
    const found = problems.value.find(({ field }) => field.endsWith('.id'))
    return found ? say(found.text) : null
  })

  function vlanOf(id: number): TrunkVlan {
    const { interfaces, networks } = around.value
    const bridge = named.bridges.get(id) ?? freeVlanBridgeName(interfaces, id)
    const network = named.networks.get(id) ?? freeVlanNetworkName(networks, id)
    return { id, bridge, network: withNetworks.value ? network : null }
  }

  function errorAt(index: number, what: 'bridge' | 'network'): string | false {
    const found = problems.value.find(({ field }) => field === `vlans.${index}.${what}`)
    return found ? say(found.text) : false
  }

  const intent = computed<CreateTrunkIntent | null>(() => {
    const item = nics.value.find(({ name }) => name === nic.value)
    if (!item || refusalOf(item) || problems.value.length > 0) return null
    return { nic: nic.value, vlans: vlans.value }
  })

  return {
    ...{ nics, nic, refusalOf, vlansText, vlansError, withNetworks },
    ...{ vlans, named, errorAt, intent },
  }
}

export type TrunkFormState = ReturnType<typeof useTrunkForm>

/** Not the one with the way out, if there is another: a trunk's cable is mostly one of its own. */
function bestNic(
  nics: HostInterface[],
  refusalOf: (nic: HostInterface) => unknown,
): HostInterface | undefined {
  const able = nics.filter((nic) => refusalOf(nic) === null)
  const [usual] = withDefaultRoute(able)
  return able.find((nic) => nic !== usual) ?? able[0]
}
