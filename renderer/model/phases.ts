import type { ChangePhase } from '../../shared/model/plan.ts'
import type { Look } from './looks.ts'

const busy: Look = { tone: 'info', icon: 'i-lucide-loader-circle' }

export const phaseLooks: Record<ChangePhase, Look> = {
  applying: busy,
  verifying: busy,
  'awaiting-answer': { tone: 'warning', icon: 'i-lucide-timer' },
  keeping: busy,
  seeking: { tone: 'warning', icon: 'i-lucide-loader-circle' },
  reverting: { tone: 'warning', icon: 'i-lucide-loader-circle' },
  done: { tone: 'success', icon: 'i-lucide-circle-check' },
  reverted: { tone: 'warning', icon: 'i-lucide-undo-2' },
  failed: { tone: 'error', icon: 'i-lucide-circle-x' },
}
