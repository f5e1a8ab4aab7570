import { useNotify } from './useNotify.ts'
import { useText } from './useText.ts'
import { errorDataOf } from '../model/thrown.ts'

/** Saving as a lab: where, the desktop's own dialog asks. */
export function useLabs() {
  const notify = useNotify()
  const { t } = useText()

  /** @param networks with what hangs on them; null: everything */
  async function save(networks: string[] | null): Promise<void> {
    try {
      const file = await window.puente.saveLab({ networks })
      if (file !== null) notify.done(t('lab.saved', { file }))
    } catch (thrown) {
      notify.failed(errorDataOf(thrown))
    }
  }

  return { save }
}
