import { isActive, type Machine } from '../../../shared/model/machine.ts'
import { useConditionsText } from '../../composables/conditions/useConditionsText.ts'
import { useText } from '../../composables/useText.ts'
import { nicTarget } from '../../model/picture/targets.ts'
import { useDraft } from '../../stores/draft.ts'
import type { CableState, MachineNode, PictureNic } from '../../model/picture/types.ts'

const icons: Record<CableState, string> = {
  up: 'i-lucide-ethernet-port',
  down: 'i-lucide-unplug',
  stored: 'i-lucide-circle-dashed',
  loose: 'i-lucide-triangle-alert',
}

const drawnLook = {
  icon: 'i-lucide-pencil-ruler',
  color: 'text-(--draft)',
  textClass: 'text-(--draft)',
}

/** What is said of a machine's NIC: its address, or why it has none. */
export function useNicText() {
  const { t } = useText()
  const draft = useDraft()
  const { long } = useConditionsText()

  function nicText({ machine }: MachineNode, { key, at, state, to }: PictureNic) {
    const nic = machine.nics[at]
    if (draft.all.drawn.has(nicTarget(machine, key))) {
      const text = t(draft.isNew(machine.uuid, key) ? 'draft.newNic' : 'draft.ledNic')
      return { text, title: [key, text].join(' · '), ...drawnLook }
    }
    const [address] = nic?.addresses ?? []
    const mac = nic?.mac ?? ''
    const now = nic?.conditions?.now ?? null
    const isFault = state === 'loose' || state === 'down'
    const shown = isFault || !address ? stateText(machine, state, to, mac) : address.address
    return {
      text: shown,
      title: [
        ...[mac, address?.address, t(`picture.cable.${state}`)],
        now && t('conditions.cable', { what: long(now) }),
      ]
        .filter(Boolean)
        .join(' · '),
      icon: now && !isFault ? 'i-lucide-gauge' : icons[state],
      color: isFault || now ? 'text-warning' : 'text-muted',
      textClass: isFault
        ? 'text-warning'
        : address
          ? 'tabular font-mono text-toned'
          : 'text-dimmed',
    }
  }

  function stateText(machine: Machine, state: CableState, to: string | null, mac: string): string {
    if (to === null) return t('picture.nowhere')
    if (state === 'up') return t('picture.noAddress')
    if (state === 'stored') return isActive(machine) ? t('nic.fromNextStart') : mac
    return t(`picture.cable.${state}`)
  }

  return { nicText }
}
