import { createGlobalState, useClipboard } from '@vueuse/core'

/** One for all: each asks for its permission anew, and a page has dozens of texts to copy. */
export const useCopy = createGlobalState(() => {
  const { copy, copied, text } = useClipboard({ copiedDuring: 1500, legacy: true })
  return {
    copy: (source: string): void => void copy(source),
    /** A moment ago. */
    isCopied: (source: string): boolean => copied.value && text.value === source,
  }
})
