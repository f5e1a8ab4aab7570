/** Which programs are started, and with what. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  asAdministrator,
  cleanEnvironment,
  emulatorFile,
  look,
  programFile,
} from '../../../electron/host/here/programs.ts'
import { thisComputer } from '../../../electron/host/here/this-computer.ts'
import { isRoots, rootsFile } from '../../../electron/host/here/roots-file.ts'
import { ownEmulator } from '../../../electron/libvirt/nics/models.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'ip'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
  writeFileSync(join(folder, 'bin', 'mine'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
  symlinkSync('/usr/bin/id', join(folder, 'bin', 'linked'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a program is looked for', () => {
  it('where root alone writes', () => {
    expect(programFile('sh')).toBe('/usr/bin/sh')
  })

  it('not below a folder that anybody may write to, nor by a link there', () => {
    for (const name of ['ip', 'mine', 'linked']) {
      expect(rootsFile([join(folder, 'bin')], name)).toBeNull()
    }
  })

  it.each([
    '',
    '.',
    '..',
    '/usr/bin/id',
    '../bin/id',
    'bin/id',
    '-id',
    'id\0',
    'id ',
    '.id',
    'a\nb',
  ])('never by a path, or by what is no name: %j', (name) => {
    expect(programFile(name)).toBeNull()
    expect(emulatorFile(name)).toBeNull()
  })

  it('not by the PATH of whoever starts us', async () => {
    const { PATH } = process.env
    process.env.PATH = join(folder, 'bin')
    const { stdout } = await look('ip', ['-V'])
    process.env.PATH = PATH
    expect(stdout).not.toContain('mine')
    expect(stdout).toContain('iproute2')
  })

  it('also as the administrator, whose question names its file', async () => {
    const { error } = await asAdministrator('no-such-program', [])
    expect(error).toContain('no-such-program is not among the programs of the system')
  })
})

it.each([
  [{ uid: 0, gid: 0, mode: 0o755 }, true],
  [{ uid: 0, gid: 0, mode: 0o775 }, true],
  [{ uid: 0, gid: 50, mode: 0o755 }, true],
  [{ uid: 0, gid: 50, mode: 0o2775 }, false],
  [{ uid: 0, gid: 0, mode: 0o1777 }, false],
  [{ uid: 1000, gid: 0, mode: 0o755 }, false],
])('a folder or file with %j is root’s alone: %s', (found, expected) => {
  expect(isRoots(found)).toBe(expected)
})

it('gives a program nothing that makes another of it', async () => {
  const hostile = {
    LD_PRELOAD: '/tmp/x.so',
    LD_LIBRARY_PATH: '/tmp',
    PYTHONPATH: '/tmp',
    NODE_OPTIONS: '--require /tmp/x',
    LIBVIRT_DEFAULT_URI: 'qemu+ext://x',
    VIRSH_DEBUG: '0',
    BASH_ENV: '/tmp/x',
    GCONV_PATH: '/tmp',
    SSH_ASKPASS: '/tmp/x',
    EDITOR: '/tmp/x',
    PATH: '/tmp',
  }
  const usual = { HOME: '/home/alex', LANG: 'es_ES.UTF-8', SSH_AUTH_SOCK: '/run/agent' }
  const { PATH, ...rest } = cleanEnvironment({ ...hostile, ...usual })
  expect(rest).toEqual(usual)
  expect(PATH).toMatch(/^\/usr\/bin:/)
  process.env.PYTHONPATH = '/tmp'
  const { stdout } = await look('env', [])
  delete process.env.PYTHONPATH
  expect(stdout).not.toContain('PYTHONPATH')
})

/** What a libvirt answers, or a machine's definition says, is no program of this computer. */
it.each([
  '/tmp/qemu-system-x86_64',
  '/home/alex/bin/qemu-system-x86_64',
  '/usr/bin/../../tmp/qemu-system-x86_64',
  'qemu-system-x86_64',
  '/usr/bin/id',
  '/usr/bin/qemu-img',
  '',
])('a path is no emulator because somebody names it: %j', async (path) => {
  expect(await ownEmulator(thisComputer, path)).toBeNull()
})

it('takes the emulator that libvirt means where it is this computer’s own', async () => {
  const path = '/usr/bin/qemu-system-x86_64'
  expect(await ownEmulator(thisComputer, path)).toBe('qemu-system-x86_64')
})
