import { expect, it } from 'vitest'
import { readLab } from '../../../electron/backend/labs/lab-text.ts'
import { labScript } from '../../../electron/backend/labs/forms/script.ts'

const lines = (text: string) => labScript(readLab(text), 'qemu:///system').split('\n')

it('defines, starts as it stood, and plugs in what is stored', () => {
  const script = lines(`puente-lab: 1
networks:
  - { name: on, kind: isolated, bridge: virbr60, autostart: true }
  - { name: off, kind: very-isolated, active: false, autostart: false }
machines:
  - { name: web, nics: [{ mac: "52:54:00:00:00:01", to: { network: on } }] }
`)
  expect(script.slice(0, 3)).toEqual([
    ...['#!/bin/sh', 'set -e', 'export LIBVIRT_DEFAULT_URI=qemu:///system'],
  ])
  const text = script.join('\n')
  expect(text).toMatch(/virsh net-autostart on\nvirsh net-start on\n/)
  expect(text).not.toMatch(/net-(start|autostart) off/)
  expect(text).toMatch(/virsh attach-device --config web|virsh attach-device web .*--config/)
})

it('gives a NIC the filter that its rules are, before it is plugged in, and says what it leaves out', () => {
  const text = lines(`puente-lab: 1
machines:
  - name: web
    nics:
      - mac: "52:54:00:00:00:01"
        to: { bridge: br0 }
        rules: { allow: internet }
        badLink: { toMachine: { loss: 1 } }
        hostPorts: [{ port: 8080 }]
`).join('\n')
  expect(text).toMatch(/nwfilter-define[^]*filterref filter="puente-internet-525400000001"/)
  expect(text).toMatch(/# Not in here: badLink\n# Not in here: hostPorts\n$/)
})

it('runs nothing that a name says', () => {
  const text = lines(`puente-lab: 1
networks: [{ name: "a'; touch x; '", kind: very-isolated }]
`).join('\n')
  expect(text).toContain(`virsh net-start 'a'"'"'; touch x; '"'"`)
})
