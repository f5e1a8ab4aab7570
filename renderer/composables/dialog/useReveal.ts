import { computed, inject, nextTick, provide, ref, type InjectionKey, type Ref } from 'vue'

const key: InjectionKey<Ref<boolean>> = Symbol('reveal')

/** A form whose empty fields say nothing until somebody asks what is missing. */
export function provideReveal() {
  const asked = ref(false)
  provide(key, asked)

  /** All that is wrong is said, and the first of it has the focus. */
  async function reveal(): Promise<void> {
    asked.value = true
    // Folded parts open first, and are then drawn.
    await nextTick()
    await nextTick()
    const fields = document.querySelectorAll<HTMLElement>('[role="dialog"] [aria-invalid="true"]')
    const field = fields[0]
    field?.scrollIntoView({ block: 'center' })
    field?.focus({ preventScroll: true })
  }

  return reveal
}

/** Has somebody asked what is missing? Then what is folded away is looked into, too. */
export function useRevealed(): Ref<boolean> {
  return inject(key, ref(false))
}

/**
 * What is wrong with a field, from when that may be said: not of an empty one that nobody has been in.
 * @param isEmpty nothing stands in it
 */
export function useFieldError(error: () => string | false | undefined, isEmpty: () => boolean) {
  const asked = useRevealed()
  const left = ref(false)
  return {
    shown: computed(() => {
      const now = error()
      return now && (asked.value || left.value || !isEmpty()) ? now : false
    }),
    leave: () => (left.value = true),
  }
}
