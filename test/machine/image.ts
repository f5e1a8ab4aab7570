/** What the set-up has made of a whole computer: see build/setup/steps/machine-*.mjs. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rootOf } from '../../build/setup/host/hosts.mjs'
import { machineDebian, machineImage } from '../../build/setup/machine/place.mjs'
import { REPOSITORY } from '../lab/place.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder with vmlinuz, initrd.img, disk.raw, and what prepare.ts adds. */
export const IMAGE = `${root}${machineImage()}`
/** The same as it is seen inside a lab. */
export const IMAGE_INSIDE = `${REPOSITORY}/${machineImage()}`
/** Over disk.raw: a workstation that was started once and shut down. */
export const PREPARED = 'prepared.qcow2'
/** Over that, and its memory: the same, running. */
export const RUNNING = 'running.qcow2'
export const STATE = 'running.state'

/** The files that the emulator lives in. */
export const emulatorRoot = () => rootOf(machineDebian())

/** Throws where the set-up has not been run. */
export function requireImage(): void {
  if (existsSync(`${IMAGE}/${STATE}`)) return
  throw new Error(`No ${IMAGE} yet: node build/setup/main.mjs --for=machine makes it.`)
}
