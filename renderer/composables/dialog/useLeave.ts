import { inject, type InjectionKey } from 'vue'

export const leaveKey: InjectionKey<() => void> = Symbol('leave')

/** Goes away from the dialog around it, which asks first if something would be lost. */
export function useLeave(): () => void {
  const leave = inject(leaveKey)
  if (!leave) throw new Error('useLeave: there is no dialog around it')
  return leave
}
