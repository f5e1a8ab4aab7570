import { afterEach, describe, expect, it } from 'vitest'
import { methods } from '../../../shared/contract.ts'
import type { NewMachineIntent } from '../../../shared/contract.ts'
import { virtInstallArguments } from '../../../electron/backend/virt-install-arguments.ts'
import { run } from '../../../electron/backend/virt-install.ts'
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
          { network: 'default', model: 'virtio', mac: '52:54:00:00:00:01' },
          { network: 'my lan', model: 'e1000e', mac: null },
        ],
      }),
    ).toEqual([
      ...['--connect', 'qemu:///system', '--name', 'web', '--memory', '2048', '--vcpus', '2'],
      ...['--osinfo', 'debian12', '--cdrom', '/srv/a medium.iso', '--disk', 'size=20'],
      ...['--network', 'network=default,model=virtio,mac=52:54:00:00:00:01'],
      ...['--network', 'network=my lan,model=e1000e', '--graphics', 'vnc', '--noautoconsole'],
    ])
  })

  it.each<[Partial<NewMachineIntent>, string]>([
    [{}, '--osinfo detect=on,require=off --pxe --disk none --network none'],
    [{ emulated: true }, '--virt-type qemu'],
    [{ install: { from: 'image', path: '/a.qcow2' } }, '--import --disk path=/a.qcow2'],
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
    { install: { from: 'image', path: '/a"b' } },
    { disk: { type: 'existing', path: '/a\nb' } },
    { nics: [{ network: 'a,model=x', model: 'virtio', mac: null }] },
    { nics: [{ network: 'a', model: 'virtio,target=x', mac: null }] },
    { nics: [{ network: 'a', model: 'virtio', mac: 'x' }] },
  ])('%j', (part) => {
    expect(isTaken(part)).toBe(false)
  })

  it('and the rest is not', () => {
    expect(isTaken({})).toBe(true)
    expect(isTaken({ install: { from: 'iso', path: '/srv/Größe 1 (neu).iso' } })).toBe(true)
  })
})

describe('without virt-install', () => {
  const { PATH } = process.env
  afterEach(() => {
    process.env.PATH = PATH
  })

  it('it is said what is missing', async () => {
    process.env.PATH = '/nowhere'
    const failure = await failureOf(run(['--version'], () => undefined))
    expect(failure).toMatchObject({ code: 'virt-install-missing' })
  })
})
