import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import type { Diagnosis, DiagnosisTarget } from '../../shared/model/finding.ts'
import { errorDataOf } from '../model/thrown.ts'

/** The last diagnosis, kept while other pages are looked at, and the one under way. */
export const useDoctor = defineStore('doctor', () => {
  const diagnosis = shallowRef<Diagnosis | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const running = ref(false)
  /** From 0 to 1. */
  const progress = ref(0)
  let run = 0

  window.puente.on('diagnosis', (step) => {
    if (step.run === String(run)) progress.value = step.done / step.total
  })

  async function diagnose(target: DiagnosisTarget, asAdministrator = false): Promise<void> {
    const mine = ++run
    running.value = true
    progress.value = 0
    error.value = null
    try {
      const options = { run: String(mine), asAdministrator }
      // A target from the route is reactive, and such objects can't leave the window.
      const plain = JSON.parse(JSON.stringify(target)) as DiagnosisTarget
      const answer = await window.puente.diagnose(plain, options)
      if (mine === run) diagnosis.value = answer
    } catch (thrown) {
      if (mine !== run) return
      diagnosis.value = null
      error.value = errorDataOf(thrown)
    } finally {
      if (mine === run) running.value = false
    }
  }

  return { diagnosis, error, running, progress, diagnose }
})
