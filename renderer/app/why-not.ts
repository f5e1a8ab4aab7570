/** Why something can't be pressed, for its tooltip: `:title="$whyNot('machines')"`. */
import type { App } from 'vue'
import { i18n } from '../i18n.ts'
import { serviceLook } from '../model/looks.ts'
import { useInventory } from '../stores/inventory.ts'

/** @returns undefined where it can be pressed, or its reason is one of its own */
export type WhyNot = (what: 'machines' | 'host') => string | undefined

declare module 'vue' {
  interface ComponentCustomProperties {
    $whyNot: WhyNot
  }
}

export const whyNot = {
  install(app: App): void {
    app.config.globalProperties.$whyNot = reasonOf
  },
}

function reasonOf(what: 'machines' | 'host'): string | undefined {
  const { t } = i18n.global
  const inventory = useInventory()
  const service = what === 'machines' ? 'libvirt' : 'networkManager'
  if (!inventory.backendReady) return t('app.reconnecting')
  const look = serviceLook(inventory.services[service])
  if (look === 'connected') return undefined
  if (look === 'view-only') return t(`service.viewOnlyWhy.${service}`)
  return `${t(`setup.name.${service}`)}: ${t(`service.status.${look}`)}`
}
