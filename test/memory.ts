/**
 * The binding under AddressSanitizer, LeakSanitizer and valgrind, in a lab: its libvirtd may be made
 * to hang, as nobody else needs it.
 */
import { Lab } from './lab/lab.ts'

await using lab = await Lab.start({ guests: ['web'] })
const pid = (await lab.run(['pidof', 'libvirtd'])).stdout.trim()
const variables = ['LIBVIRT_URI=qemu:///system', `DAEMON_PID=${pid}`]
process.exitCode =
  (await lab.enter([
    'env',
    ...variables,
    'npm',
    'run',
    'test:memory',
    '--workspace=node-libvirt',
  ])) ?? 1
