/**
 * In place of @iconify/vue, which Nuxt UI draws its icons with: that one asks its makers' server for
 * what it lacks, and parses an icon's text each time it is shown. A page here shows dozens.
 *
 * All icons are in the bundle (see vite-plugins.ts), so each is always loaded.
 */
import { h, type FunctionalComponent } from 'vue'
import { iconMarkup } from './trusted-types.ts'

interface IconData {
  /** What is inside the `<svg>`. */
  body: string
  width?: number
  height?: number
}

const DEFAULT_SIZE = 16
const icons = new Map<string, IconData>()
const drawings = new Map<string, DocumentFragment>()

/** @param name `lucide:check`; it is asked for as `lucide-check` */
export function addIcon(name: string, data: IconData): boolean {
  icons.set(name.replace(':', '-'), data)
  return true
}

export function iconLoaded(): boolean {
  return true
}

/** The other props are what Nuxt UI tells the library: how to load, and a size that we never set. */
export const Icon: FunctionalComponent<{ icon: string }> = ({ icon }) => {
  const data = icons.get(icon)
  if (!data) return null
  const { width = DEFAULT_SIZE, height = DEFAULT_SIZE } = data
  return h('svg', {
    // Another icon is another element: only a new one is drawn in.
    key: icon,
    ...{ xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}` },
    ...{ width: '1em', height: '1em', role: 'img', 'aria-hidden': 'true' },
    onVnodeBeforeMount: ({ el }) => el?.append(drawing(icon, data).cloneNode(true)),
  })
}
Icon.props = ['icon', 'mode', 'width', 'height', 'customise', 'ssr']

/** Parsed once. */
function drawing(icon: string, { body }: IconData): DocumentFragment {
  const known = drawings.get(icon)
  if (known) return known
  const template = document.createElement('template')
  template.innerHTML = iconMarkup(body)
  const content = document.createDocumentFragment()
  content.append(...(template.content.firstElementChild?.childNodes ?? []))
  drawings.set(icon, content)
  return content
}
