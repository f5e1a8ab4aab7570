import { computed, onMounted, shallowRef } from 'vue'
import type { NicModel } from '../../../shared/model/nic-settings.ts'
import { visible } from '../../../shared/rules/visible.ts'
import { useText } from '../useText.ts'

/** What nearly every emulator has, shown until it has answered itself. */
const USUAL: NicModel[] = [{ name: 'virtio', description: null }]
/** Those that we have our own words for. */
const DESCRIBED = ['virtio', 'e1000e', 'e1000', 'rtl8139'] as const

/** @param own the card's present model, which may be one that the emulator no longer has */
export function useNicModels(machine: string | null, own: string | null = null) {
  const { t } = useText()
  const models = shallowRef<NicModel[]>(USUAL)

  onMounted(async () => {
    // Without an answer the usual one is still there.
    models.value = await window.puente.getNicModels(machine).catch(() => USUAL)
  })

  return computed(() => {
    const known = models.value.some(({ name }) => name === own)
    const all = own === null || known ? models.value : [...models.value, nameless(own)]
    return all.map(({ name, description }) => {
      const ours = DESCRIBED.find((one) => one === name)
      const said = ours ? t(`nic.model.${ours}`) : description
      return {
        label: visible(name),
        value: name,
        ...(said !== null && { description: visible(said) }),
      }
    })
  })
}

function nameless(name: string): NicModel {
  return { name, description: null }
}
