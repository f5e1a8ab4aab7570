/** The package installed: the main job by clicks, by an ordinary user, with the sandbox on. */
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FUSES, fusesOf } from '../../build/package/fuses.ts'
import type { HostSnapshot } from '../lab/snapshot.ts'
import { Lab } from '../lab/lab.ts'
import { ROUTER } from '../lab/lan.ts'
import { startDisplay, type Display } from '../support/display.ts'
import { connection } from '../support/host.ts'
import {
  isNoWebPage,
  isOfNoMachinePage,
  watchPackets,
  type PacketWatch,
} from '../support/packets.ts'
import { PuentePage } from '../support/puente-page.ts'
import { asReleased, binaries, debFile, processesOf, systemFiles } from './debian.ts'
import { startInstalled, type InstalledApp } from './installed-app.ts'

const BINARY = '/usr/lib/puente/puente'
const MODIFY = 'org.freedesktop.NetworkManager.settings.modify.system'

const lab = Lab.attach()

let filesBefore: string[] = []

it('installs with dpkg, where its dependencies are', async () => {
  filesBefore = await systemFiles(lab)
  await lab.run(['dpkg', '--install', await debFile()])
  expect((await lab.run(['dpkg-query', '-W', '-f', '${Status}', 'puente'])).stdout).toBe(
    'install ok installed',
  )
  expect((await lab.run(['dpkg', '--verify', 'puente'])).stdout).toBe('')
})

it('depends on everything that its programs load', async () => {
  const found = await binaries(lab)
  expect(found.length).toBeGreaterThan(5)
  for (const file of found) {
    const { stdout } = await lab.run(['ldd', file])
    expect(stdout, file).not.toContain('not found')
  }
})

it('puts an AppArmor profile just where AppArmor is new enough to need one', async () => {
  const { stdout } = await lab.run(['apparmor_parser', '--version'])
  const [, major] = /version (\d+)\./.exec(stdout) ?? []
  expect((await readdir('/etc/apparmor.d')).includes('puente')).toBe(Number(major) >= 4)
})

it('is what opens puente:// links', async () => {
  const { stdout } = await lab.run(['gio', 'mime', 'x-scheme-handler/puente'])
  expect(stdout).toContain('puente.desktop')
})

it('has every fuse as it should be', async () => {
  const wire = await getCurrentFuseWire(BINARY)
  const there = await fusesOf(BINARY)
  for (const name of there) {
    const on = FUSES[name]
    expect(wire[FuseV1Options[name]], name).toBe(on ? FuseState.ENABLE : FuseState.DISABLE)
    console.log(`fuse ${name}: ${on ? 'on' : 'off'}`)
  }
  // The Electron of the tests may be older than the last of them; a release’s has all, or is none.
  expect(Object.keys(FUSES).filter((name) => !there.some((one) => one === name))).toEqual(
    there.length === 9 ? [] : ['WasmTrapHandlers'],
  )
})

it('does not run anything else for whoever asks: no Node, no inspector', async () => {
  const asNode = await lab.run([BINARY, '-e', 'console.log("as node")'], {
    user: 'alex',
    env: { ELECTRON_RUN_AS_NODE: '1', DISPLAY: '' },
    check: false,
  })
  expect(asNode.stdout).not.toContain('as node')
})

