/**
 * The hosts that the lab's workstation can be. LAB_HOST chooses; the set-up makes the one that is
 * chosen, in `.cache/hosts/NAME`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { at } from '../paths.mjs'

/** A release that no longer changes but for fixes, and one that changes daily. */
const STABLE_DAYS = 30
const TESTING_DAYS = 7

const HOSTS = {
  debian12: { release: 'bookworm', days: STABLE_DAYS },
  debian13: { release: 'trixie', days: STABLE_DAYS },
  testing: { release: 'forky', days: TESTING_DAYS },
  /** libvirt's daemons one for each driver, over Debian 13: see steps/modular-daemons.mjs. */
  modular: { release: 'trixie', days: STABLE_DAYS, over: 'debian13' },
}

export const HOST_NAMES = Object.keys(HOSTS)
export const MODULAR = 'modular'
export const DEFAULT_HOST = 'debian13'

/** The host of this run. Throws when LAB_HOST names none. */
export const chosenHost = () => hostNamed(process.env.LAB_HOST || DEFAULT_HOST)

export function hostNamed(name) {
  if (!Object.hasOwn(HOSTS, name)) {
    throw new Error(`LAB_HOST=${name}: it is one of ${HOST_NAMES.join(', ')}.`)
  }
  return { name, ...HOSTS[name] }
}

/**
 * The folders that the host's files are in, the uppermost first, as overlayfs takes them; undefined
 * where they are this machine's own. Throws when they are not there.
 */
export function layersOf({ name, over }) {
  if (isThisMachine(name)) return undefined
  const layers = [name, ...(over ? [over] : [])].map(rootOf)
  const missing = layers.find((layer) => !existsSync(`${layer}/made`))
  if (missing) {
    throw new Error(`No ${missing} yet: LAB_HOST=${name} node build/setup/main.mjs makes it.`)
  }
  return layers.join(':')
}

/** The Debian that the host is, or that it lies over. */
export const debianOf = ({ name, over }) => over ?? name

export const isMade = (name) => existsSync(`${rootOf(name)}/made`)

export const rootOf = (name) => at('.cache/hosts', name)

/** Debian 12 on a Debian 12: its own files do, and nothing has to be made. */
export function isThisMachine(name) {
  return name === 'debian12' && thisSystem() === 'debian 12'
}

function thisSystem() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const field = (key) => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(text)?.[1] ?? ''
  return `${field('ID')} ${field('VERSION_ID')}`
}
