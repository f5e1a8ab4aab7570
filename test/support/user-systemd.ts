/**
 * The ordinary user's own systemd in a lab, as it is: it needs a folder by which it is told that
 * systemd runs, and a control group that is the user's.
 */
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

const RUNTIME = '/run/user/4242'
/** For whatever is to find it. */
export const USER_SYSTEMD = { XDG_RUNTIME_DIR: RUNTIME }

export class UserSystemd {
  readonly #lab: Lab
  readonly #group: string

  private constructor(lab: Lab, group: string) {
    this.#lab = lab
    this.#group = group
  }

  static async start(lab: Lab): Promise<UserSystemd> {
    const group = `/sys/fs/cgroup/puente-lab-${process.pid}-${Date.now()}`
    const script = `mkdir -p /run/systemd/system ${RUNTIME}; chown alex ${RUNTIME}; chmod 700 ${RUNTIME}
      mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup2 /sys/fs/cgroup
      mkdir ${group}; chown -R alex ${group}`
    await lab.run(['sh', '-euc', script])
    const systemd = new UserSystemd(lab, group)
    await systemd.logIn()
    return systemd
  }

  /** As at the first login, or at boot where it lingers. */
  async logIn(): Promise<void> {
    const script = `echo $$ >${this.#group}/cgroup.procs
      exec setsid -f runuser -u alex -- env -i HOME=/home/alex PATH=/usr/bin:/bin \
        XDG_RUNTIME_DIR=${RUNTIME} /usr/lib/systemd/systemd --user >/run/lab/log/user-systemd.log 2>&1`
    await this.#lab.run(['sh', '-euc', script])
    await until('the user’s systemd runs', async () => (await this.#is('running')) || undefined)
  }

  async logOut(): Promise<void> {
    await this.systemctl('exit')
    const script = `grep -q . ${this.#group}/cgroup.procs ${this.#group}/*/cgroup.procs 2>/dev/null`
    await until('the user’s systemd has ended', async () => {
      return (await this.#lab.run(['sh', '-c', script], { check: false })).code !== 0 || undefined
    })
  }

  async systemctl(...words: string[]): Promise<string> {
    const argv = ['systemctl', '--user', ...words]
    const options = { user: 'alex', check: false, env: USER_SYSTEMD } as const
    return (await this.#lab.run(argv, options)).stdout.trim()
  }

  async stop(): Promise<void> {
    await this.logOut()
    const script = `find ${this.#group} -depth -type d -exec rmdir {} +`
    await this.#lab.run(['sh', '-c', script], { check: false })
  }

  async #is(state: string): Promise<boolean> {
    return (await this.systemctl('is-system-running')) === state
  }
}
