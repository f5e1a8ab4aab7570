/** Keeps passwords out of what is noted down. Pure. */
import { child, children, elements, parse, serialize } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'

/** libvirt has them on screens alone; people write them into an emulator's own arguments, too. */
const SECRET = /passw(or)?d|passphrase|secret,/i
const ON_SCREENS = ['passwd', 'passwdValidTo']

/**
 * A machine's definition without what nobody else may read.
 * @returns null where something is secret that could not be filled in again
 */
export function withoutPasswords(definition: string): string | null {
  const root = parse(definition)
  for (const screen of screensOf(root)) {
    ON_SCREENS.forEach((name) => screen.removeAttribute(name))
  }
  return isSecret(root) ? null : serialize(root)
}

/** The passwords of the machine as it is now, for a definition that was noted down without. */
export function withPasswordsOf(definition: string, now: string): string {
  const root = parse(definition)
  const present = screensOf(parse(now))
  for (const screen of screensOf(root)) {
    const same = present.find((one) => typeOf(one) === typeOf(screen))
    for (const name of ON_SCREENS) {
      const value = same?.getAttribute(name) ?? null
      if (value !== null) screen.setAttribute(name, value)
    }
  }
  return serialize(root)
}

/** Commands as they may be kept. */
export function withoutSecretLines(commands: string[]): string[] {
  return commands.filter((line) => !SECRET.test(line))
}

function screensOf(root: Element): Element[] {
  return children(child(root, 'devices'), 'graphics')
}

function typeOf(screen: Element): string | null {
  return screen.getAttribute('type')
}

function isSecret(element: Element): boolean {
  const isNamed = [...element.attributes].some(
    ({ name, value }) => SECRET.test(name) || SECRET.test(value),
  )
  const inner = elements(element)
  const isText = inner.length === 0 && SECRET.test(element.textContent ?? '')
  return isNamed || isText || SECRET.test(element.nodeName) || inner.some(isSecret)
}
