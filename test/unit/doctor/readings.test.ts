import { describe, expect, it } from 'vitest'
import {
  readHeard,
  readLinks,
  readListeners,
  readNeighbourLines,
  readRoute,
  readSetting,
} from '../../../electron/backend/doctor/readings.ts'

/** As iproute2 6.1 printed them. */
const LINKS = String.raw`2: eth0@if3: <NO-CARRIER,BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP mode DEFAULT group default qlen 1000\    link/ether 02:4c:41:42:00:10 brd ff:ff:ff:ff:ff:ff link-netns lan promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \    veth addrgenmode none
4: virbr0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\    link/ether 52:54:00:51:64:ff brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \    bridge forward_delay 0 hello_time 200 max_age 2000 ageing_time 30000 stp_state 1 priority 32768
5: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue master virbr0 state UNKNOWN mode DEFAULT group default qlen 1000\    link/ether fe:54:00:51:64:01 brd ff:ff:ff:ff:ff:ff promiscuity 1  allmulti 1 minmtu 68 maxmtu 65521 \    tun type tap pi off vnet_hdr on persist off \    bridge_slave state listening priority 32 cost 2`

describe('what programs print', () => {
  it('links', () => {
    const [eth0, virbr0, vnet0] = readLinks(LINKS)
    expect(eth0).toMatchObject({
      name: 'eth0',
      up: true,
      carrier: false,
      master: 'br0',
      kind: 'veth',
    })
    expect(virbr0).toMatchObject({
      kind: 'bridge',
      stp: true,
      port: null,
      mac: '52:54:00:51:64:ff',
    })
    expect(vnet0).toMatchObject({ mtu: 1400, kind: 'tun', port: 'listening', stp: null })
  })

  it('listeners, routes, neighbours, what a bridge has heard, settings', () => {
    const text = 'UNCONN 0 0 192.168.122.1:53 0.0.0.0:*\nUNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:*\n'
    expect(readListeners(text)).toMatchObject([
      { address: '192.168.122.1', device: null, port: 53 },
      { address: '0.0.0.0', device: 'virbr0', port: 67 },
    ])
    expect(readRoute('198.51.100.1 from 192.168.122.84 dev eth0 \n    cache iif virbr0')).toBe(
      'eth0',
    )
    expect(
      readNeighbourLines(
        '192.0.2.1 dev br0 lladdr 52:54:00:00:00:01 STALE\n192.0.2.2 dev br0 FAILED',
      ),
    ).toMatchObject([{ address: '192.0.2.1', device: 'br0', mac: '52:54:00:00:00:01' }])
    expect(
      readHeard(
        '52:54:00:00:00:01 dev vnet0 master virbr0 \nfe:54:00:51:64:02 dev vnet0 master virbr0 permanent',
      ),
    ).toMatchObject([{ mac: '52:54:00:00:00:01', device: 'vnet0' }])
    expect(readSetting('# X\nDEFAULT_FORWARD_POLICY="DROP"\n', 'DEFAULT_FORWARD_POLICY')).toBe(
      'DROP',
    )
    expect(readSetting('', 'ENABLED')).toBeNull()
  })
})
