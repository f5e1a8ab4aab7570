import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SocketWatch } from '../../../electron/backend/inventory/socket-watch.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'puente-sockets-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('tells once of a daemon’s socket that appears, and of nothing else', async () => {
  const heard = vi.fn()
  new SocketWatch(heard, folder).start()
  writeFileSync(join(folder, 'virtlogd-sock'), '')
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(heard).not.toHaveBeenCalled()
  writeFileSync(join(folder, 'virtnetworkd-sock'), '')
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
})

it('is no failure where there is no such folder', () => {
  expect(() => new SocketWatch(() => {}, join(folder, 'none')).start()).not.toThrow()
})
