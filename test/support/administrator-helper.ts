/** The package's helper, with programs beside it that only say what they were started with. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { purposeOf } from '../../electron/host/here/administrator.ts'

const SOURCE = new URL('../../build/package/files/as-administrator', import.meta.url)
const PATH = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin'
const PROGRAMS = [
  ...['nft', 'iptables', 'ip6tables', 'iptables-legacy-save', 'ip6tables-legacy-save', 'ufw'],
  ...['firewall-cmd', 'ip', 'bridge', 'sysctl', 'systemctl', 'dumpcap', 'sh', 'cat', 'id'],
]

export class AdministratorHelper {
  readonly #folder = mkdtempSync(join(tmpdir(), 'as-administrator-'))
  readonly #script = join(this.#folder, 'as-administrator')
  readonly #shell: string

  /** @param shell that /bin/sh may be */
  constructor(shell = 'dash') {
    this.#shell = execFileSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).trim()
    const bin = join(this.#folder, 'bin')
    mkdirSync(bin)
    for (const name of PROGRAMS) {
      const file = join(bin, name)
      // What is tethered is ended with the input: not before it has said what it was started with.
      const last = name === 'cat' ? '/bin/sleep 0.05\n' : ''
      writeFileSync(file, `#!${this.#shell}\nprintf '%s\\0' ${name} "$@"\n${last}`)
      chmodSync(file, 0o755)
    }
    // The package has them beside the helper.
    for (const own of ['docker-user', 'proxy-arp', 'netem']) {
      const beside = join(this.#folder, own)
      writeFileSync(beside, `#!${this.#shell}\nprintf '%s\\0' ${own} "$@"\n`)
      chmodSync(beside, 0o755)
    }
    const text = readFileSync(SOURCE, 'utf8')
    if (!text.includes(`\n${PATH}\n`)) throw new Error('the helper has no PATH of its own')
    writeFileSync(this.#script, text.replace(PATH, `PATH=${bin}`))
  }

  /** What would be run as root; null where it is refused. */
  takes(words: string[]): string[] | null {
    const { status, stdout } = spawnSync(this.#shell, [this.#script, ...words], {
      encoding: 'utf8',
      env: { PATH: '/nowhere', ENV: '/nowhere' },
    })
    if (status === 64) return null
    if (status !== 0) throw new Error(`it ended with ${status}`)
    return stdout.split('\0').slice(0, -1)
  }

  /** As the app asks for it. */
  takesCommand([program = '', ...words]: string[]): string[] | null {
    return this.takes([purposeOf(program, words) ?? '', program, ...words])
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}
