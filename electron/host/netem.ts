/**
 * Bad links on this computer: what the kernel does to packets now, which everybody may read, and the
 * package's helper, by which alone it is changed (build/package/files/netem).
 */
import type { ConditionHindrance, LinkConditions, Way } from '../../shared/model/link-conditions.ts'
import { perfectWay } from '../../shared/rules/link-conditions.ts'
import { hasPackageHelper } from './package-helper.ts'
import { devicesWithNetem, readQdiscs } from './qdiscs.ts'
import { exists, readFile } from './side.ts'
import type { HostSide } from './side.ts'

const HOOK = '/etc/libvirt/hooks/qemu.d/puente-netem'
const NET = '/sys/class/net'

/** Of an ifb, whose it is: as the helper writes it. */
const ALIAS = /^Puente, from (\S+) \d+$/

/** Why it can't be had on this host, whichever NIC it is for. */
export async function netemHindrance(side: HostSide): Promise<ConditionHindrance | null> {
  if (!side.isKnown || side.isFar) return 'elsewhere'
  if (!(await side.hasProgram('tc'))) return 'no-tc'
  if (!(await kernelHas(side, 'sch_netem'))) return 'no-netem'
  if (!(await kernelHas(side, 'ifb'))) return 'no-ifb'
  return (await hasPackageHelper(side, 'netem')) ? null : 'no-helper'
}

/** Loaded, built in, or to be loaded. */
export async function kernelHas(side: HostSide, module: string): Promise<boolean> {
  if (await exists(side, `/sys/module/${module}`)) return true
  const release = (await readFile(side, '/proc/sys/kernel/osrelease')).trim()
  const lists = ['modules.builtin', 'modules.dep'].map((name) => `/lib/modules/${release}/${name}`)
  const texts = await side.readFiles(lists)
  return texts.some((text) => text?.includes(`/${module}.ko`))
}

/** By tap, what is done on its way to the guest and from it. */
export async function readNetem(side: HostSide): Promise<Map<string, LinkConditions>> {
  const found = new Map<string, LinkConditions>()
  for (const { device, tap, way } of await badDevices(side)) {
    const done = readQdiscs((await side.look('tc', ['-j', 'qdisc', 'show', 'dev', device])).stdout)
    if (!done) continue
    const known = found.get(tap) ?? { toMachine: perfectWay, fromMachine: perfectWay }
    found.set(tap, { ...known, [way]: done })
  }
  return found
}

/** Taps that netem of ours is on, and ifbs of ours, which are for packets from a tap's guest. */
async function badDevices(side: HostSide): Promise<{ device: string; tap: string; way: Way }[]> {
  const { stdout } = await side.look('tc', ['qdisc', 'show'])
  const devices = devicesWithNetem(stdout)
  const aliases = await side.readFiles(devices.map((device) => `${NET}/${device}/ifalias`))
  return devices.map((device, at) => {
    const from = ALIAS.exec(aliases[at]?.trim() ?? '')?.[1]
    return { device, tap: from ?? device, way: from === undefined ? 'toMachine' : 'fromMachine' }
  })
}

/** What tc says of a tap that is bad on purpose, and of its ifb. */
export async function netemQuotes(
  side: HostSide,
  tap: string,
): Promise<{ command: string; output: string }[]> {
  const own = (await badDevices(side)).filter((bad) => bad.tap === tap)
  const outputs = own.map(({ device }) => side.look('tc', ['qdisc', 'show', 'dev', device]))
  return (await Promise.all(outputs)).map(({ command, stdout: output }) => {
    return { command, output: output.trim() }
  })
}

/** libvirt's hook of ours; `pending`: libvirt has not looked for it yet. */
export type HookState = 'none' | 'pending' | 'known'

export async function readHook(side: HostSide): Promise<HookState> {
  const text = await readFile(side, HOOK)
  if (text === '') return 'none'
  return /^# libvirt has not looked for it yet\.$/m.test(text) ? 'pending' : 'known'
}
