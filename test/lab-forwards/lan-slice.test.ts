/**
 * Addresses of the LAN for machines by a NIC whose other end takes one MAC alone, as an access point
 * does: a wired NIC at a locked switch port stands for Wi-Fi, which this kernel has not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LanSliceIntent } from '../../shared/contract/contract.ts'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { NIC_MAC } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { addressOfHost, fetchFrom } from '../support/from-lan.ts'
import { MachineDriver } from '../support/machines.ts'
import { installPackageHelper } from '../support/package-helper.ts'
import { lockSwitchPort } from '../support/switch-port.ts'

const MAC = GUESTS[0]?.mac ?? ''
/** Somebody on the LAN, who has an address there. */
const NEIGHBOUR = '198.51.100.77'
const SLICE: LanSliceIntent = {
  ...{ nic: 'eth0', slice: '198.51.100.224/28', name: 'lan', bridge: 'virbr5' },
}
const GUESTS_OF_SLICE = Array.from({ length: 13 }, (_, at) => `198.51.100.${226 + at}`)

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let untouched: string

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  await installPackageHelper(lab, 'proxy-arp')
  await lab.run(['ip', 'address', 'add', `${NEIGHBOUR}/24`, 'dev', 'lanbr'], { where: 'lan' })
  await lockSwitchPort(lab, 'eth0', NIC_MAC.eth0)
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await lab.guest('web').waitUntilUp()
  await backend.api.setVisible(true)
  untouched = await traces()
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

/** What a part of the LAN may leave on the host. */
async function traces(): Promise<string> {
  const script = `ip neigh show proxy; ip -o link show type bridge | cut -d' ' -f2
find /etc/puente /etc/NetworkManager/dispatcher.d /run -maxdepth 1 -name '*puente*' ! -name '*.lock' 2>/dev/null
cat /proc/sys/net/ipv4/conf/*/proxy_arp | sort -u`
  return (await lab.run(['sh', '-c', script])).stdout
}

/** Addresses of the LAN that somebody answers ARP for, asked by a neighbour there. */
async function answered(addresses: string[]): Promise<string[]> {
  const script = `ip neigh flush dev lanbr
for at in ${addresses.join(' ')}; do ping -c 1 -w 2 -I ${NEIGHBOUR} $at >/dev/null 2>&1 & done; wait
ip -4 neigh show dev lanbr | awk '/lladdr/ { print $1 }'`
  const { stdout } = await lab.run(['sh', '-c', script], { where: 'lan' })
  return stdout
    .split('\n')
    .filter((at) => addresses.includes(at))
    .sort(byNumber)
}
const byNumber = (a: string, b: string) => Number(a.split('.')[3]) - Number(b.split('.')[3])
const EVERYBODY = Array.from({ length: 253 }, (_, at) => `198.51.100.${at + 2}`)

async function networkNamed(name: string) {
  const found = () => backend.inventory?.networks.find((one) => one.name === name)
  await backend.until(() => found() !== undefined)
  return found() ?? expect.unreachable('it is there')
}

async function moveTo(network: string, begins: string): Promise<string> {
  const source = { type: 'network', network, portGroup: null } as const
  await machines.carryOut(
    backend.api.planChangeNic({
      ...{ machine: machines.get('web').uuid, nic: machines.ref('web', MAC) },
      ...{ changes: { source }, when: 'now-and-stored', renew: true },
    }),
  )
  return (await lab.guest('web').waitForAddress(begins)).address
}

const comesToServe = (address: string) =>
  until(
    `the LAN reaches ${address}`,
    async () => (await fetchFrom(lab, 'lan', `http://${address}/`)) === 'hello' || undefined,
    { timeoutMs: 60_000 },
  )

describe('the form’s facts', () => {
  it('name the LAN, the host, its gateway, and who answers in the part that is asked about', async () => {
    const host = await addressOfHost(lab)
    const facts = await backend.api.getLanFacts({ nic: 'eth0', slice: '198.51.100.64/28' })
    expect(facts).toMatchObject({ lan: '198.51.100.0/24', hindrance: null })
    expect(facts.taken).toContainEqual({ address: host, by: 'host' })
    expect(facts.taken).toContainEqual({ address: '198.51.100.1', by: 'gateway' })
    expect(facts.taken).toContainEqual({ address: NEIGHBOUR, by: 'neighbour' })
  })

  it.each([
    ['198.51.100.64/28', 'problem.slice-neighbour'],
    ['198.51.100.240/28', 'problem.slice-edge'],
    ['192.0.2.16/28', 'problem.slice-outside'],
  ])('%s is refused: %s', async (slice, problem) => {
    const failure = await failureOf(backend.api.planAddLanSlice({ ...SLICE, slice }))
    expect(failure).toMatchObject({ code: 'lan-slice-unfit', params: { problem } })
  })
})

