import { LibvirtError, constants as C } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { knownCause } from './known-causes.ts'

const codes: Record<number, ErrorCode> = {
  [C.VIR_ERR_NO_NETWORK]: 'network-gone',
  [C.VIR_ERR_NO_DOMAIN]: 'machine-gone',
  [C.VIR_ERR_NO_STORAGE_POOL]: 'pool-gone',
  [C.VIR_ERR_STORAGE_VOL_EXIST]: 'volume-name-taken',
  [C.VIR_ERR_DEVICE_MISSING]: 'nic-gone',
  [C.VIR_ERR_OPERATION_DENIED]: 'libvirt-read-only',
  [C.VIR_ERR_AUTH_FAILED]: 'not-authorized',
  [C.VIR_ERR_AUTH_CANCELLED]: 'authorization-dismissed',
  [C.VIR_ERR_AUTH_UNAVAILABLE]: 'no-polkit-agent',
  [C.VIR_ERR_ACCESS_DENIED]: 'not-authorized',
  [C.VIR_ERR_NO_CONNECT]: 'libvirt-unavailable',
  [C.VIR_ERR_INVALID_CONN]: 'libvirt-lost',
}

/** libvirt's error as ours, so that a person reads what to do about it. */
export function asPuenteError(
  error: unknown,
  params: Record<string, string | number> = {},
): PuenteError {
  if (error instanceof PuenteError) return error
  if (!(error instanceof LibvirtError)) return new PuenteError('internal', params, { cause: error })
  const cause = `${error.function}: ${error.message} (code ${error.code}, domain ${error.domain})`
  const code = codes[error.code]
  if (code) return new PuenteError(code, params, { cause })
  // Of the connection itself: the daemon ended, or was given up, while it was asked.
  if (error.domain === C.VIR_FROM_RPC) return new PuenteError('libvirt-lost', params, { cause })
  const known = knownCause(error.message)
  if (!known) return new PuenteError('libvirt-failed', params, { cause })
  return new PuenteError(known.code, { ...params, ...known.params }, { cause })
}

/** A daemon behind the one that we are connected to has ended; this connection does not recover. */
export function isOfEndedDaemon(error: unknown): boolean {
  return (
    error instanceof LibvirtError &&
    error.domain === C.VIR_FROM_RPC &&
    error.code === C.VIR_ERR_INTERNAL_ERROR
  )
}

export function isGone(error: unknown): boolean {
  const gone: number[] = [
    ...[C.VIR_ERR_NO_NETWORK, C.VIR_ERR_NO_DOMAIN],
    ...[C.VIR_ERR_NO_STORAGE_POOL, C.VIR_ERR_NO_STORAGE_VOL],
  ]
  return error instanceof LibvirtError && gone.includes(error.code)
}
