/** What a new machine is given of the host by a path, and what an image names below itself. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readLayers, readMedia } from '../../../electron/backend/machines/media.ts'
import { isAutomounted } from '../../../electron/host/here/disk-image.ts'
import { HEADER_BYTES, readImageHeader } from '../../../electron/host/disk-header.ts'
import { thisComputer } from '../../../electron/host/here/this-computer.ts'
import { unknownSide } from '../../../electron/host/side.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

const folder = mkdtempSync(join(tmpdir(), 'puente-media-'))
afterAll(() => rmSync(folder, { recursive: true }))

let count = 0
function put(bytes: Buffer | string): string {
  const path = join(folder, `file-${count++}`)
  writeFileSync(path, bytes)
  return path
}

/** A qcow2 as qemu-img makes it: its header, its extensions, and the name of what is below it. */
function qcow2({ below = '', data = '', version = 3 } = {}): Buffer {
  const bytes = Buffer.alloc(4096)
  bytes.write('QFI\xfb', 'latin1')
  bytes.writeUInt32BE(version, 4)
  let end = version === 3 ? 104 : 72
  if (version === 3) {
    bytes.writeUInt32BE(end, 100)
    if (data) {
      bytes.writeBigUInt64BE(4n, 72)
      // One that is passed over, and the file's name.
      bytes.writeUInt32BE(0x6803f857, end)
      bytes.writeUInt32BE(5, end + 4)
      bytes.writeUInt32BE(0x44415441, end + 16)
      bytes.writeUInt32BE(data.length, end + 20)
      bytes.write(data, end + 24)
      end += 24 + Math.ceil(data.length / 8) * 8
    }
    end += 8
  }
  if (below) {
    bytes.writeBigUInt64BE(BigInt(end), 8)
    bytes.writeUInt32BE(below.length, 16)
    bytes.write(below, end)
  }
  return bytes
}

const withTable = () => {
  const bytes = Buffer.alloc(1024)
  bytes.set([0x55, 0xaa], 510)
  return bytes
}
const iso = () => {
  const bytes = Buffer.alloc(40_000)
  bytes.write('CD001', 32_769)
  return bytes
}
const asked = async (path: string, isHere = true) =>
  (await readMedia(isHere ? thisComputer : unknownSide, [path])).asks.map(({ key }) =>
    key.replace('reach.', ''),
  )
const said = async (path: string) =>
  (await readMedia(thisComputer, [path])).asks.map(({ params }) => String(params?.part))