it.each(['--remote-debugging-port=0', '--remote-debugging-pipe', '--no-sandbox'])(
  'does not start with %s, where it is no build for tests',
  async (given) => {
    const program = await asReleased(lab)
    const options = { user: 'alex', env: { DISPLAY: '' }, check: false, timeoutMs: 20_000 } as const
    const { code, stderr } = await lab.run([program, given], options)
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Puente does not run with ${given.split('=')[0]}`) as string,
    })
    expect(stderr).not.toContain('DevTools listening')
  },
)

describe('started by an ordinary user', () => {
  let display: Display
  let app: InstalledApp
  let puente: PuentePage
  let before: HostSnapshot
  let mac = ''
  let packets: PacketWatch

  beforeAll(async () => {
    await lab.guest('web').waitUntilUp()
    before = await lab.snapshotHost()
    packets = await watchPackets(lab)
    display = await startDisplay(lab)
    app = await startInstalled(lab, display.name)
    puente = new PuentePage(app.page)
    await puente.ready()
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await display[Symbol.asyncDispose]()
  })

  it('runs with the kernel’s sandbox on', async () => {
    const processes = await processesOf(lab, BINARY)
    const all = await processesOf(lab, `(${BINARY}|/usr/bin/puente)`)
    for (const { argv } of all) expect(argv).not.toContain('--no-sandbox')
    const window = processes.find(({ argv }) => argv.includes('--type=renderer'))
    expect(window).toMatchObject({ seccomp: '2', noNewPrivileges: '1' })
    expect(window?.userNamespace).not.toBe(
      (await lab.run(['readlink', '/proc/1/ns/user'])).stdout.trim(),
    )
  })

  it('is found by the desktop as the application that it is', async () => {
    const script = 'xwininfo -root -tree | grep -i puente'
    const { stdout } = await lab.run(['sh', '-c', script], { env: { DISPLAY: display.name } })
    expect(stdout).toContain('("puente" "puente")')
  })

  it('sends nothing but what the page of a machine asks for', async () => {
    for (const page of ['Networks', 'Machines', 'Host network', 'Overview'] as const) {
      await puente.goTo(page)
    }
    expect((await packets.sent()).filter(isOfNoMachinePage)).toEqual([])
  })

  it('is refused by polkit without the right, and changes nothing', async () => {
    await lab.polkit.revoke(MODIFY)
    await puente.goTo('Host network')
    await puente.press('Create bridge')
    await puente.chooseBridge('eth0', 'br0')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.dialog.getByText('You are not allowed to').first().waitFor()
    await app.page.screenshot({ path: 'out/package-test/refused.png' })
    expect(await lab.snapshotHost()).toEqual(before)
    await puente.pressInDialog('Close')
    await lab.polkit.grant(MODIFY)
  })

  it('makes the bridge and keeps it, with the right', async () => {
    await puente.goTo('Overview')
    await puente.press('Connect a machine to the LAN')
    await puente.pressInDialog('Create bridge')
    await puente.chooseBridge('eth0', 'br0')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Apply')
    await puente.questionAsked()
    await puente.pressInDialog('Keep')
    await puente.changeDone()
    expect(connection(await lab.snapshotHost())).toEqual(connection(before))
    expect(await lab.virsh('net-list', '--name')).toContain('host-bridge')
  })

  it('plugs a running machine into it, which leases from the LAN', async () => {
    await puente.pressInDialog('Choose a machine')
    await puente.chooseMachine('web')
    await puente.pressInDialog('Continue')
    await puente.planShown()
    await puente.pressInDialog('Add NIC')
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    mac = leased.mac
    const { address } = leased
    expect(lab.lan.leases()).toContainEqual(expect.objectContaining({ mac, address }))
    await puente.openMachine('web')
    await puente.nic(mac).getByText('host-bridge').waitFor()
    await app.page.screenshot({ path: 'out/package-test/main-job.png' })
  })

  it('asks only the router, to check the bridge, and machines whose page is shown, for a web page', async () => {
    const others = (await packets.sent()).filter(isNoWebPage)
    expect(others).toEqual([`${ROUTER} udp 53`, `${ROUTER} udp 9`])
  })

  it('opens a link as the desktop does it', async () => {
    const desktop = '/usr/share/applications/puente.desktop'
    const argv = ['gio', 'launch', desktop, 'puente://network/default']
    await lab.run(argv, { user: 'alex', env: { DISPLAY: display.name } })
    await expect.poll(() => app.page.url()).toMatch(/#\/networks\/[0-9a-f-]{36}$/)
    await puente.openMachine('web')
  })

  it('takes all of it back', async () => {
    await app.page.getByRole('button', { name: `Remove NIC ${mac}` }).click()
    await puente.planShown()
    await puente.pressInDialog('Remove NIC')
    await puente.nic(mac).waitFor({ state: 'detached' })
    await puente.openInterface('br0')
    await puente.press('Remove bridge')
    await puente.planShown()
    await puente.pressInDialog('Remove bridge')
    await puente.questionAsked()
    await puente.pressInDialog('Keep')
    await puente.changeDone()
    expect(await lab.snapshotHost()).toEqual(before)
  })
})

it('leaves no trace but the user’s own settings', async () => {
  await lab.run(['dpkg', '--purge', 'puente'])
  const after = await systemFiles(lab)
  expect(after.filter((file) => !filesBefore.includes(file))).toEqual([])
  expect(filesBefore.filter((file) => !after.includes(file))).toEqual([])
  expect((await lab.run(['dpkg-query', '-W', 'puente'], { check: false })).code).not.toBe(0)
  expect(await readdir('/home/alex/.config')).toContain('puente')
})
