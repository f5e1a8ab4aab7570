/** Why something can't be done, in words: on what can't be pressed, and below its name in a menu. */
import type { MessageKey } from '../../shared/locales.ts'
import { i18n } from '../i18n.ts'
import { serviceLook } from '../model/looks.ts'
import { useInventory } from '../stores/inventory.ts'

/** What must be writable for it; `backend`: it only must be there. */
export type Needs = 'machines' | 'host' | 'backend'

/** The thing's own reason, where it has one: that it is transient, or on its way out. */
type Own = MessageKey | false | null

/**
 * The service's reason before the thing's own: it is everything's.
 * @returns undefined where neither keeps anybody from it
 */
export function whyNot(needs: Needs, own: Own = null): string | undefined {
  return ofService(needs, true) ?? ofThing(own)
}

/** An item of a menu: whether it can be chosen, and else the reason in a few words. */
export function shut(needs: Needs, own: Own = null): { disabled: boolean; description?: string } {
  const reason = ofService(needs, false) ?? ofThing(own)
  return reason === undefined ? { disabled: false } : { disabled: true, description: reason }
}

function ofThing(own: Own): string | undefined {
  return own ? i18n.global.t(own) : undefined
}

function ofService(needs: Needs, isLong: boolean): string | undefined {
  const { t } = i18n.global
  const inventory = useInventory()
  if (!inventory.backendReady) return t('app.reconnecting')
  if (needs === 'backend') return undefined
  const service = needs === 'machines' ? 'libvirt' : 'networkManager'
  const look = serviceLook(inventory.services[service])
  if (look === 'connected') return undefined
  if (look === 'view-only' && isLong) return t(`service.viewOnlyWhy.${service}`)
  return `${t(`setup.name.${service}`)}: ${t(`service.status.${look}`)}`
}
