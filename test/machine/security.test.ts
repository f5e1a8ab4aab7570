/** AppArmor on, as Debian and Ubuntu have it: the package’s profile, libvirt’s, and who was denied what. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Computer } from './computer.ts'
import { REPOSITORY } from '../lab/place.ts'
import { bringApp, startBackend } from './support/app.ts'
import { MachineGuest } from './support/guest.ts'

let computer: Computer
let guest: MachineGuest

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer, ['build/package/files'])
  guest = await MachineGuest.start(computer)
  await guest.serves(80)
})
afterAll(() => computer.stop())

const profiles = async () =>
  (await computer.sh('cat /sys/kernel/security/apparmor/profiles')).split('\n')

describe('AppArmor', () => {
  it('takes the package’s profile, which allows user namespaces and confines nothing', async () => {
    await computer.sh(`sh ${REPOSITORY}/build/package/files/postinst triggered`)
    expect(await profiles()).not.toContainEqual(expect.stringMatching(/^puente /))
    await computer.sh(`install -D -m 644 ${REPOSITORY}/build/package/files/apparmor /usr/share/puente/apparmor
sh ${REPOSITORY}/build/package/files/postinst configure`)
    expect(await profiles()).toContain('puente (unconfined)')
    await computer.sh('test -e /etc/apparmor.d/puente')
  })

  it('holds libvirt and each machine, whose network works', async () => {
    const all = await profiles()
    expect(all).toEqual(
      expect.arrayContaining([expect.stringMatching(/^libvirtd \((enforce|unconfined)\)/)]),
    )
    expect(all).toContainEqual(expect.stringMatching(/^libvirt-5f0c1a52-\S+ \(enforce\)$/))
    const pid = await computer.sh(`cat /run/libvirt/qemu/${guest.name}.pid`)
    expect(await computer.sh(`cat /proc/${pid}/attr/current`)).toMatch(
      /^libvirt-5f0c1a52-\S+ \(enforce\)$/,
    )
  })

  const denialsFound = async () => {
    await using backend = await startBackend(computer)
    const uuid = backend.inventory?.machines.find(({ name }) => name === guest.name)?.uuid ?? ''
    const asked = { run: 'test', asAdministrator: false }
    return await backend.api.diagnose({ type: 'machine', uuid }, asked)
  }
  /** Root’s file, which the machine’s profile does not name. */
  const bePeeking = () =>
    computer.sh(
      `virsh qemu-monitor-command ${guest.name} --hmp 'drive_add 0 if=none,file=/etc/machine-id,format=raw' || true`,
    )

  it('whoever may not read the journal is told so, and how', async () => {
    await bePeeking()
    const { findings, unseen } = await denialsFound()
    expect(findings.map(({ code }) => code)).not.toContain('security-denial')
    expect(JSON.stringify(unseen)).toContain('kernel-log')
  })

  it('a denial is found by the doctor', async () => {
    await computer.sh('usermod -aG systemd-journal alex')
    const { findings } = await denialsFound()
    const denial = findings.find(({ code }) => code === 'security-denial')
    expect(denial).toMatchObject({
      params: { profile: expect.stringMatching(/^libvirt-5f0c1a52/) },
    })
    expect(denial?.evidence[0]?.output).toContain('/etc/machine-id')
  })
})
