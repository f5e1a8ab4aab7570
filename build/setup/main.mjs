/**
 * Makes a fresh clone ready: `node build/setup/main.mjs [--for=PURPOSE]`, see STEPS.
 *
 * It runs before any npm package exists, on whatever Node the machine has (20 or newer), so it
 * imports nothing but Node's own modules. A step that finds its work done says nothing.
 */
import { mkdirSync } from 'node:fs'
import { HOST_NAMES } from './host/hosts.mjs'
import { MACHINE_HOSTS } from './machine/place.mjs'
import { at } from './paths.mjs'
import { makeReadable } from './readable.mjs'
import { runStep } from './step.mjs'
import bundle from './steps/bundle.mjs'
import debianPackages from './steps/debian-packages.mjs'
import electron from './steps/electron.mjs'
import firewallsHost from './steps/firewalls-host.mjs'
import guest from './steps/guest.mjs'
import labHost from './steps/lab-host.mjs'
import machineHost from './steps/machine-host.mjs'
import machineImage from './steps/machine-image.mjs'
import machineState from './steps/machine-state.mjs'
import modularDaemons from './steps/modular-daemons.mjs'
import nativeBinding from './steps/native-binding.mjs'
import npmPackages from './steps/npm-packages.mjs'
import probe from './steps/probe.mjs'

const APP = [npmPackages, debianPackages, nativeBinding, electron]
const LAB = [labHost, modularDaemons, guest, probe]
const STEPS = {
  app: [...APP, bundle],
  package: [...APP, bundle],
  sandbox: [...APP, ...LAB, bundle],
  test: [...APP, ...LAB, bundle],
  bench: [...APP, ...LAB, bundle],
  firewalls: [...APP, ...LAB, firewallsHost],
  machine: [...APP, ...LAB, bundle, machineHost, machineImage, machineState],
  memory: [...APP, ...LAB],
  'package-test': [...APP, ...LAB, bundle],
}

const purpose =
  process.argv.find((argument) => argument.startsWith('--for='))?.slice('--for='.length) ?? 'test'
const steps = STEPS[purpose]
if (!steps) {
  console.error(`--for=${purpose}: it is one of ${Object.keys(STEPS).join(', ')}`)
  process.exit(2)
}

const hosts = purpose === 'machine' ? MACHINE_HOSTS : HOST_NAMES
if (process.env.LAB_HOST && !hosts.includes(process.env.LAB_HOST)) {
  console.error(`LAB_HOST=${process.env.LAB_HOST}: it is one of ${hosts.join(', ')}`)
  process.exit(2)
}

makeReadable()
mkdirSync(at('.cache/setup'), { recursive: true })
for (const step of steps) {
  if (!(await runStep(step, purpose))) process.exit(1)
}
