import { expect, it } from 'vitest'
import { PuenteError } from '../../../shared/errors.ts'
import { ClientLostError } from '../../../electron/networkmanager/client/client.ts'
import { asPuenteError } from '../../../electron/networkmanager/client/failures.ts'
import { BusError } from '../../../electron/dbus/bus.ts'

const NM = 'org.freedesktop.NetworkManager'
const DBUS = 'org.freedesktop.DBus.Error'

it.each<[error: Error, code: string]>([
  [new BusError(`${NM}.PermissionDenied`, 'Not authorized'), 'not-authorized'],
  [new BusError(`${NM}.Settings.PermissionDenied`, 'Insufficient privileges'), 'not-authorized'],
  [new BusError(`${DBUS}.AccessDenied`, ''), 'not-authorized'],
  [
    new BusError(`${NM}.InvalidArguments`, "device 'eth0' is already included in checkpoint /1"),
    'checkpoint-busy',
  ],
  [new BusError(`${NM}.InvalidArguments`, 'checkpoint does not exist'), 'networkmanager-failed'],
  [new BusError(`${DBUS}.ServiceUnknown`, ''), 'networkmanager-missing'],
  [new BusError(`${DBUS}.NoReply`, ''), 'networkmanager-missing'],
  [new BusError(`${DBUS}.Disconnected`, ''), 'networkmanager-missing'],
  [new ClientLostError(), 'checkpoint-lost'],
  [new PuenteError('interface-gone', { interface: 'eth0' }), 'interface-gone'],
  [new TypeError('x is undefined'), 'internal'],
])('tells %s as %s, with its own words as the cause', (error, code) => {
  const { data } = asPuenteError(error)
  expect(data.code).toBe(code)
  if (!(error instanceof PuenteError)) expect(data.cause).toContain(error.message)
})
