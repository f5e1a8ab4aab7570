import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { defineMachineCommand } from '../../../electron/libvirt/commands/nics.ts'
import { toPaste } from '../../../electron/libvirt/commands/paste.ts'
import { defineCommand } from '../../../electron/libvirt/commands/networks.ts'

/** The shell that it is pasted into, with a virsh that prints what it is given. */
function pasted(command: string): string {
  const virsh = 'virsh() { shift $(($# - 1)); cat "$1"; }'
  return execFileSync('sh', ['-c', `${virsh}\n${command}`], { encoding: 'utf8' })
}

it.each([
  ['the end of a heredoc', '<network>\nXML\ntouch /tmp/pwned\n</network>'],
  ['quotes', `<network><title>it's "a" $(id) \`id\`</title></network>`],
  ['a backslash and a percent sign', '<network><title>\\n %s \\</title></network>'],
])('a definition with %s is a word, of which a shell runs nothing', (_, xml) => {
  expect(pasted(defineCommand(xml))).toBe(xml)
  expect(pasted(defineMachineCommand(xml))).toBe(xml)
})

it('lines for libvirt go to the libvirt that the plan is for', () => {
  const lines = ['nmcli connection up x', 'virsh net-start x']
  expect(toPaste('qemu:///system', lines)).toEqual([
    'export LIBVIRT_DEFAULT_URI=qemu:///system',
    ...lines,
  ])
  expect(toPaste('qemu:///system', ['nmcli connection up x'])).toEqual(['nmcli connection up x'])
  expect(toPaste('qemu:///system', [])).toEqual([])
  // What changes a far host's network never changes that of whoever pastes it.
  expect(toPaste('qemu+ssh://root@far.example:22/system', ["nmcli connection up 'a b'"])).toEqual([
    `ssh -n -p 22 root@far.example 'nmcli connection up '"'"'a b'"'"`,
  ])
})
