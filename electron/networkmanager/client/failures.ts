import { PuenteError } from '../../../shared/errors.ts'
import { ClientLostError } from './client.ts'
import { BusError } from '../../dbus/bus.ts'

/** NetworkManager's refusal as ours, so that a person reads what to do about it. */
export function asPuenteError(error: unknown): PuenteError {
  if (error instanceof PuenteError) return error
  if (error instanceof ClientLostError) {
    return new PuenteError('checkpoint-lost', {}, { cause: error })
  }
  if (!(error instanceof BusError)) return new PuenteError('internal', {}, { cause: error })
  if (/PermissionDenied|AccessDenied|NotAuthorized/.test(error.type)) {
    return new PuenteError('not-authorized', {}, { cause: error })
  }
  if (/already included in checkpoint/.test(error.message)) {
    return new PuenteError('checkpoint-busy', {}, { cause: error })
  }
  if (/ServiceUnknown|NameHasNoOwner|NoReply|Disconnected/.test(error.type)) {
    return new PuenteError('networkmanager-missing', {}, { cause: error })
  }
  return new PuenteError('networkmanager-failed', {}, { cause: error })
}
