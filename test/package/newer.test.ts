/** The package in another Debian: it installs there too, and says to AppArmor what it needs. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { anotherHost, debFile, folderOf } from './debian.ts'

const lab = Lab.attach()
const ROOT = '/tmp/newer'
const PROFILE = '/etc/apparmor.d/puente'

/** In that Debian, to which nothing is written but in memory. */
function inside(...argv: string[]) {
  return lab.run(['chroot', ROOT, ...argv], { check: false })
}

beforeAll(async () => {
  const script = `mkdir -p ${ROOT} /tmp/memory && mount -t tmpfs memory /tmp/memory
    mkdir /tmp/memory/upper /tmp/memory/work
    layers=lowerdir=$PWD/${folderOf(anotherHost())},upperdir=/tmp/memory/upper,workdir=/tmp/memory/work
    mount -t overlay -o $layers newer ${ROOT}
    mount -t proc proc ${ROOT}/proc && mount --bind /dev ${ROOT}/dev`
  await lab.run(['sh', '-euc', script])
  await lab.run(['cp', await debFile(), `${ROOT}/root/puente.deb`])
})
afterAll(() => lab.run(['umount', '--recursive', '--lazy', ROOT]))

it('installs with dpkg: every library is there under its new name', async () => {
  const { code, stderr } = await inside('dpkg', '--install', '/root/puente.deb')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { stdout } = await inside('ldd', '/usr/lib/puente/puente')
  expect(stdout).toContain('libgtk-3')
  expect(stdout).not.toContain('not found')
})

it('has a profile that AppArmor takes, so that the sandbox may make user namespaces', async () => {
  expect((await inside('cat', PROFILE)).stdout).toContain('userns,')
  const argv = ['apparmor_parser', '--skip-kernel-load', '--skip-cache', '--debug', PROFILE]
  const { code, stdout } = await inside(...argv)
  expect(code).toBe(0)
  expect(stdout).toContain('puente')
})

it('takes the profile away with it', async () => {
  expect((await inside('dpkg', '--purge', 'puente')).code).toBe(0)
  expect((await inside('ls', PROFILE)).code).not.toBe(0)
  expect((await inside('find', '/usr', '/etc', '-name', '*puente*')).stdout).toBe('')
})
