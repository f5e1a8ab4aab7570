import { expect, it } from 'vitest'
import { PuenteError } from '../../../shared/errors.ts'
import { ClientLostError } from '../../../electron/networkmanager/client.ts'
import { asPuenteError } from '../../../electron/networkmanager/failures.ts'
import { WireError } from '../../../electron/networkmanager/wire.ts'

const NM = 'org.freedesktop.NetworkManager'
const DBUS = 'org.freedesktop.DBus.Error'

it.each<[error: Error, code: string]>([
  [new WireError(`${NM}.PermissionDenied`, 'Not authorized'), 'not-authorized'],
  [new WireError(`${NM}.Settings.PermissionDenied`, 'Insufficient privileges'), 'not-authorized'],
  [new WireError(`${DBUS}.AccessDenied`, ''), 'not-authorized'],
  [
    new WireError(`${NM}.InvalidArguments`, "device 'eth0' is already included in checkpoint /1"),
    'checkpoint-busy',
  ],
  [new WireError(`${NM}.InvalidArguments`, 'checkpoint does not exist'), 'networkmanager-failed'],
  [new WireError(`${DBUS}.ServiceUnknown`, ''), 'networkmanager-missing'],
  [new WireError(`${DBUS}.NoReply`, ''), 'networkmanager-missing'],
  [new WireError(`${DBUS}.Disconnected`, ''), 'networkmanager-missing'],
  [new ClientLostError(), 'checkpoint-lost'],
  [new PuenteError('interface-gone', { interface: 'eth0' }), 'interface-gone'],
  [new TypeError('x is undefined'), 'internal'],
])('tells %s as %s, with its own words as the cause', (error, code) => {
  const { data } = asPuenteError(error)
  expect(data.code).toBe(code)
  if (!(error instanceof PuenteError)) expect(data.cause).toContain(error.message)
})
