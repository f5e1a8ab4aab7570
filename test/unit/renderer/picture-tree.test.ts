import { describe, expect, it } from 'vitest'
import { pictureOf } from '../../../renderer/model/picture/picture.ts'
import { pictureHits } from '../../../renderer/model/picture/search.ts'
import { targetOf } from '../../../renderer/model/picture/targets.ts'
import { openAtFirst, pruned, treeOf } from '../../../renderer/model/picture/tree.ts'
import type { TreeEntry } from '../../../renderer/model/picture/tree.ts'
import type { PictureNode } from '../../../renderer/model/picture/types.ts'
import { scene } from '../../window-fake/scenes.ts'

function nameOf(node: PictureNode): string {
  if (node.kind === 'network') return node.network.name
  return node.kind === 'machine' ? node.machine.name : node.id
}

const outline = (entries: TreeEntry[], level = 0): string[] =>
  entries.flatMap(({ node, children }) => [
    `${'  '.repeat(level)}${nameOf(node)}`,
    ...outline(children, level + 1),
  ])

describe('the tree', () => {
  it('has the same things as the picture, a machine for each of its cables', () => {
    expect(outline(treeOf(pictureOf(scene('bridged'))))).toEqual([
      'internet',
      '  lan:198.51.100.0/24',
      '    nic:eth0',
      '      bridge:br0',
      '        default',
      '          web',
      '          db',
      '          db',
      '          db',
      '          old-mail',
      '        host-bridge',
      '          web',
      'lan:eth1',
      '  nic:eth1',
      '    direct-macvtap',
      'nic:wlan0',
      'lab-isolated',
    ])
  })

  it('has each machine of a group, but does not open hundreds at once', () => {
    const tree = treeOf(pictureOf(scene('many')))
    expect(outline(tree).filter((line) => line.includes('build-agent'))).toHaveLength(1000)
    const open = openAtFirst(tree)
    expect(open.some((path) => path.endsWith('bridge:br0'))).toBe(true)
    expect(open.some((path) => path.includes('network:'))).toBe(false)
  })

  it('is cut down to what is searched for, and the way to it', () => {
    const tree = treeOf(pictureOf(scene('bridged')))
    const found = pruned(tree, ({ node }) => node.kind === 'machine' && nameOf(node) === 'old-mail')
    expect(outline(found).at(-1)?.trim()).toBe('old-mail')
    expect(outline(found)).toHaveLength(6)
  })
})

describe('the search', () => {
  it('finds by name, address and MAC, also within a group', () => {
    const picture = pictureOf(scene('thirty'))
    expect(pictureHits(picture, ' ')).toBeNull()
    const counts = (words: string) => [...(pictureHits(picture, words)?.values() ?? [])]
    expect(counts('agent-2')).toEqual([3, 8])
    expect(counts('eth0')).toEqual([1])
    expect(counts('198.51.100.57')).toEqual([1])
    expect(counts('52:54:00:01:00:03')).toEqual([1])
    expect(counts('nothing like it')).toEqual([])
  })
})

describe('what is pointed at', () => {
  const source = scene('bridged')
  const nodes = new Map(pictureOf(source).nodes.map((node) => [node.id, node]))
  const machines = new Map(source.machines.map((one) => [one.uuid, one]))
  const web = source.machines[0]

  it.each([
    [`machine:${web?.uuid}`, 'machine'],
    [`machine:${web?.uuid}/${web?.nics[0]?.mac}`, 'nic'],
    ['bridge:br0', 'node'],
  ])('%s', (id, kind) => {
    expect(targetOf(id, nodes, machines)?.kind).toBe(kind)
  })

  it.each([null, '', 'machine:gone', `machine:${web?.uuid}/no-such-nic`, 'nic:gone'])(
    'is nothing at %s',
    (id) => expect(targetOf(id, nodes, machines)).toBeNull(),
  )
})
