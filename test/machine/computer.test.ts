/** The whole computer itself: that it is one, and that it leaves nothing behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROUTER } from '../lab/lan.ts'
import { Computer } from './computer.ts'
import { bringApp, startBackend } from './support/app.ts'

/** What it could forget on the machine. */
function machine(): unknown {
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    links: readdirSync('/sys/class/net'),
    run: readdirSync('/run'),
  }
}

describe('a whole computer', () => {
  const before = machine()
  let computer: Computer
  beforeAll(async () => {
    computer = await Computer.start()
  })
  afterAll(() => computer.stop())

  it('has a kernel, a systemd and an AppArmor of its own', async () => {
    expect(await computer.sh('uname -r')).not.toBe(
      readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
    )
    expect(await computer.sh('cat /proc/1/comm')).toBe('systemd')
    expect(await computer.does('aa-enabled --quiet')).toBe(true)
  })

  it('is on the lab’s LAN, and its clock is this machine’s', async () => {
    const [address] = await computer.ip<{ addr_info: { local: string }[] }>('-4', 'a', 's', 'eth0')
    expect(address?.addr_info[0]?.local).toMatch(/^198\.51\.100\./)
    expect(await computer.does(`ping -c 3 -W 20 ${ROUTER}`)).toBe(true)
    const there = Number(await computer.sh('date +%s'))
    expect(Math.abs(there - Date.now() / 1000)).toBeLessThan(60)
  })

  it('tells a program’s output, status, person and time-out apart', async () => {
    const { stdout, stderr, code } = await computer.run(
      ['sh', '-c', 'echo out; echo err >&2; cat; exit 3'],
      { check: false, user: 'alex', input: 'in' },
    )
    expect([stdout, stderr, code]).toEqual(['out\nin', 'err\n', 3])
    expect((await computer.run(['id', '-un'], { user: 'alex' })).stdout).toBe('alex\n')
    await expect(computer.run(['sleep', '600'], { timeoutMs: 1_000 })).rejects.toThrow('in time')
  })

  it('runs the backend, which sees its NICs', async () => {
    await bringApp(computer)
    await using backend = await startBackend(computer)
    const names = backend.inventory?.interfaces.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['eth0', 'eth1', 'virbr0']))
    expect(backend.inventory?.services).toMatchObject({
      libvirt: { status: 'connected' },
      networkManager: { status: 'connected' },
    })
  })

  it('leaves nothing behind when it is stopped', async () => {
    await computer.stop()
    expect(machine()).toEqual(before)
  })
})
