import { expect, it } from 'vitest'
import { forwardDrafts, forwardsOf } from '../../../renderer/model/nic/forward-drafts.ts'
import type { ForwardDraft } from '../../../renderer/model/nic/forward-drafts.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import { forwardProblems } from '../../../shared/rules/port-forwards.ts'

const row = (part: Partial<ForwardDraft>): ForwardDraft => ({
  ...{ protocol: 'tcp', address: null, ports: '8080', to: null, except: null, device: null },
  ...part,
})
const span = (first: number, last = first) => ({ first, last })

it.each<[string, Partial<ForwardDraft>, Partial<PortForward>]>([
  ['a port', {}, { ranges: [{ ...span(8080), to: 8080 }] }],
  ['a port of the guest', { to: ' 80 ' }, { ranges: [{ ...span(8080), to: 80 }] }],
  ['a range', { ports: '8000 - 8010' }, { ranges: [{ ...span(8000, 8010), to: 8000 }] }],
  ['a typed dash', { ports: '8000–8010' }, { ranges: [{ ...span(8000, 8010), to: 8000 }] }],
  ['all that are free', { ports: ' * ', to: '80' }, { ranges: [] }],
  ['exceptions', { except: '22, 5900-5910' }, { except: [span(22), span(5900, 5910)] }],
  ['blanks for nothing', { address: ' ', device: ' ', except: ' ' }, { address: null, except: [] }],
])('takes %s as it is typed', (_, typed, forward) => {
  expect(forwardsOf([row(typed)])[0]).toMatchObject(forward)
})

it.each<[Partial<ForwardDraft>, string]>([
  [{ ports: '' }, 'ports'],
  [{ ports: 'http' }, 'ports'],
  [{ ports: '80,443' }, 'ports'],
  [{ to: 'http' }, 'to'],
  [{ except: '22,' }, 'except'],
])('says of %j where it is wrong', (typed, field) => {
  expect(forwardProblems(forwardsOf([row(typed)])).map((one) => one.field)).toEqual([
    `forwards.0.${field}`,
  ])
})

it('shows each range of a forward as a row, and writes them back as the same', () => {
  const forward: PortForward = {
    ...{ protocol: 'udp', address: '127.0.0.1', device: 'lo', except: [span(22)] },
    ranges: [
      { ...span(8080), to: 80 },
      { ...span(9000, 9010), to: 9000 },
    ],
  }
  const rows = forwardDrafts([forward])
  expect(rows).toHaveLength(2)
  expect(forwardsOf(rows).flatMap(({ ranges }) => ranges)).toEqual(forward.ranges)
  expect(forwardsOf(rows)[1]).toMatchObject({
    address: '127.0.0.1',
    device: 'lo',
    except: [span(22)],
  })
})
