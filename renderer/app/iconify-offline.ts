/**
 * What Nuxt UI needs of @iconify/vue, from its build that has no network code.
 *
 * All icons are in the bundle (see vite-plugins.ts), so each is always loaded.
 */
import { addIcon as add } from '@iconify/vue/offline'

export { Icon, addCollection } from '@iconify/vue/offline'

/** This build knows an icon only by the name that it is asked for: `lucide-check`. */
export function addIcon(name: string, data: Parameters<typeof add>[1]): boolean {
  add(name.replace(':', '-'), data)
  return true
}

export function iconLoaded(): boolean {
  return true
}
