/** Whether the person's own systemd goes on while they are logged out, for as long as a relay needs it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { TestBackend } from '../support/backend.ts'
import { ForwardDriver } from '../support/forward-driver.ts'
import { MachineDriver } from '../support/machines.ts'
import { USER_SYSTEMD, UserSystemd } from '../support/user-systemd.ts'

const MAC = GUESTS[0]?.mac ?? ''

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let forwards: ForwardDriver
let systemd: UserSystemd

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  systemd = await UserSystemd.start(lab)
  backend = await TestBackend.start(lab, { env: USER_SYSTEMD })
  machines = new MachineDriver(lab, backend)
  forwards = new ForwardDriver(backend, machines, { machine: 'web', mac: MAC })
  await lab.guest('web').waitForAddress('192.168.122.')
  await backend.api.setVisible(true)
  await backend.until(() => machines.nic('web', MAC).addresses.length > 0, 60_000)
})
afterAll(async () => {
  await backend.stop()
  await systemd.stop()
  await lab.stop()
})

/** In logind's place, which needs a systemd that is process 1: what its program does for the person. */
async function standForLogind(): Promise<void> {
  const program = `#!/bin/sh
case $1 in enable-linger) touch /var/lib/systemd/linger/alex ;; disable-linger) rm /var/lib/systemd/linger/alex ;; esac
`
  const script = `mkdir -p /run/systemd/users /var/lib/systemd/linger; chown alex /var/lib/systemd/linger
rm -f /usr/bin/loginctl; cat >/usr/bin/loginctl; chmod 755 /usr/bin/loginctl`
  await lab.run(['sh', '-euc', script], { input: program })
}

describe('lingering', () => {
  const lasts = async () =>
    (await lab.run(['test', '-e', '/var/lib/systemd/linger/alex'], { check: false })).code === 0
  const removal = async (id: string) => {
    const plan = await backend.api.planRemoveForward(id)
    const keys = plan.steps.map(({ text }) => text.key)
    await machines.carryOut(Promise.resolve(plan))
    return keys.includes('step.forward-linger-no-more')
  }
  beforeAll(standForLogind)

  it('that was asked for a relay goes with the last of them, and comes back by undo', async () => {
    const first = await forwards.add({})
    expect(await lasts()).toBe(true)
    const second = await forwards.add({ port: 8081 })
    expect(await removal(second.forward.id)).toBe(false)
    expect(await lasts()).toBe(true)
    expect(await removal(first.forward.id)).toBe(true)
    expect(await lasts()).toBe(false)

    const again = await forwards.add({})
    await machines.carryOut(backend.api.planUndo(again.id))
    expect(await lasts()).toBe(false)
    const off = await forwards.add({})
    const { id } = await machines.carryOut(
      backend.api.planSwitchForward({ forward: off.forward.id, on: false }),
    )
    expect(await lasts()).toBe(false)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await lasts()).toBe(true)
    expect(await removal(off.forward.id)).toBe(true)
  })

  it('of the person’s own stays', async () => {
    await lab.run(['touch', '/var/lib/systemd/linger/alex'])
    const { forward } = await forwards.add({})
    expect(await removal(forward.id)).toBe(false)
    expect(await lasts()).toBe(true)
    await lab.run(['rm', '/var/lib/systemd/linger/alex'])
  })
})
