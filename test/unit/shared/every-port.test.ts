import { expect, it } from 'vitest'
import { hardLimit } from '../../../electron/host/open-files.ts'
import { everyPort, FILES_FOR_ALL } from '../../../shared/rules/every-port.ts'
import { forwardProblems, forwardText } from '../../../shared/rules/port-forwards.ts'

const taken = [
  { protocol: 'tcp', address: null, first: 5432, last: 5432, program: 'postgres', machine: null },
  { protocol: 'tcp', address: '127.0.0.1', first: 5432, last: 5432, program: null, machine: null },
  { protocol: 'tcp', address: null, first: 22, last: 22, program: 'sshd', machine: null },
  {
    protocol: 'tcp',
    address: '127.0.0.1',
    first: 5900,
    last: 5900,
    program: 'qemu',
    machine: null,
  },
  { protocol: 'udp', address: null, first: 5353, last: 5353, program: 'avahi', machine: null },
] as const
const standing = { lowestPort: 1024, taken: [...taken] }

it('is all ports, where a socket for each may be open or nobody knows', () => {
  for (const openFiles of [null, FILES_FOR_ALL, Number.MAX_SAFE_INTEGER]) {
    const { forwards, limit } = everyPort({ ...standing, openFiles })
    expect([forwards.map(forwardText), limit]).toEqual([['tcp * −5900–5999', 'udp *'], null])
    expect(forwardProblems(forwards, standing)).toEqual([])
  }
})

it.each([
  [8192, 'tcp 3856–9999 → 3856–9999 −5432 −5900–5999'],
  [20_000, 'tcp 1024–9999 → 1024–9999 −5432 −5900–5999'],
  [1024, 'tcp 9999 → 9999'],
])(
  'with %i files is a range that fits, without what is taken, and displays take',
  (openFiles, text) => {
    const { forwards, limit } = everyPort({ ...standing, openFiles })
    expect([forwards.map(forwardText), limit]).toEqual([[text], openFiles])
    expect(forwardProblems(forwards, standing)).toEqual([])
  },
)

it('is told by the daemon’s own limits', () => {
  const line = (hard: string) =>
    `Max processes  1  2  processes\nMax open files            1024                 ${hard}               files     \n`
  expect(hardLimit(line('8192'))).toBe(8192)
  expect(hardLimit(line('unlimited'))).toBe(Number.MAX_SAFE_INTEGER)
  expect(hardLimit('')).toBeNull()
})
