/** The way to a libvirt elsewhere: nobody else's folder, and nothing but libvirt goes by it. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ownFolder } from '../../../electron/host/here/own-folder.ts'
import { sshArguments, SshTunnel } from '../../../electron/libvirt/connection/ssh.ts'

let runtime = ''
beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), 'runtime-'))
})
afterEach(() => rmSync(runtime, { recursive: true }))

it('is in the folder of the session', async () => {
  expect(await ownFolder(runtime)).toBe(join(runtime, 'puente'))
})

it.each<[string, (folder: string) => void]>([
  ['others may write to', (folder) => (mkdirSync(folder), chmodSync(folder, 0o777))],
  ['a link stands for', (folder) => symlinkSync(tmpdir(), folder)],
])('is not in a folder that %s', async (_, make) => {
  make(join(runtime, 'puente'))
  const found = await ownFolder(runtime)
  expect(dirname(found)).toBe(tmpdir())
  expect(lstatSync(found).mode & 0o777).toBe(0o700)
})

it('is never in a folder of a known name in /tmp', async () => {
  const [one, other] = [await ownFolder(undefined), await ownFolder('')]
  expect(one).not.toBe(other)
  expect(one).not.toBe(join(tmpdir(), 'puente'))
})

it('listens in such a folder, and nowhere else', async () => {
  const uri = { driver: 'qemu', transport: 'ssh', user: null, port: null, path: '/system' } as const
  const former = process.env.XDG_RUNTIME_DIR
  const socketIn = async (folder: string) => {
    process.env.XDG_RUNTIME_DIR = folder
    return (await SshTunnel.open({ ...uri, host: 'rack' }, 'rack', null)).socket
  }
  expect(dirname(await socketIn(runtime))).toBe(join(runtime, 'puente'))
  chmodSync(join(runtime, 'puente'), 0o777)
  expect(await socketIn(runtime)).not.toContain(runtime)
  process.env.XDG_RUNTIME_DIR = former
})

it('lends nothing of this computer, whatever the person’s configuration says', () => {
  const uri = { driver: 'qemu', transport: 'ssh', user: null, port: null } as const
  const argv = sshArguments({ ...uri, host: 'rack', path: '/system' }, 'rack')
  for (const word of [
    '-a',
    '-x',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'Tunnel=no',
  ]) {
    expect(argv.slice(0, argv.indexOf('--'))).toContain(word)
  }
})