describe('a network with a part of the LAN', () => {
  let address: string
  let made: string

  it('a bridge would not do: the switch takes no second MAC', async () => {
    // By macvtap, which has a MAC of its own on the same cable.
    const script = `ip link add link eth0 name second type macvlan mode bridge
ip address add 198.51.100.230/24 dev second; ip link set second up
ping -c 2 -w 3 -I second ${NEIGHBOUR} >/dev/null && echo through || echo stopped; ip link del second`
    expect((await lab.run(['sh', '-c', script])).stdout.trim()).toBe('stopped')
    expect(await answered(EVERYBODY)).not.toContain('198.51.100.230')
  })

  it('is planned with all that it takes, and asks first', async () => {
    const plan = await backend.api.planAddLanSlice(SLICE)
    expect(plan.steps.map(({ text }) => text.key)).toEqual([
      ...['step.define-network', 'step.start-network', 'step.autostart-network', 'step.proxy-arp'],
    ])
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.slice-lent'])
    expect(plan.commands.at(-1)).toBe(
      'sudo /usr/lib/puente/proxy-arp set virbr5 eth0 198.51.100.224/28 198.51.100.0/24',
    )
    expect((await backend.asksOf(plan.id)).map(({ key }) => key)).toEqual(['reach.slice'])
    expect(await traces()).toBe(untouched)
  })

  it('lends its machine an address of the LAN, by which each reaches the other', async () => {
    const before = await answered(EVERYBODY)
    ;({ id: made } = await machines.carryOut(backend.api.planAddLanSlice(SLICE)))
    address = await moveTo('lan', '198.51.100.2')
    expect(GUESTS_OF_SLICE).toContain(address)
    await lab.guest('web').run('mkdir -p /www; echo hello >/www/index.html; httpd -p 80 -h /www')
    await comesToServe(address)
    expect((await lab.guest('web').run(`ping -c 2 -w 5 ${NEIGHBOUR}`)).code).toBe(0)
    // For the guests' addresses, and no others.
    const after = await answered(EVERYBODY)
    expect(after.filter((at) => !before.includes(at))).toEqual(GUESTS_OF_SLICE)
  })

  it('is no collision for the doctor', async () => {
    const { uuid } = await networkNamed('lan')
    const { findings } = await backend.api.diagnose(
      { type: 'network', uuid },
      { run: 't', asAdministrator: false },
    )
    expect(findings.map(({ code }) => code)).not.toContain('subnet-overlap')
  })

  it('is there again after a restart of the network, of libvirt, of NetworkManager, and the cable’s loss', async () => {
    await machines.carryOut(
      backend.api.planRestartNetwork({ network: (await networkNamed('lan')).uuid }),
    )
    await comesToServe(address)
    await lab.daemons.libvirtd.restart('SIGKILL')
    await comesToServe(address)
    await lab.daemons.networkManager.restart('SIGKILL')
    await comesToServe(address)
    const cable = lab.lan.cable('eth0')
    await cable.unplug()
    await until(
      'the cable is out',
      async () =>
        (await lab.run(['cat', '/sys/class/net/eth0/carrier'])).stdout.trim() === '0' || undefined,
    )
    await cable.plug()
    await comesToServe(address)
  })

  it('is put in again by NetworkManager once the NIC has been down, as after a boot', async () => {
    await lab.run(['nmcli', 'device', 'disconnect', 'eth0'])
    // NetworkManager's dispatcher comes behind what nmcli waits for.
    await until('they are gone', async () => {
      return (await lab.run(['ip', 'neigh', 'show', 'proxy'])).stdout === ''
    })
    await lab.run(['nmcli', 'device', 'connect', 'eth0'])
    await comesToServe(address)
  })

  it('goes with the network, and comes back with it', async () => {
    await backend.until(({ services }) => services.libvirt.status === 'connected')
    const deletion = backend.api.planDeleteNetwork({ network: (await networkNamed('lan')).uuid })
    expect((await deletion).steps.map(({ text }) => text.key)).toContain('step.proxy-arp-off')
    const { id } = await machines.carryOut(deletion)
    expect(await traces()).toBe(untouched)
    expect(await answered(GUESTS_OF_SLICE)).toEqual([])
    await machines.carryOut(backend.api.planUndo(id))
    await comesToServe(address)
  })

  it('is taken back by Undo of its making: nothing is left', async () => {
    await moveTo('default', '192.168.122.')
    await machines.carryOut(backend.api.planUndo(made))
    expect(await traces()).toBe(untouched)
    expect(await answered(GUESTS_OF_SLICE)).toEqual([])
  })

  it('is not made without the right, and nothing is left', async () => {
    await lab.polkit.revoke('org.puente.Puente.arp')
    const { id } = await backend.api.planAddLanSlice(SLICE)
    const failure = await failureOf(backend.applyAgreed(id))
    await lab.polkit.grant('org.puente.Puente.arp')
    expect(failure).toMatchObject({ code: 'administrator-failed' })
    expect(await traces()).toBe(untouched)
    expect((await lab.virsh('net-list', '--all', '--name')).split('\n')).not.toContain('lan')
  })
})
