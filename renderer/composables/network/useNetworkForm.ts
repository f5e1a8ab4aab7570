import { computed, ref, shallowRef } from 'vue'
import type { Network } from '../../../shared/model/network.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import { subnetOf } from '../../../shared/rules/ip.ts'
import { heldLeases } from '../../../shared/rules/networks/leases.ts'
import { copiedDefinition, usualDefinition } from '../../../shared/rules/networks/defaults.ts'
import type { Host } from '../../../shared/rules/networks/defaults.ts'
import { fitToKind, hasPart } from '../../../shared/rules/networks/kinds.ts'
import { problemsSince } from '../../../shared/rules/networks/problems.ts'
import {
  conflictsOf,
  distinct,
  occupiedSubnets,
  routesAround,
} from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'

/**
 * A network's definition as it is filled in, checked as it is typed.
 * @param own the one that is there already
 * @param among the networks that it has to get along with. Default: those that are there
 */
export function useNetworkForm(
  initial: NetworkDefinition,
  own: Network | null = null,
  among: () => Network[] = () => useInventory().networks,
) {
  const inventory = useInventory()
  const { say } = useText()
  const definition = ref<NetworkDefinition>(structuredClone(initial))
  /** What the backend sees in use beyond what is shown, such as routes that others have set. */
  const known = shallowRef<OccupiedSubnet[]>([])
  /** The person has seen a collision and wants it all the same. */
  const agreed = ref(false)

  const others = computed(() => among().filter((item) => item.uuid !== own?.uuid))
  const wanted = computed(() => fitToKind(plain(definition.value)))
  const problems = computed(() => {
    const around = {
      own: own && {
        name: own.name,
        bridge: own.bridge,
        heldAddresses: heldLeases(own.leases).length,
      },
      networks: others.value,
      interfaces: inventory.interfaces,
    }
    const found = problemsSince(own ? fitToKind(initial) : null, wanted.value, around)
    return new Map(found.map(({ field, text }) => [field, say(text)]))
  })
  const occupied = computed(() => {
    const shown = occupiedSubnets(among(), inventory.interfaces)
    const inTheWay = ({ by, name }: OccupiedSubnet) =>
      by === 'network' ? name !== own?.name : name !== own?.bridge
    return distinct([...shown, ...known.value].filter(inTheWay))
  })
  /** By the subnet's index; one that stays as it was is not asked about. */
  const collisions = computed(() => overlaps(conflictsOf))
  /** Wider routes, which lose to the subnet: worth a word, and nobody's consent. */
  const around = computed(() => overlaps(routesAround))
  const collides = computed(() => collisions.value.some((list) => list.length > 0))
  const canSubmit = computed(() => problems.value.size === 0 && (!collides.value || agreed.value))
  const host = computed<Host>(() => ({
    networks: among(),
    interfaces: inventory.interfaces,
    occupied: occupied.value,
    random: randomBits(),
  }))

  function overlaps(among: typeof conflictsOf): OccupiedSubnet[][] {
    return wanted.value.subnets.map(({ address, prefix }) => {
      const subnet = isAsBefore(address, prefix) ? null : subnetOf(address, prefix)
      return subnet ? among(subnet, occupied.value) : []
    })
  }

  function isAsBefore(address: string, prefix: number): boolean {
    const before = own ? initial.subnets : []
    return before.some((item) => item.address === address && item.prefix === prefix)
  }

  /** Of a network that is there: what it has and the new kind has too stays. */
  function changeKind(kind: NetworkKind): void {
    const { subnets } = definition.value
    const needsSubnet = hasPart(kind, 'subnets') && subnets.length === 0
    definition.value = {
      ...definition.value,
      kind,
      subnets: needsSubnet ? usualDefinition(kind, host.value).subnets : subnets,
    }
  }

  async function look(): Promise<void> {
    // Without an answer the form knows what the window shows, and the plan asks again.
    known.value = await window.puente.getOccupiedSubnets().catch(() => [])
  }

  return {
    own,
    definition,
    wanted,
    host,
    collisions,
    around,
    collides,
    agreed,
    canSubmit,
    look,
    errorAt: (field: string) => problems.value.get(field) ?? false,
    chooseKind: (kind: NetworkKind) => (definition.value = usualDefinition(kind, host.value)),
    changeKind,
    becomeCopyOf: (other: NetworkDefinition) => {
      definition.value = copiedDefinition(other, host.value)
    },
  }
}

export type NetworkFormState = ReturnType<typeof useNetworkForm>

/** Without Vue's proxies, which can't leave the window. */
function plain(definition: NetworkDefinition): NetworkDefinition {
  return JSON.parse(JSON.stringify(definition)) as NetworkDefinition
}

function randomBits(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(5))
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
