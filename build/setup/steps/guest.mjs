import { createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { at } from '../paths.mjs'
import { Stamp } from '../stamp.mjs'

const OUT = '.cache/guest'
const WORK = '.cache/guest-work'
const SOURCES = 'build/setup/guest'

const stamp = new Stamp('guest', {
  inputs: [SOURCES],
  outputs: [`${OUT}/vmlinuz`, `${OUT}/initrd.img`],
})

/** In the order of guest/init, which loads them. */
const MODULES = [
  ...['virtio_ring', 'virtio', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
  ...['failover', 'net_failover', 'virtio_net', 'virtio_console', 'button', 'evdev'],
]

export default {
  id: 'guest',
  title: 'the lab’s guest (kernel and initramfs)',
  needed: () => !stamp.isCurrent(),
  run: async (log) => {
    await rm(at(WORK), { recursive: true, force: true })
    await mkdir(at(WORK, 'debs'), { recursive: true })
    await mkdir(at(OUT), { recursive: true })
    try {
      await unpackPackages(log)
      await packInitramfs()
    } finally {
      await rm(at(WORK), { recursive: true, force: true })
    }
    stamp.set()
  },
}

/** Downloaded and unpacked, not installed: this machine's own kernel is none of our business. */
async function unpackPackages(log) {
  const inDebs = { cwd: at(WORK, 'debs') }
  await log.run(['apt-get', 'download', 'busybox-static', kernelPackage()], inDebs)
  for (const file of await readdir(at(WORK, 'debs'))) {
    await log.run(['dpkg', '-x', file, at(WORK, 'root')], inDebs)
  }
}

/** linux-image-cloud-amd64 is empty; it depends on the newest kernel. */
function kernelPackage() {
  const { stdout } = spawnSync('apt-cache', ['depends', 'linux-image-cloud-amd64'], {
    encoding: 'utf8',
  })
  const [, name] = /Depends: (linux-image-\S+)/.exec(stdout ?? '') ?? []
  if (!name) throw new Error('apt knows no linux-image-cloud-amd64.')
  return name
}

async function packInitramfs() {
  const tree = at(WORK, 'initramfs')
  const folders = ['bin', 'modules', 'run', 'carrier', 'index', 'dev', 'proc', 'sys', 'etc']
  for (const folder of folders) await mkdir(join(tree, folder), { recursive: true })
  await copyFile(at(WORK, 'root/bin/busybox'), join(tree, 'bin/busybox'))
  for (const script of ['init', 'lease']) {
    await copyFile(at(SOURCES, script), join(tree, script))
    await chmod(join(tree, script), 0o755)
  }
  const files = await readdir(at(WORK, 'root'), { recursive: true })
  for (const module of MODULES) {
    const file = files.find((path) => path.endsWith(`/${module}.ko`))
    if (!file) throw new Error(`this kernel has no module ${module}.`)
    await copyFile(at(WORK, 'root', file), join(tree, 'modules', `${module}.ko`))
  }
  const kernel = files.find((path) => path.startsWith('boot/vmlinuz-'))
  await writeArchive(tree, at(WORK, 'initrd.img'))
  await rename(at(WORK, 'root', kernel), at(OUT, 'vmlinuz'))
  await rename(at(WORK, 'initrd.img'), at(OUT, 'initrd.img'))
}

async function writeArchive(tree, file) {
  const paths = await readdir(tree, { recursive: true })
  const cpio = spawn('cpio', ['-o', '-H', 'newc', '-R', '0:0', '--quiet'], {
    cwd: tree,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  cpio.stdin.end(paths.sort().join('\n'))
  const [[code]] = await Promise.all([
    once(cpio, 'close'),
    pipeline(cpio.stdout, createGzip(), createWriteStream(file)),
  ])
  if (code !== 0) throw new Error(`cpio ended with ${code}.`)
}
