/**
 * The helper of the installed package, and the word that says what a command is for: polkit has an
 * action of Puente's own for each, whose question says so in the person's language. The helper takes no
 * other command than those that Puente has (build/package/files/as-administrator).
 */
import { HELPER_FOLDER, isPackageHelper } from '../package-helper.ts'
import { rootsFile } from './roots-file.ts'

export type Purpose =
  'look' | 'firewall' | 'link' | 'setting' | 'restart' | 'forward' | 'names' | 'arp' | 'capture'

const FOLDERS = [HELPER_FOLDER]
const NAME = 'as-administrator'

const PURPOSES: Record<string, Purpose> = {
  'iptables-legacy-save': 'look',
  'ip6tables-legacy-save': 'look',
  nft: 'firewall',
  iptables: 'firewall',
  ip6tables: 'firewall',
  ufw: 'firewall',
  'firewall-cmd': 'firewall',
  ip: 'link',
  bridge: 'link',
  netem: 'link',
  sysctl: 'setting',
  systemctl: 'restart',
  'docker-user': 'firewall',
  forwards: 'forward',
  names: 'names',
  'proxy-arp': 'arp',
  dumpcap: 'capture',
}

/** Null for a program that the helper does not know, which pkexec asks about by its name. */
export function purposeOf(program: string, words: string[]): Purpose | null {
  if (program === 'nft' && words.includes('list')) return 'look'
  return Object.hasOwn(PURPOSES, program) ? (PURPOSES[program] ?? null) : null
}

/** @returns what pkexec is given; null where Puente is not installed, or has no word for it */
export function throughHelper(program: string, words: string[]): string[] | null {
  const purpose = purposeOf(program, words)
  const helper = purpose && rootsFile(FOLDERS, NAME)
  return helper ? [helper, purpose, program, ...words] : null
}

/** Is Puente installed, with it? */
export function hasHelper(): boolean {
  return rootsFile(FOLDERS, NAME) !== null
}

/** A program of the package's own, which is in nobody's PATH; null where Puente is not installed. */
export function ownProgram(name: string): string | null {
  return isPackageHelper(name) ? rootsFile(FOLDERS, name) : null
}
