/** The package as a file: what it says of itself, and that it can be made again. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { ICON_SIZES } from '../../build/package/icons.ts'
import { Lab } from '../lab/lab.ts'
import { debFile, DEB_AGAIN } from './debian.ts'

const lab = Lab.attach()
const ROOT = '/tmp/puente-package'
let deb = ''

async function sum(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

async function field(name: string): Promise<string> {
  return (await lab.run(['dpkg-deb', '--field', deb, name])).stdout.trim()
}

beforeAll(async () => {
  deb = await debFile()
  await lab.run(['dpkg-deb', '--extract', deb, ROOT])
})

describe('the package', () => {
  it('comes out the same, byte for byte, when it is built again', async () => {
    const again = await debFile(DEB_AGAIN)
    expect(await sum(again)).toBe(await sum(deb))
    console.log(`SHA-256 of both builds: ${await sum(deb)}`)
  })

  it('has the version of package.json, which is the newest in the changelog', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    // Made for these tests, of whatever Electron there is, and it says so; so does its name.
    const whole = `${version}~test.electron${electronRuntime().version}.drivable`
    expect(await field('Version')).toBe(whole)
    expect(deb).toContain(`puente_${whole}_`)
    const { stdout } = await lab.run(['zcat', `${ROOT}/usr/share/doc/puente/changelog.gz`])
    expect(stdout).toContain(`puente (${version})`)
  })

  it('needs libvirt and recommends what it manages', async () => {
    expect(await field('Depends')).toContain('libvirt0 (>= 7.0.0)')
    const recommended = (await field('Recommends')).split(', ')
    for (const name of ['libvirt-daemon-system', 'network-manager', 'virtinst']) {
      expect(recommended).toContain(name)
    }
    expect(recommended).toContain('polkitd | policykit-1')
  })

  it('can be resolved by apt, with all that it recommends', async () => {
    const { stdout } = await lab.run(['apt-get', 'install', '--simulate', `./${deb}`])
    expect(stdout).toMatch(/^Inst puente /m)
  })

  it('belongs to root, may be written by nobody else, and has no setuid or setgid', async () => {
    const { stdout } = await lab.run(['dpkg-deb', '--contents', deb])
    const lines = stdout.trim().split('\n')
    expect(lines.length).toBeGreaterThan(50)
    const odd = lines.filter(
      (line) => !/^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x|lrwxrwxrwx) root\/root /.test(line),
    )
    expect(odd).toEqual([])
    expect(stdout).not.toContain('chrome-sandbox')
  })

  it('has the helper that its questions of polkit’s name', async () => {
    const actions = `${ROOT}/usr/share/polkit-1/actions/org.puente.Puente.policy`
    const policy = await readFile(actions, 'utf8')
    const [, helper] = /exec\.path">([^<]+)</.exec(policy) ?? []
    expect(helper).toBe('/usr/lib/puente/as-administrator')
    expect((await stat(`${ROOT}${helper}`)).mode & 0o777).toBe(0o755)
  })

  it('has the icon in every size', async () => {
    for (const size of ICON_SIZES) {
      const folder = `${ROOT}/usr/share/icons/hicolor/${size}x${size}/apps`
      const png = await readFile(`${folder}/puente.png`)
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
    }
  })

  it.each([
    ['desktop-file-validate', 'usr/share/applications/puente.desktop'],
    ['man --warnings --local-file', 'usr/share/man/man1/puente.1.gz'],
    ['man --warnings --local-file', 'usr/share/man/de/man1/puente.1.gz'],
    ['man --warnings --local-file', 'usr/share/man/es/man1/puente.1.gz'],
    ['man --warnings --local-file', 'usr/share/man/fr/man1/puente.1.gz'],
  ])('%s has nothing to say against %s', async (program, file) => {
    const { code, stdout, stderr } = await lab.run([...program.split(' '), `${ROOT}/${file}`], {
      check: false,
      env: { MANROFFSEQ: '', MANPAGER: 'cat' },
    })
    expect({ code, stdout: code === 0 ? '' : stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    console.log(`${program}: ${stdout.trim().split('\n').at(-1)}`)
  })

  it('appstreamcli misses nothing in the metainfo but a site, which Puente has not', async () => {
    const file = `${ROOT}/usr/share/metainfo/org.puente.Puente.metainfo.xml`
    const { stdout } = await lab.run(['appstreamcli', 'validate', '--no-net', file], {
      check: false,
    })
    expect(stdout).toContain('alidation')
    const said = stdout.split('\n').filter((line) => /^[EW]:/.test(line))
    expect(said.filter((line) => !line.includes('url-homepage-missing'))).toEqual([])
  })

  it('has no error for lintian, but for what a bundled browser is', async () => {
    const { stdout } = await lab.run(['lintian', '--fail-on', 'none', '--allow-root', deb], {
      timeoutMs: 110_000,
    })
    // Debian 12's dpkg knows zstd, its lintian does not; Electron comes as it is.
    const known =
      /embedded-library|malformed-deb-archive .*zst|unstripped-binary-or-object(?!.*node)/
    const errors = stdout.split('\n').filter((line) => line.startsWith('E:') && !known.test(line))
    expect(errors).toEqual([])
  })
})
