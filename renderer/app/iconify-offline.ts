/**
 * What Nuxt UI needs of @iconify/vue, from its build that has no network code.
 *
 * All icons are in the bundle (see vite-plugins.ts), so each is always loaded.
 */
export { Icon, addCollection, addIcon } from '@iconify/vue/offline'

export function iconLoaded(): boolean {
  return true
}
