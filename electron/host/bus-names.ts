import type { HostSide } from './side.ts'

/**
 * Whether somebody has this name on the host’s system bus. The bus itself is asked, which starts
 * nobody and answers at once, also on a host that takes seconds to start a program in Python.
 * @returns null where that can't be told
 */
export async function isOnBus(side: HostSide, name: string): Promise<boolean | null> {
  const { error, stdout } = await side.look('busctl', [
    ...['--system', 'call', 'org.freedesktop.DBus', '/org/freedesktop/DBus'],
    ...['org.freedesktop.DBus', 'NameHasOwner', 's', name],
  ])
  return error === null ? stdout.startsWith('b true') : null
}
