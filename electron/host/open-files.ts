/** How many files, sockets among them, a machine's helpers may have open: what libvirt's daemon may. */
import { readFile } from './side.ts'
import type { HostSide } from './side.ts'

const DAEMONS = ['libvirtd', 'virtqemud']

/** @returns null where no daemon tells its own, as one that starts with the first machine */
export async function readOpenFiles(side: HostSide, isSession: boolean): Promise<number | null> {
  const runtime = `/run/user/${side.user.id ?? 0}/libvirt`
  const folder = isSession ? runtime : '/run'
  const texts = await side.readFiles(DAEMONS.map((name) => `${folder}/${name}.pid`))
  const pid = texts.flatMap((text) => /^\s*(\d{1,10})\s*$/.exec(text ?? '')?.[1] ?? [])[0]
  return pid === undefined ? null : hardLimit(await readFile(side, `/proc/${pid}/limits`))
}

/** `Max open files  1024  524288  files`: passt raises the first to the second. Pure. */
export function hardLimit(limits: string): number | null {
  const [, hard] = /^Max open files\s+\S+\s+(\d+|unlimited)/m.exec(limits) ?? []
  if (hard === undefined) return null
  return hard === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(hard)
}
