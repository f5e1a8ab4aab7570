import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { methods } from '../../../shared/contract/contract.ts'
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import { virtInstallArguments } from '../../../electron/backend/machines/virt-install-arguments.ts'
import { run } from '../../../electron/backend/machines/virt-install.ts'
import { thisComputer } from '../../../electron/host/here/this-computer.ts'
import type { Desk } from '../../../electron/host/side.ts'
import { failureOf } from '../../support/failure.ts'

const plain: NewMachineIntent = {
  name: 'web',
  memoryMiB: 2048,
  vcpus: 2,
  os: null,
  emulated: false,
  install: { from: 'network' },
  disk: { type: 'none' },
  nics: [],
}
const on = (network: string, portGroup: string | null = null) => ({
  type: 'network' as const,
  network,
  portGroup,
})
const line = (part: Partial<NewMachineIntent>) =>
  virtInstallArguments('qemu:///system', { ...plain, ...part }).join(' ')

describe('the arguments of virt-install', () => {
  it('are these for a machine with all there is', () => {
    expect(
      virtInstallArguments('qemu:///system', {
        ...plain,
        os: 'debian12',
        install: { from: 'iso', path: '/srv/a medium.iso' },
        disk: { type: 'new', sizeGiB: 20 },
        nics: [
          { source: on('default'), model: 'virtio', mac: '52:54:00:00:00:01' },
          { source: on('my lan', 'slow'), model: 'e1000e', mac: null },
          { source: { type: 'bridge', bridge: 'br0' }, model: 'virtio', mac: null },
          {
            source: { type: 'direct', device: 'eth1', mode: 'vepa' },
            ...{ model: 'ne2k_pci', mac: null },
          },
        ],
      }),
    ).toEqual([
      ...['--connect', 'qemu:///system', '--name', 'web', '--memory', '2048', '--vcpus', '2'],
      ...['--osinfo', 'debian12', '--cdrom', '/srv/a medium.iso', '--disk', 'size=20'],
      ...['--network', 'network=default,model=virtio,mac=52:54:00:00:00:01'],
      ...['--network', 'network=my lan,portgroup=slow,model=e1000e'],
      ...['--network', 'bridge=br0,model=virtio'],
      ...['--network', 'type=direct,source=eth1,source.mode=vepa,model=ne2k_pci'],
      ...['--graphics', 'vnc', '--noautoconsole'],
    ])
  })

  it.each<[Partial<NewMachineIntent>, string]>([
    [{}, '--osinfo detect=on,require=off --pxe --disk none --network none'],
    [{ emulated: true }, '--virt-type qemu'],
    [
      { install: { from: 'image', path: '/a.qcow2', overlay: null } },
      '--import --disk path=/a.qcow2',
    ],
    [
      { install: { from: 'image', path: '/a.qcow2', overlay: { sizeGiB: 5 } } },
      '--import --disk size=5,format=qcow2,backing_store=/a.qcow2',
    ],
    [{ disk: { type: 'existing', path: '/b.img' } }, '--pxe --disk path=/b.img'],
  ])('%j: %s', (part, words) => {
    expect(line(part)).toContain(words)
  })
})

describe('what would be an option of virt-install’s own is refused', () => {
  const [schema] = [methods.planNewMachine]
  const isTaken = (part: object) => schema.safeParse([{ ...plain, ...part }]).success

  it.each([
    { name: '--help' },
    { name: 'a,b' },
    { name: '' },
    { os: '--x' },
    { install: { from: 'iso', path: 'relative.iso' } },
    { install: { from: 'iso', path: '/a,readonly=no' } },
    { install: { from: 'image', path: '/a"b', overlay: null } },
    { disk: { type: 'existing', path: '/a\nb' } },
    { nics: [{ source: on('a,model=x'), model: 'virtio', mac: null }] },
    { nics: [{ source: on('a', 'b,c'), model: 'virtio', mac: null }] },
    { nics: [{ source: { type: 'bridge', bridge: 'a,b' }, model: 'virtio', mac: null }] },
    { nics: [{ source: on('a'), model: 'virtio,target=x', mac: null }] },
    { nics: [{ source: on('a'), model: 'virtio', mac: 'x' }] },
  ])('%j', (part) => {
    expect(isTaken(part)).toBe(false)
  })

  it('and the rest is not', () => {
    expect(isTaken({})).toBe(true)
    expect(isTaken({ install: { from: 'iso', path: '/srv/Größe 1 (neu).iso' } })).toBe(true)
  })
})

/** What the person's PATH leads to is another program, which must not be run. */
describe('a virt-install of the same name elsewhere', () => {
  const { PATH } = process.env
  const folder = mkdtempSync(join(tmpdir(), 'bin-'))
  const ran = join(folder, 'ran')
  beforeAll(() => {
    writeFileSync(join(folder, 'virt-install'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
    process.env.PATH = folder
  })
  afterAll(() => {
    process.env.PATH = PATH
    rmSync(folder, { recursive: true })
  })

  it('is not run', async () => {
    await run(thisComputer, ['--version'], () => undefined).catch(() => undefined)
    expect(existsSync(ran)).toBe(false)
  })
})

describe('without virt-install', () => {
  it('it is said what is missing', async () => {
    const start: Desk['start'] = (_, words) => thisComputer.start('no-such-program', words)
    const desk = { ...thisComputer, start }
    const failure = await failureOf(run(desk, ['--version'], () => undefined))
    expect(failure).toMatchObject({ code: 'virt-install-missing' })
  })
})
