/** Ports of this host's IPv6 addresses that lead to a machine's, by packets from the LAN: relay and kernel. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddForwardIntent } from '../../shared/contract/contract.ts'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { ForwardDriver } from '../support/forward-driver.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { fetchFrom, openFromLan } from '../support/from-lan.ts'
import { MachineDriver } from '../support/machines.ts'
import { USER_SYSTEMD, UserSystemd } from '../support/user-systemd.ts'

const MAC = GUESTS[0]?.mac ?? ''
/** Of the LAN, whose own is 2001:db8:51:64::1. */
const HOST = '2001:db8:51:64::77'
const GUEST = 'fd00:74::5'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let forwards: ForwardDriver
let systemd: UserSystemd

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  await installPackageHelper(lab, 'forwards')
  systemd = await UserSystemd.start(lab)
  const network = `virsh dumpxml web >/dev/null
virsh net-dumpxml --inactive default | sed 's#</network>#<ip family="ipv6" address="fd00:74::1" prefix="64"/></network>#' >/tmp/n.xml
virsh -q net-define /tmp/n.xml; virsh -q net-destroy default; virsh -q net-start default
ip link set vnet0 master virbr0
ip -6 address add ${HOST}/64 dev eth0 nodad`
  await lab.guest('web').waitForAddress('192.168.122.')
  await lab.run(['sh', '-euc', network])
  backend = await TestBackend.start(lab, { env: USER_SYSTEMD })
  machines = new MachineDriver(lab, backend)
  forwards = new ForwardDriver(backend, machines, { machine: 'web', mac: MAC })
  await backend.api.setVisible(true)
  await lab.guest('web').run(
    `ip -6 address add ${GUEST}/64 dev eth0; ip -6 route add default via fd00:74::1
mkdir -p /www; echo hello >/www/index.html; httpd -p '[::]:80' -h /www`.replaceAll('\n', '; '),
  )
  await until('the host knows the guest', async () => {
    const reached = await lab.run(['ping', '-6', '-c', '1', '-W', '1', GUEST], { check: false })
    return reached.code === 0 || undefined
  })
  const known = () => machines.nic('web', MAC).addresses.some(({ address }) => address === GUEST)
  await backend.until(known, 60_000)
})
afterAll(async () => {
  await backend.stop()
  await systemd.stop()
  await lab.stop()
})

const isThere = (port: number) => fetchFrom(lab, 'lan', `http://[${HOST}]:${port}/`)
const open = () => openFromLan(lab, HOST, [[8000, 8100]])
const six = (asked: Partial<AddForwardIntent>) => forwards.add({ address: HOST, ...asked })

/** With brackets, which the proxy took for a part of the name. */
it('a relay of the first version is mended when the app starts', async () => {
  const { forward } = await six({ engine: 'relay' })
  const unit = `/home/alex/.config/systemd/user/puente-forward-${forward.id}.service`
  const spoil = `sed -i 's/proxyd ${GUEST}:/proxyd [${GUEST}]:/' ${unit}`
  await lab.run(['sh', '-euc', spoil], { user: 'alex' })
  await systemd.systemctl('daemon-reload')
  await systemd.systemctl('stop', `puente-forward-${forward.id}.service`)
  expect(await isThere(8080)).toBe('closed')
  await using _another = await TestBackend.start(lab, { env: USER_SYSTEMD })
  await until('it is mended', async () => (await isThere(8080)) === 'hello' || undefined)
  await forwards.removeAll()
})

describe.each(['relay', 'nat'] as const)('by IPv6, with the engine %s', (engine) => {
  it('a LAN host reaches the machine, and nothing else is open; removed, nothing is', async () => {
    expect(await isThere(8080)).toBe('closed')
    const { forward } = await six({ engine })
    expect(forward).toMatchObject({ engine, address: HOST, to: GUEST })
    expect(await isThere(8080)).toBe('hello')
    expect(await open()).toEqual([8080])
    await forwards.removeAll()
    expect(await isThere(8080)).toBe('closed')
    expect(await open()).toEqual([])
  })

  it('is switched off and on', async () => {
    const { forward } = await six({ engine })
    const { id } = forward
    await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: false }))
    expect(await isThere(8080)).toBe('closed')
    await machines.carryOut(backend.api.planSwitchForward({ forward: id, on: true }))
    expect(await isThere(8080)).toBe('hello')
    await forwards.removeAll()
  })
})

it('the relay leads from IPv6 to IPv4, which the kernel can’t', async () => {
  await lab.guest('web').run(`ip -6 address del ${GUEST}/64 dev eth0`)
  await lab.run(['ip', '-6', 'neigh', 'flush', 'dev', 'virbr0'])
  const gone = () => !machines.nic('web', MAC).addresses.some(({ address }) => address === GUEST)
  await backend.until(gone, 60_000)
  const kernels = backend.api.planAddForward(forwards.intent({ address: HOST, engine: 'nat' }))
  expect(await failureOf(kernels)).toMatchObject({
    code: 'forward-no-engine',
    params: { why: 'forward.hindrance.family' },
  })
  const { forward } = await six({ engine: 'relay' })
  expect(forward.to).toMatch(/^192\.168\.122\./)
  expect(await isThere(8080)).toBe('hello')
  await forwards.removeAll()
})
