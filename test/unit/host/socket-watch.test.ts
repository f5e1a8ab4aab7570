import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SocketWatch } from '../../../electron/host/socket-watch.ts'
import { computerAt } from '../../../electron/host/here/this-computer.ts'

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'puente-sockets-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('tells once of a daemon’s socket that appears, and of nothing else', async () => {
  const heard = vi.fn()
  mkdirSync(join(root, 'run/libvirt'), { recursive: true })
  new SocketWatch(computerAt(root), heard).start()
  writeFileSync(join(root, 'run/libvirt/virtlogd-sock'), '')
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(heard).not.toHaveBeenCalled()
  writeFileSync(join(root, 'run/libvirt/virtnetworkd-sock'), '')
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
})

it('is no failure where there is no such folder', () => {
  expect(() => new SocketWatch(computerAt(join(root, 'none')), () => {}).start()).not.toThrow()
})