describe('a path for a new machine', () => {
  it.each([
    ['a disk image', () => put(qcow2())],
    ['an older disk image', () => put(qcow2({ version: 2 }))],
    ['a disk with a partition table', () => put(withTable())],
    ['an empty disk', () => put(Buffer.alloc(HEADER_BYTES))],
    ['an installation medium', () => put(iso())],
    ['an image on one of the person’s own', () => put(qcow2({ below: put(qcow2()) }))],
    [
      'an image on its neighbour',
      () => put(qcow2({ below: put(qcow2()).split('/').at(-1) ?? '' })),
    ],
    ['nothing that is there', () => join(folder, 'nowhere')],
    ['one of libvirt’s own that nobody may read', () => '/var/lib/libvirt/images/nowhere.qcow2'],
  ])('to %s needs no question', async (_, path) => {
    expect(await asked(path())).toEqual([])
  })

  it.each([
    ['a device', () => '/dev/null', 'medium-device'],
    ['a link to a device', () => linkTo('/dev/zero'), 'medium-device'],
    ['the passwords', () => '/etc/passwd', 'medium-file'],
    ['a link to the passwords', () => linkTo('/etc/passwd'), 'medium-file'],
    ['a text', () => put('ssh-rsa AAAA'), 'medium-file'],
    ['a folder', () => folder, 'medium-file'],
    ['what the kernel tells', () => '/proc/self/environ', 'medium-file'],
    ['an image on the passwords', () => put(qcow2({ below: '/etc/passwd' })), 'layer'],
    ['an image on a device', () => put(qcow2({ below: '/dev/sda' })), 'layer'],
    ['an image on what nobody may read', () => put(qcow2({ below: '/root/nowhere/x' })), 'layer'],
    [
      'an image that climbs out of its folder',
      () => put(qcow2({ below: '../../../../../etc/passwd' })),
      'layer',
    ],
    [
      'an image on JSON',
      () => put(qcow2({ below: 'json:{"driver":"file","filename":"/etc/shadow"}' })),
      'layer',
    ],
    ['an image on a server', () => put(qcow2({ below: 'nbd://192.0.2.1/x' })), 'layer'],
    ['an image on a file by a word', () => put(qcow2({ below: 'file:/etc/shadow' })), 'layer'],
    [
      'an image on an image on it',
      () => put(qcow2({ below: put(qcow2({ below: '/etc/passwd' })) })),
      'layer',
    ],
    ['an image whose data is the passwords', () => put(qcow2({ data: '/etc/passwd' })), 'layer'],
    ['an image of an unknown version', () => put(qcow2({ version: 9 })), 'medium-file'],
  ])('to %s is asked about', async (_, path, reach) => {
    expect(await asked(path())).toEqual([reach])
  })

  it('to images on one another ends, and each is looked at once', async () => {
    const [first, second] = [put(''), put('')]
    for (const path of [first, second]) writeFileSync(path, qcow2({ below: first, data: second }))
    expect(await asked(first)).toEqual([])
    expect((await readMedia(thisComputer, [first])).read).toHaveLength(2)
  })

  it('to an image on more than anybody has is asked about', async () => {
    let path = put(qcow2())
    for (let count = 0; count < 70; count++) path = put(qcow2({ below: path }))
    expect(await asked(path)).toEqual(['layer'])
  })

  it('says no more than a box has room for, and what is reached at its end', async () => {
    const [words = ''] = await said(put(qcow2({ below: `json:${'x'.repeat(900)}/etc/shadow` })))
    expect(words.length).toBeLessThan(250)
    expect(words).toMatch(/\/etc\/shadow$/)
  })

  it('names what is reached, and by what', async () => {
    const path = put(qcow2({ below: '/etc/passwd' }))
    expect(await said(path)).toEqual([`${path} → /etc/passwd`])
    const link = linkTo('/etc/passwd')
    expect(await said(link)).toEqual([`${link} → /etc/passwd`])
  })

  it('of another computer is asked about wherever it is not among libvirt’s own', async () => {
    expect(await asked('/var/lib/libvirt/images/a.qcow2', false)).toEqual([])
    expect(await asked('/srv/a.iso', false)).toEqual(['medium-file'])
    expect(await asked('/dev/sda', false)).toEqual(['medium-device'])
  })

  it('is another one once the file behind it is', async () => {
    const path = put(qcow2())
    const before = await readMedia(thisComputer, [path])
    rmSync(path)
    writeFileSync(`${path}-new`, 'x')
    writeFileSync(path, qcow2())
    expect((await readMedia(thisComputer, [path])).read).not.toEqual(before.read)
  })
})

it('an image that is asked about by its place already is asked about only for what is below it', async () => {
  const text = put('no image')
  const below = put(qcow2({ below: '/etc/passwd' }))
  const { asks } = await readLayers(thisComputer, [text, below])
  expect(asks.map(({ params }) => params?.part)).toEqual([`${below} → /etc/passwd`])
  expect((await readLayers(unknownSide, [below])).asks).toEqual([])
})

it('a file is no file yet below a folder that is mounted once somebody looks', () => {
  const mounts = `25 1 8:1 / / rw - ext4 /dev/sda1 rw
51 25 0:45 / /net rw,relatime shared:1 - autofs systemd-1 rw,fd=5
52 25 0:46 / /mnt/my\\040share rw - autofs /etc/auto.mnt rw
53 25 0:47 / /home rw - autofs /etc/auto.home rw
54 53 0:48 / /home/alex rw - nfs4 server:/alex rw
55 25 0:47 / /mnt/nfs rw - nfs4 server:/ rw`
  const is = (path: string) => isAutomounted(path, mounts)
  expect(['/net/evil.test/x', '/mnt/my share/a', '/home/other/a'].map(is)).toEqual([
    true,
    true,
    true,
  ])
  expect(['/a', '/network/a', '/home/alex/a', '/mnt/nfs/a'].map(is)).toEqual([
    false,
    false,
    false,
    false,
  ])
})

it('any header is read, or is none, and names nothing longer than a name', () => {
  const runs = 2000
  const words = fc.array(fc.nat(0xffffffff), { minLength: 8, maxLength: 64 })
  fc.assert(
    fc.property(words, fc.string({ maxLength: 40 }), (numbers, tail) => {
      const bytes = Buffer.alloc(numbers.length * 4)
      numbers.forEach((number, index) => bytes.writeUInt32BE(number, index * 4))
      bytes.write('QFI\xfb', 'latin1')
      bytes.writeUInt32BE(1 + ((numbers[1] ?? 0) % 3), 4)
      const all = Buffer.concat([bytes, Buffer.from(tail)])
      for (const layer of readImageHeader(all)?.layers ?? []) {
        expect(layer.length).toBeLessThan(Math.min(all.length, 1024))
      }
    }),
    { numRuns: runs },
  )
  noteInputs('headers of disk images', runs)
})

function linkTo(target: string): string {
  const path = join(folder, `link-${count++}`)
  symlinkSync(target, path)
  return path
}
