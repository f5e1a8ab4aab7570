import type { HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import { useText } from '../../composables/useText.ts'
import { cidr } from '../../model/ip.ts'
import { interfaceIcons, interfaceLooks, networkIcons, type Look } from '../../model/looks.ts'
import { networkId } from '../../model/picture/machines.ts'
import { useDraft } from '../../stores/draft.ts'
import type { MachineNode, NodeOf, PictureNode } from '../../model/picture/types.ts'

export interface ThingText {
  icon: string
  name: string
  line: string
  /** Only where it is not as one expects. */
  state: (Look & { label: string }) | null
  idle: boolean
}

/** What is written on the things of the picture, and said of them in the tree. */
export function useThingTexts() {
  const { t } = useText()
  const draft = useDraft()

  function of(node: Exclude<PictureNode, MachineNode | NodeOf<'group'>>): ThingText {
    switch (node.kind) {
      case 'internet':
        return plain('i-lucide-globe', t('picture.internet'), '')
      case 'lan':
        return plain('i-lucide-network', t('picture.lan'), node.subnet ?? t('picture.unknownLan'))
      case 'nic':
      case 'bridge':
        return ofInterface(node.item)
      case 'network':
        return ofNetwork(node.network)
    }
  }

  function notThere(): ThingText['state'] {
    return { tone: 'neutral', icon: 'i-lucide-pencil-ruler', label: t('draft.notThere') }
  }

  function plain(icon: string, name: string, line: string): ThingText {
    return { icon, name, line, state: null, idle: false }
  }

  function ofInterface(item: HostInterface): ThingText {
    const [address] = item.ipv4.addresses
    const state = item.state === 'activated' && !item.carrier ? 'unavailable' : item.state
    const isFine = state === 'activated' || (state === 'unmanaged' && item.carrier)
    const label = t(`interface.state.${state}`)
    return {
      icon: interfaceIcons[item.kind],
      name: item.name,
      line: address ? cidr(address) : isFine ? t(`interface.kind.${item.kind}`) : label,
      state: isFine ? null : { ...interfaceLooks[state], label },
      idle: !isFine,
    }
  }

  function ofNetwork(network: Network): ThingText {
    const { kind, name, bridge, active, subnets, forwardDevices } = network
    const where = subnets[0] ? cidr(subnets[0]) : (bridge ?? forwardDevices[0])
    if (draft.all.drawn.has(networkId(network))) {
      const line = [t(`network.kindShort.${kind}`), where].filter(Boolean).join(' · ')
      return { icon: networkIcons[kind], name, line, state: notThere(), idle: false }
    }
    const label = t('network.inactive')
    return {
      icon: networkIcons[kind],
      name,
      line: [active ? t(`network.kindShort.${kind}`) : label, where].filter(Boolean).join(' · '),
      state: active ? null : { tone: 'neutral', icon: 'i-lucide-circle-stop', label },
      idle: !active,
    }
  }

  return { of }
}
