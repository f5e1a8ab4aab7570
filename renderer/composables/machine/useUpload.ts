import { computed, reactive, shallowRef, watch } from 'vue'
import type { FileKind } from '../../../shared/contract/desktop.ts'
import { message } from '../../../shared/message.ts'
import type { StoragePool, UploadFile } from '../../../shared/model/new-machine.ts'
import { volumeNameFor, whyNoUpload } from '../../../shared/rules/storage/uploads.ts'
import { useTasks } from '../../stores/tasks.ts'
import { useAction } from '../useAction.ts'
import { useText } from '../useText.ts'

/**
 * A file of this computer's on its way into a storage pool. It goes on when its form is closed: as a task,
 * where it can be cancelled, too.
 * @param uploaded hears of the volume's path
 */
export function useUpload(kind: () => FileKind, uploaded: (path: string) => void) {
  const tasks = useTasks()
  const { t, errorText } = useText()
  const choosing = useAction()
  const uploading = useAction()
  const file = shallowRef<UploadFile | null>(null)
  const pools = shallowRef<StoragePool[]>([])
  const form = reactive({ pool: '', volume: '' })

  const pool = computed(() => pools.value.find(({ name }) => name === form.pool))
  const refused = computed(
    () => file.value && pool.value && whyNoUpload(form.volume, file.value.size, pool.value),
  )
  const poolError = computed(() => {
    if (!pool.value) return t('newMachine.poolsNone')
    return refused.value?.code === 'pool-too-small' ? errorText(refused.value) : null
  })
  const nameError = computed(() =>
    refused.value && !poolError.value ? errorText(refused.value) : null,
  )
  const fraction = computed(
    () => tasks.running.find(({ upload }) => upload === file.value?.id)?.fraction ?? null,
  )

  watch(pool, (chosen) => {
    if (chosen && file.value) form.volume = volumeNameFor(file.value.name, chosen)
  })

  async function choose(): Promise<void> {
    await choosing.run(async () => {
      const chosen = await window.puente.chooseUpload(kind())
      if (!chosen) return
      pools.value = await window.puente.getStoragePools()
      file.value = chosen
      form.pool = roomiest(pools.value)
    })
  }

  async function upload(): Promise<void> {
    if (!file.value) return
    const { id } = file.value
    const names = { name: form.volume, pool: form.pool }
    await uploading.run(
      async () => {
        uploaded(await window.puente.uploadVolume({ file: id, ...form }))
        file.value = null
      },
      t('newMachine.uploaded', names),
      { expected: 'upload-cancelled', task: message('tasks.upload', names), upload: id },
    )
  }

  /** Of what has not begun there is nothing to be taken back. */
  function cancel(): void {
    if (file.value && uploading.busy.value) tasks.cancelUpload(file.value.id)
    else file.value = null
  }

  return {
    ...{ file, pools, form, poolError, nameError, fraction, choose, upload, cancel },
    isChoosing: choosing.busy,
    isUploading: uploading.busy,
  }
}

export type Uploading = ReturnType<typeof useUpload>

/** Its name; of several the one with the most room. */
function roomiest(pools: StoragePool[]): string {
  return pools.toSorted((a, b) => b.available - a.available)[0]?.name ?? ''
}
