import type { HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import { useText } from '../../composables/useText.ts'
import { cidr } from '../../model/ip.ts'
import { interfaceIcons, interfaceLooks, networkIcons, type Look } from '../../model/looks.ts'
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

  function ofNetwork({ kind, name, bridge, active, subnets, forwardDevices }: Network): ThingText {
    const where = subnets[0] ? cidr(subnets[0]) : (bridge ?? forwardDevices[0])
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
