/** libvirt's network filters: read, stored and removed, each by its name. */
import { LibvirtError, constants as C } from 'node-libvirt'
import type { Connection } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { asPuenteError } from '../connection/failures.ts'

/** Names of the filters that a NIC may have: none where the driver, or its package, is not there. */
export async function readFilterNames(connection: Connection): Promise<string[]> {
  try {
    return (await connection.listNWFilters()).map(({ name }) => name).sort()
  } catch (error) {
    if (isCode(error, C.VIR_ERR_NO_SUPPORT)) return []
    throw asPuenteError(error)
  }
}

/** Its XML; null where there is none of that name, or no filters at all. */
export async function readFilter(connection: Connection, name: string): Promise<string | null> {
  try {
    return await (await connection.lookupNWFilterByName(name)).getXml()
  } catch (error) {
    if (isCode(error, C.VIR_ERR_NO_NWFILTER) || isCode(error, C.VIR_ERR_NO_SUPPORT)) return null
    throw asPuenteError(error)
  }
}

/** Stores it; running NICs that have it are under the new rules at once. */
export async function defineFilter(connection: Connection, xml: string): Promise<void> {
  try {
    await connection.defineNWFilter(xml)
  } catch (error) {
    if (!isCode(error, C.VIR_ERR_NO_SUPPORT)) throw asPuenteError(error)
    throw new PuenteError('filters-not-possible', {}, { cause: error })
  }
}

/** Refused by libvirt while a running NIC has it. */
export async function removeFilter(connection: Connection, name: string): Promise<void> {
  try {
    await (await connection.lookupNWFilterByName(name)).undefine()
  } catch (error) {
    if (!isCode(error, C.VIR_ERR_NO_NWFILTER)) throw asPuenteError(error)
  }
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof LibvirtError && error.code === code
}
