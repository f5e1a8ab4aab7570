import type { Translate } from 'vue-i18n'

declare module 'vue' {
  interface ComponentCustomProperties {
    $t: Translate
  }
}
