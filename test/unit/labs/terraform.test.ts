/** A lab as Terraform's configuration: read back as JSON; no Terraform is here to read it itself. */
import { expect, it } from 'vitest'
import { readLab } from '../../../electron/backend/labs/lab-text.ts'
import { labTerraform } from '../../../electron/backend/labs/forms/terraform.ts'

const written = (text: string) =>
  JSON.parse(labTerraform(readLab(`puente-lab: 1\n${text}`), 'qemu:///system')) as unknown

it('has each network, and each machine’s NICs on them', () => {
  const text = `networks:
  - name: office
    kind: nat
    bridge: virbr50
    domain: { name: office.test, localOnly: true }
    subnets:
      - address: 10.90.0.1
        prefix: 24
        dhcpRanges: [{ start: 10.90.0.100, end: 10.90.0.199 }]
        reservations: [{ mac: "52:54:00:90:00:01", name: router, address: 10.90.0.9 }]
  - { name: alone, kind: very-isolated, active: false, autostart: false, isolatedPorts: true }
machines:
  - name: router
    nics:
      - { mac: "52:54:00:90:00:01", to: { network: office } }
      - { to: { bridge: br0 }, rules: { allow: internet } }
`
  expect(written(text)).toEqual({
    '//': [
      'devices = { interfaces = local.interfaces["NAME"] } in the libvirt_domain of each machine',
      'not all of these networks is in here: alone',
      'not all of the NICs of these machines is in here: router',
    ],
    terraform: {
      required_providers: { libvirt: { source: 'dmacvicar/libvirt', version: '>= 0.9.2' } },
    },
    provider: { libvirt: { uri: 'qemu:///system' } },
    resource: {
      libvirt_network: {
        office: {
          ...{ name: 'office', autostart: true, forward: { mode: 'nat' } },
          ...{ bridge: { name: 'virbr50' }, domain: { name: 'office.test', local_only: 'yes' } },
          ips: [
            {
              ...{ address: '10.90.0.1', prefix: 24 },
              dhcp: {
                ranges: [{ start: '10.90.0.100', end: '10.90.0.199' }],
                hosts: [{ mac: '52:54:00:90:00:01', name: 'router', ip: '10.90.0.9' }],
              },
            },
          ],
        },
        alone: { name: 'alone', autostart: false },
      },
    },
    locals: {
      interfaces: {
        router: [
          {
            ...{ mac: { address: '52:54:00:90:00:01' }, model: { type: 'virtio' } },
            source: { network: { network: '${libvirt_network.office.name}' } },
          },
          { model: { type: 'virtio' }, source: { bridge: { bridge: 'br0' } } },
        ],
      },
    },
  })
})

it('reads nothing into a name, and calls no two networks the same', () => {
  const text = `networks:
  - { name: "a b", kind: very-isolated }
  - { name: a_b, kind: very-isolated }
  - { name: "1\${file(1)}", kind: very-isolated }
`
  const { resource } = written(text) as { resource: { libvirt_network: object } }
  expect(
    Object.entries(resource.libvirt_network).map(([label, { name }]) => [label, name]),
  ).toEqual([
    ['a_b', 'a b'],
    ['a_b_1', 'a_b'],
    ['_1__file_1__', '1$${file(1)}'],
  ])
})
