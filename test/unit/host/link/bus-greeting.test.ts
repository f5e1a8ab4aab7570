/** A bus of another host, played by a socket of this one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { Bus } from '../../../../electron/dbus/bus.ts'
import { greetBus } from '../../../../electron/host/link/bus-greeting.ts'

const folder = mkdtempSync(join(tmpdir(), 'bus-'))
const path = join(folder, 'bus')
let close: () => void = () => undefined
afterEach(() => {
  close()
  rmSync(path, { force: true })
})

function listen(onSocket: (socket: Socket) => void): Promise<void> {
  const server = createServer(onSocket)
  close = () => server.close()
  return new Promise((resolve) => server.listen(path, resolve))
}

it('one that is gone before it has greeted is told of, and not waited for', async () => {
  await listen((socket) => socket.once('data', () => socket.end()))
  await expect(Bus.connect(() => undefined, `unix:path=${path}`)).rejects.toThrow('gone')
})

it.each([
  ['refuses', 'REJECTED EXTERNAL\r\n', 'refused'],
  ['is none', 'x'.repeat(5_000), 'no answer of a bus'],
])('one that %s is not taken', async (_, said, why) => {
  await listen((socket) => void socket.write(said))
  const socket = createConnection(path)
  await expect(greetBus(socket)).rejects.toThrow(why)
  socket.destroy()
})

it('is told no name of ours, and takes us for whoever is at its socket', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  await listen((socket) =>
    socket.once('data', (data) => {
      resolve(data.toString('latin1'))
      socket.write('DATA\r\nOK 0123ab\r\n')
    }),
  )
  const socket = createConnection(path)
  expect((await greetBus(socket)).ok).toBe('OK 0123ab')
  expect(await promise).toBe('\0AUTH EXTERNAL\r\nDATA\r\n')
  socket.destroy()
})
