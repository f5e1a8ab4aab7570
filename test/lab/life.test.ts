import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Lab } from './lab.ts'
import { firstChildOf } from './process.ts'
import { until } from './wait.ts'

const started: Lab[] = []

async function start(): Promise<Lab> {
  const lab = await Lab.start({ guests: ['web'] })
  started.push(lab)
  return lab
}

afterEach(() => Promise.all(started.splice(0).map((lab) => lab.stop())))

/** The namespaces of a process, e.g. `net:[4026531840]`. */
function namespaces(pid: number | 'self'): string[] {
  try {
    return ['pid', 'mnt', 'net'].map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`))
  } catch {
    return []
  }
}

/** Processes of the whole machine that live in one of these namespaces. */
function inhabitants(of: string[]): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && namespaces(pid).some((namespace) => of.includes(namespace)))
}

function initOf(lab: Lab): number {
  return Number(/^\/proc\/(\d+)\//.exec(lab.path('/'))?.[1])
}

/** Mounts and network links: what a lab could forget on the machine. */
function machine(): unknown {
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    links: readdirSync('/sys/class/net'),
    run: readdirSync('/run'),
    home: readdirSync('/home'),
    opt: readdirSync('/opt'),
  }
}

describe('a lab', () => {
  it('stops completely and leaves nothing behind', async () => {
    const before = machine()
    const lab = await start()
    const own = namespaces(initOf(lab))
    expect(own).toHaveLength(3)
    expect(inhabitants(own).length).toBeGreaterThan(5)
    await lab.stop()
    expect(inhabitants(own)).toEqual([])
    expect(machine()).toEqual(before)
  })

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends with its launcher after %s', async (signal) => {
    const before = machine()
    const launcher = spawn(process.execPath, ['test/lab/cli.ts', 'run', '--', 'sleep', '300'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await once(launcher.stderr, 'data')
    // The launcher's child is unshare, whose child is the lab's init.
    const own = namespaces(firstChildOf(firstChildOf(launcher.pid)) ?? 0)
    expect(inhabitants(own).length).toBeGreaterThan(5)
    launcher.kill(signal)
    await until('all of it ends', () => inhabitants(own).length === 0)
    expect(machine()).toEqual(before)
  })

  it('writes nothing to the files that it is made of', async () => {
    const lab = await start()
    const files = ['/usr/lib/of-the-lab', '/var/lib/of-the-lab', '/srv/of-the-lab']
    await lab.run(['touch', ...files])
    expect(files.filter((file) => existsSync(file))).toEqual([])
    await lab.stop()
    const again = await start()
    expect((await again.run(['ls', ...files], { check: false })).stdout).toBe('')
  })

  it('shows its windows on the display that it was started beside', async () => {
    mkdirSync('/tmp/.X11-unix', { recursive: true, mode: 0o1777 })
    const number = 100_000 + process.pid
    const socket = `/tmp/.X11-unix/X${number}`
    const server = createServer((client) => client.end('here')).listen(socket)
    vi.stubEnv('DISPLAY', `:${number}`)
    try {
      const lab = await start()
      const script = `import socket; s = socket.socket(socket.AF_UNIX); s.connect('${socket}'); print(s.recv(9))`
      expect((await lab.run(['python3', '-c', script])).stdout).toContain('here')
    } finally {
      vi.unstubAllEnvs()
      server.close()
    }
  })

  it('does not know of another one beside it', async () => {
    const [one, two] = await Promise.all([start(), start()])
    const leased = async (lab: Lab) => (await lab.guest('web').waitForAddress('192.168.122.')).mac
    expect(await leased(one)).toBe(await leased(two))
    await one.virsh('destroy', 'web')
    expect(await two.guest('web').state()).toBe('running')
    await one.stop()
    expect(await two.guest('web').ping('192.168.122.1')).toBe(true)
  })
})

describe('a program in a lab', () => {
  it('has its exit status, its output and its user', async () => {
    const lab = await start()
    const script = 'id -un; pwd; echo "$HOME" >&2; exit 3'
    const asAlex = await lab.run(['sh', '-c', script], { user: 'alex', check: false })
    expect(asAlex).toEqual({ stdout: 'alex\n/opt/puente\n', stderr: '/home/alex\n', code: 3 })
    await expect(lab.run(['false'])).rejects.toThrow('exit status 1')
    await expect(lab.run(['sleep', '9'], { timeoutMs: 100 })).rejects.toThrow('100 ms')
    const inside = await lab.run(['cat'], { input: 'echo', where: 'lan' })
    expect(inside.stdout).toBe('echo')
  })

  it('talks over Node’s own channel as an ordinary user, and gets its signals', async () => {
    const lab = await start()
    const script = `
      process.on('message', (message) => process.send({ message, uid: process.getuid() }))
      process.on('SIGTERM', () => process.exit(7))`
    const child = lab.spawn(['node', '-e', script], {
      user: 'alex',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const answer = new Promise((resolve) => child.once('message', resolve))
    child.send('hello')
    expect(await answer).toEqual({ message: 'hello', uid: 4242 })
    const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill('SIGTERM')
    expect(await exit).toBe(7)
  })

  it('may attach to the lab that it runs in', async () => {
    const lab = await start()
    const script = `
      import { Lab } from '/opt/puente/test/lab/lab.ts'
      const lab = Lab.attach()
      console.log(await lab.nmcli('-g', 'NAME', 'con', 'show', '--active'))
      console.log(lab.lan.leases().length, lab.daemons.libvirtd.pid > 0)`
    const { stdout } = await lab.run(['node', '--input-type=module-typescript', '-e', script])
    expect(stdout).toContain('Office LAN')
    expect(stdout).toContain('1 true')
  })
})
