/** Why something can't be pressed, for its tooltip: `:title="$whyNot('machines')"`. */
import type { App } from 'vue'
import { whyNot as reasonOf } from '../composables/why-not.ts'

declare module 'vue' {
  interface ComponentCustomProperties {
    $whyNot: typeof reasonOf
  }
}

export const whyNot = {
  install(app: App): void {
    app.config.globalProperties.$whyNot = reasonOf
  },
}
