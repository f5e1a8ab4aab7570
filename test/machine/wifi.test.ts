/** Simulated radios, a real access point and wpa_supplicant: what a laptop’s Wi-Fi meets. Row 14, 18. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NEEDED, polkitRule } from '../lab/polkit.ts'
import { until } from '../lab/wait.ts'
import { begin } from '../faults/support/bridge.ts'
import { Computer } from './computer.ts'
import { bringApp, installHelper, startBackend } from './support/app.ts'
import { comesToBeReached, plugIn } from './support/slice-guest.ts'

let computer: Computer

const ACCESS_POINT = `interface=wlan1
driver=nl80211
ssid=Office
hw_mode=g
channel=6
wpa=2
wpa_passphrase=correct horse
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
`

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer, ['build/package/files'])
  await installHelper(computer)
  const asked = [...NEEDED, 'org.puente.Puente.arp']
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', polkitRule(asked))
  await computer.write('/run/ap.conf', ACCESS_POINT)
  await computer.sh(`systemctl start wpa_supplicant
modprobe mac80211_hwsim radios=2
ip netns add ap
until phy=$(iw dev wlan1 info | awk '/wiphy/{print "phy"$2}') && test "$phy"; do sleep 0.5; done
iw phy "$phy" set netns name ap
ip -n ap address add 203.0.113.1/24 dev wlan1
ip netns exec ap hostapd -B /run/ap.conf
ip netns exec ap dnsmasq --port=0 --conf-file=/dev/null --interface=wlan1 --bind-interfaces \\
  --dhcp-range=203.0.113.50,203.0.113.99,1h --pid-file=/run/ap.pid --dhcp-leasefile=/run/ap.leases`)
  const isSeen = () =>
    computer.does(
      'nmcli device wifi rescan; sleep 3; nmcli -g SSID device wifi list | grep -qx Office',
    )
  await until('the access point is seen', isSeen, { timeoutMs: 300_000 })
  await computer.sh("nmcli -w 120 device wifi connect Office password 'correct horse'")
})
afterAll(() => computer.stop())

const onWifi = async () =>
  (await computer.nmcli('-g', 'GENERAL.CONNECTION', 'device', 'show', 'wlan0')) === 'Office'

const isReachedByAir = () =>
  comesToBeReached(
    computer,
    (ping) => computer.does(`ip netns exec ap ${ping.join(' ')} >/dev/null`),
    '203.0.113.230',
    '203.0.113.1',
  )

describe('a connected Wi-Fi NIC', () => {
  it('is shown, and refused as a bridge’s port with its reason', async () => {
    await using backend = await startBackend(computer)
    await backend.until(
      ({ interfaces }) => interfaces.some(({ name }) => name === 'wlan0'),
      120_000,
    )
    const nic = backend.inventory?.interfaces.find(({ name }) => name === 'wlan0')
    expect(nic).toMatchObject({ notBridgeable: { key: 'refusal.wifi' } })
    const planned = backend.api.planCreateBridge({ nic: 'wlan0', name: 'br0', network: null })
    await expect(planned).rejects.toMatchObject({ data: { code: 'interface-not-bridgeable' } })
    // And the kernel is of the same opinion.
    const { stderr } = await computer.run(
      ['sh', '-c', 'ip link add brw type bridge; ip link set wlan0 master brw; ip link del brw'],
      { check: false },
    )
    expect(stderr).toContain('does not allow enslaving to a bridge')
  })

  it('carries machines with addresses of its LAN, and after the access point was gone, too', async () => {
    await using backend = await startBackend(computer)
    const { api } = backend
    const asked = { nic: 'wlan0', slice: '203.0.113.224/28', name: 'lan', bridge: 'virbr5' }
    const plan = await api.planAddLanSlice(asked)
    await backend.applyAgreed(plan.id)
    await plugIn(computer, 'virbr5', '203.0.113.230', 28)
    await isReachedByAir()
    await computer.sh('nmcli device disconnect wlan0; nmcli -w 120 connection up Office')
    await isReachedByAir()
    // A station’s frames have its own MAC alone: an address of the LAN by itself goes nowhere.
    expect(
      await computer.sh('ip netns exec ap ip neigh show dev wlan1 to 203.0.113.230'),
    ).toContain(await computer.sh('cat /sys/class/net/wlan0/address'))
    const uuid = backend.inventory?.networks.find(({ name }) => name === 'lan')?.uuid ?? ''
    await backend.applyAgreed((await api.planDeleteNetwork({ network: uuid })).id)
    expect(
      await computer.sh(
        'ip neigh show proxy; find /etc/puente /etc/NetworkManager -name "*puente*" 2>/dev/null || true',
      ),
    ).toBe('')
    expect(await onWifi()).toBe(true)
  })

  it('keeps its connection and its profile over a revert on the wired NIC', async () => {
    await using backend = await startBackend(computer)
    const change = await begin(backend, 'create')
    expect(change.phase).toBe('awaiting-answer')
    expect(await onWifi()).toBe(true)
    await backend.api.revertChange(change.id)
    expect(await onWifi()).toBe(true)
    expect(await computer.nmcli('-g', 'NAME', 'connection', 'show')).toContain('Office\n')
  })
})
