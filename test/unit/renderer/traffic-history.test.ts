import { describe, expect, it } from 'vitest'
import { REMEMBERED, TrafficHistory } from '../../../renderer/model/traffic-history.ts'
import type { Traffic, TrafficSample } from '../../../shared/model/traffic.ts'

const traffic = (received: number, sent = 0): Traffic => ({
  received: { bytes: received, packets: 1, errors: 0, drops: 2 },
  sent: { bytes: sent, packets: 0, errors: 3, drops: 0 },
})
const sample = (seconds: number, nics: TrafficSample['nics']): TrafficSample => ({
  at: seconds * 1000,
  interfaces: {},
  nics,
})

describe('the history of the counters', () => {
  it('has rates from the second sample on, whatever time lies between', () => {
    const history = new TrafficHistory()
    history.add(sample(1, { vnet0: traffic(100) }))
    expect(history.rate('nics', ['vnet0'])).toBeNull()
    history.add(sample(3, { vnet0: traffic(500, 40) }))
    expect(history.rate('nics', ['vnet0'])).toEqual({ received: 200, sent: 20 })
    expect(history.rate('interfaces', ['vnet0'])).toBeNull()
  })

  it('adds several up, those that are known', () => {
    const history = new TrafficHistory()
    history.add(sample(1, { a: traffic(0), b: traffic(0) }))
    history.add(sample(2, { a: traffic(10), b: traffic(20), late: traffic(999) }))
    const names = ['a', 'b', 'late', 'never']
    expect(history.rate('nics', names)).toEqual({ received: 30, sent: 0 })
    expect(history.totals('nics', names)?.received).toEqual({
      ...{ bytes: 1029, packets: 3, errors: 0, drops: 6 },
    })
    expect(history.totals('nics', ['never'])).toBeNull()
  })

  it('takes counters that fall for another device, and not for a negative rate', () => {
    const history = new TrafficHistory()
    history.add(sample(1, { a: traffic(1000) }))
    history.add(sample(2, { a: traffic(10) }))
    expect(history.rate('nics', ['a'])).toBeNull()
    history.add(sample(3, { a: traffic(30) }))
    expect(history.rate('nics', ['a'])).toEqual({ received: 20, sent: 0 })
  })

  it('begins anew with a clock that begins anew', () => {
    const history = new TrafficHistory()
    history.add(sample(100, { a: traffic(1000) }))
    history.add(sample(1, { a: traffic(5000) }))
    expect(history.rate('nics', ['a'])).toBeNull()
    expect(history.curves('nics', ['a']).times).toEqual([0])
  })

  it('remembers five minutes, the oldest first', () => {
    const history = new TrafficHistory()
    for (let second = 0; second <= REMEMBERED + 10; second++) {
      history.add(sample(second, { a: traffic(second * second) }))
    }
    const { times, received } = history.curves('nics', ['a'])
    expect(times).toHaveLength(REMEMBERED)
    expect([times[0], times.at(-1)]).toEqual([1 - REMEMBERED, 0])
    expect(received.at(-1)).toBe(310 ** 2 - 309 ** 2)
    expect(received[0]).toBe(11 ** 2 - 10 ** 2)
  })
})
