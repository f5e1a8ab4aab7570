import { describe, expect, it } from 'vitest'
import { ownSubnets, subnetOfRoute } from '../../../electron/host/host.ts'
import { ipv4Routes, ipv6Routes } from '../../../electron/host/routes.ts'

describe('the kernel’s routes', () => {
  it('are subnets with the interface that leads there', () => {
    const head =
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'
    const rows = [
      'eth0\t00000000\t016433C6\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'virbr0\t007AA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'vpn0\t0000400A\t00000000\t0001\t0\t0\t0\t0000F0FF\t0\t0\t0',
    ]
    const routes = ipv4Routes([head, ...rows, ''].join('\n'))
    expect(routes[0]).toMatchObject({ nextHop: '198.51.100.1', metric: 100 })
    expect(routes[1]).toMatchObject({ nextHop: null, metric: 0 })
    expect(routes.flatMap(subnetOfRoute)).toEqual([
      { subnet: '0.0.0.0/0', by: 'interface', name: 'eth0' },
      { subnet: '192.168.122.0/24', by: 'interface', name: 'virbr0' },
      { subnet: '10.64.0.0/12', by: 'interface', name: 'vpn0' },
    ])
  })

  it('are those of IPv6 too, without the loopback’s', () => {
    const none = '00000000000000000000000000000000'
    const rest = `${none} 00 ${none} 00000400 00000001 00000000 00000001`
    const table = [
      `20010db8005100640000000000000000 40 ${rest}     eth0`,
      `00000000000000000000000000000001 80 ${rest}       lo`,
    ]
    expect(ipv6Routes(table.join('\n'))[0]).toMatchObject({ nextHop: null, metric: 1024 })
    expect(ipv6Routes(table.join('\n')).flatMap(subnetOfRoute)).toEqual([
      { subnet: '2001:db8:51:64::/64', by: 'interface', name: 'eth0' },
    ])
  })

  it('and the subnets of its own addresses, whoever gave them, are where its neighbours are', () => {
    const of = (name: string, cidr: string) => ({ interface: name, cidr })
    const addresses = [
      of('eth0', '198.51.100.20/24'),
      of('eth0', '2001:db8:51:64::20/64'),
      of('lo', '127.0.0.1/8'),
    ]
    expect(ownSubnets(addresses)).toEqual([
      { subnet: '198.51.100.0/24', by: 'interface', name: 'eth0', connected: true },
      { subnet: '2001:db8:51:64::/64', by: 'interface', name: 'eth0', connected: true },
    ])
  })
})
