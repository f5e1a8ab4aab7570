/** Where a whole computer's Debian and its image are; LAB_HOST chooses Debian 13 or testing. */
import { chosenHost, DEFAULT_HOST } from '../host/hosts.mjs'

/** Its emulator is its own Debian's, and has to be one that saves what runs: QEMU 9 or newer. */
export const MACHINE_HOSTS = ['debian13', 'testing']

/** The host that the whole computer has. Throws for those it can't have. */
export function machineHost() {
  const { name } = chosenHost()
  if (MACHINE_HOSTS.includes(name)) return name
  throw new Error(`A whole computer is one of ${MACHINE_HOSTS.join(', ')}, not ${name}.`)
}

/** The Debian in a folder that it is made of, in which its emulator runs too: a name for rootOf. */
export const machineDebian = () =>
  machineHost() === DEFAULT_HOST ? 'machine' : `machine-${machineHost()}`

/** Its image, in the repository. */
export const machineImage = () => `.cache/machine/${machineHost()}`
