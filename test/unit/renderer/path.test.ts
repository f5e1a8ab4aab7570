import { describe, expect, it } from 'vitest'
import { pathThrough, wiringOf } from '../../../renderer/model/picture/path.ts'
import type { Cable } from '../../../renderer/model/picture/types.ts'

const cable = (from: string, to: string) => ({ id: `${from}>${to}`, from, to }) as Cable
const wiring = wiringOf({
  cables: [
    cable('internet', 'lan'),
    cable('lan', 'eth0'),
    cable('eth0', 'br0'),
    cable('br0', 'lan-net'),
    cable('eth0', 'default'),
    cable('lan-net', 'web'),
    cable('default', 'web'),
    cable('default', 'db'),
    cable('eth1', 'other'),
  ],
})

describe('the way through the picture', () => {
  it('leads from a machine to the outside by each of its networks, and to no other machine', () => {
    expect([...pathThrough(wiring, 'web')].toSorted()).toEqual(
      [
        ...['web', 'lan-net', 'default', 'br0', 'eth0', 'lan', 'internet'],
        ...['lan-net>web', 'default>web', 'br0>lan-net', 'eth0>default'],
        ...['eth0>br0', 'lan>eth0', 'internet>lan'],
      ].toSorted(),
    )
  })

  it('goes from a network both ways', () => {
    const path = pathThrough(wiring, 'default')
    expect(path).toContain('default>db')
    expect(path).toContain('internet>lan')
    expect(path).not.toContain('br0')
  })

  it('is the thing alone where it is wired to nothing, and ends where things are wired in a ring', () => {
    expect([...pathThrough(wiring, 'nowhere')]).toEqual(['nowhere'])
    const ring = wiringOf({ cables: [cable('a', 'b'), cable('b', 'a')] })
    expect(pathThrough(ring, 'a').size).toBe(4)
  })
})
