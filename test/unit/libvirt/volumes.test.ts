import { expect, it } from 'vitest'
import { readVolume } from '../../../electron/libvirt/xml/volume.ts'
import { volumesFor } from '../../../renderer/model/volumes.ts'

const DISK = `<volume type='file'>
  <name>web.qcow2</name><key>/images/web.qcow2</key>
  <capacity unit='bytes'>21474836480</capacity><allocation unit='bytes'>200704</allocation>
  <target><path>/images/web.qcow2</path><format type='qcow2'/></target>
  <backingStore><path>/images/base.qcow2</path><format type='qcow2'/></backingStore>
</volume>`

it('is read with where it is, how large its machine sees it, and as what it is stored', () => {
  expect(readVolume(DISK)).toEqual({
    ...{ name: 'web.qcow2', path: '/images/web.qcow2', format: 'qcow2' },
    capacity: 20 * 1024 ** 3,
  })
})

it('is read of a block device, which has no format', () => {
  const xml = `<volume type='block'><name>lv0</name><capacity unit='GiB'>2</capacity>
    <target><path>/dev/vg/lv0</path></target></volume>`
  expect(readVolume(xml)).toEqual({
    ...{ name: 'lv0', path: '/dev/vg/lv0', format: null },
    capacity: 2 * 1024 ** 3,
  })
})

it.each([
  ['a folder', "<volume type='dir'><name>d</name><target><path>/images/d</path></target></volume>"],
  ['nowhere', "<volume type='file'><name>x</name></volume>"],
])('is nothing to choose where it is %s', (_, xml) => {
  expect(readVolume(xml)).toBe(null)
})

it('is offered where it fits: a medium by its format or its name, a disk otherwise', () => {
  const volume = (name: string, format: string | null) => {
    return { name, format, path: `/images/${name}`, capacity: 0 }
  }
  const pools = [
    {
      ...{ name: 'default', available: 0 },
      volumes: [volume('a.iso', 'raw'), volume('b', 'iso'), volume('c.qcow2', 'qcow2')],
    },
    { name: 'disks', available: 0, volumes: [volume('d', null)] },
  ]
  const named = (kind: 'iso' | 'image') =>
    volumesFor(pools, kind).map(({ pool, volumes }) => [pool, ...volumes.map(({ name }) => name)])
  expect(named('iso')).toEqual([['default', 'a.iso', 'b']])
  expect(named('image')).toEqual([
    ['default', 'c.qcow2'],
    ['disks', 'd'],
  ])
})
