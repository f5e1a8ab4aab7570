import { computed, type Ref } from 'vue'
import type { DiagnosisTarget } from '../../shared/model/finding.ts'
import { useInventory } from '../stores/inventory.ts'
import { useText } from './useText.ts'

/** The question that a diagnosis answers, in words. */
export function useTargetName(target: Ref<DiagnosisTarget>) {
  const inventory = useInventory()
  const { t } = useText()

  function nameOf(of: DiagnosisTarget): string {
    switch (of.type) {
      case 'machine':
      case 'nic':
        return inventory.machinesById.get(of.uuid)?.name ?? ''
      case 'network':
        return inventory.networksById.get(of.uuid)?.name ?? ''
      case 'bridge':
        return of.name
      case 'everything':
      case 'host':
        return ''
    }
  }

  const question = computed(() => {
    const of = target.value
    const mac = of.type === 'nic' ? of.nic.mac : ''
    return t(`doctor.question.${of.type}`, { name: nameOf(of), mac })
  })
  return { question }
}
