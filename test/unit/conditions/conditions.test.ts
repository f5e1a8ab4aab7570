/** Link conditions as netem’s words, as what the kernel says, and as a machine keeps them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { helperWords } from '../../../electron/backend/conditions/conditions-view.ts'
import type { Work } from '../../../electron/backend/conditions/conditions-view.ts'
import { devicesWithNetem, readQdiscs } from '../../../electron/host/qdiscs.ts'
import { describeDomain } from '../../../electron/libvirt/xml/domain.ts'
import { linksXml, readLinks } from '../../../electron/libvirt/xml/conditions.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { conditionMethods } from '../../../shared/contract/conditions.ts'
import type { LinkConditions, WayConditions } from '../../../shared/model/link-conditions.ts'
import {
  areFit,
  perfectWay,
  presetNames,
  presetOf,
  presets,
  secondsProblem,
  wayProblems,
} from '../../../shared/rules/link-conditions.ts'
import {
  conditionWords,
  netemWords,
  queueLimit,
  readNetemWords,
} from '../../../shared/rules/netem.ts'
import { machine, nic } from '../doctor/host.ts'

const slow = (way: Partial<WayConditions>): WayConditions => ({ ...perfectWay, ...way })
const all = slow({ delay: 200, jitter: 20, loss: 1.5, duplicates: 0.25, rate: 1_000 })

/** Any that can be asked for. */
const anyWay = fc
  .record({
    delay: fc.integer({ min: 0, max: 100_000 }).map((tenths) => tenths / 10),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    loss: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
    duplicates: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
    rate: fc.option(fc.integer({ min: 1, max: 10_000_000 })),
  })
  .map(({ part, ...way }) => ({ ...way, jitter: Math.floor(way.delay * part * 10) / 10 }))

describe('netem’s words', () => {
  it.each([
    [perfectWay, ''],
    [slow({ delay: 200 }), 'limit 17667 delay 200ms'],
    [slow({ delay: 0.5 }), 'limit 1042 delay 0.5ms'],
    [slow({ loss: 20 }), 'limit 1000 loss random 20%'],
    [slow({ duplicates: 5 }), 'limit 1000 duplicate 5%'],
    [slow({ rate: 750 }), 'limit 1000 rate 750kbit'],
    [all, 'limit 1019 delay 200ms 20ms loss random 1.5% duplicate 0.25% rate 1000kbit'],
  ])('of %j are %j', (way, words) => {
    expect(netemWords(way).join(' ')).toBe(words)
    expect(readNetemWords(words)).toEqual(way)
  })

  it('are read back whatever was asked for', () => {
    fc.assert(
      fc.property(anyWay, (way) => {
        expect(areFit({ toMachine: way, fromMachine: perfectWay })).toBe(true)
        expect(readNetemWords(netemWords(way).join(' '))).toEqual(way)
      }),
    )
  })

  it.each([
    ...[
      'limit',
      'delay 5ms',
      'limit 5 delay 5s',
      'limit 5 delay 5ms 9ms',
      'limit 5 loss random 101%',
    ],
    ...['limit 5 rate 0kbit', 'limit 5; reboot', 'limit 5 delay 5ms dev eth0', 'limit 5\n', ' '],
  ])('%j are none of ours', (words) => {
    expect(readNetemWords(words)).toBeNull()
  })

  it('have room for all that is on its way, and never without end', () => {
    expect(queueLimit(slow({ delay: 279, rate: 10_000 }))).toBe(1_233)
    expect(queueLimit(slow({ delay: 10_000 }))).toBe(200_000)
  })

  it('are told apart by the way, and of none nothing is said', () => {
    expect(conditionWords({ toMachine: slow({ loss: 1 }), fromMachine: perfectWay })).toEqual(
      'to limit 1000 loss random 1%'.split(' '),
    )
    expect(conditionWords({ toMachine: perfectWay, fromMachine: slow({ loss: 1 }) })[0]).toBe(
      'from',
    )
  })
})

/** As iproute2 6.1 and 6.15 say it. */
const SAID = (options: object, handle = '7075:') =>
  JSON.stringify([
    { kind: 'htb', handle: '1:', root: true, options: { r2q: 10, default: '0x1' } },
    {
      kind: 'netem',
      handle,
      parent: '1:1',
      options: { limit: 1000, ...options, ecn: false, gap: 0 },
    },
    { kind: 'ingress', handle: 'ffff:', parent: 'ffff:fff1', options: {} },
  ])

describe('what the kernel says', () => {
  it.each([
    [{ delay: { delay: 0.2, jitter: 0, correlation: 0 } }, slow({ delay: 200 })],
    [{ delay: { delay: 0.2, jitter: 0.02, correlation: 0 } }, slow({ delay: 200, jitter: 20 })],
    [{ 'loss-random': { loss: 0.2, correlation: 0 } }, slow({ loss: 20 })],
    [{ 'loss-random': { loss: 0.0299999, correlation: 0 } }, slow({ loss: 3 })],
    [{ duplicate: { duplicate: 0.05, correlation: 0 } }, slow({ duplicates: 5 })],
    [{ rate: { rate: 93_750, packetoverhead: 0, cellsize: 0 } }, slow({ rate: 750 })],
    [{ delay: { delay: 99, jitter: 0 } }, slow({ delay: 10_000 })],
  ])('%j is %j', (options, way) => {
    expect(readQdiscs(SAID(options))).toEqual(way)
  })

  it.each([
    ['somebody else’s netem', SAID({ 'loss-random': { loss: 0.2 } }, '8001:')],
    ['one that does nothing', SAID({})],
    ['libvirt’s sfq, which is no JSON', '[{"kind":"sfq","handle":"2:","options":{limit 127p }}]'],
    ['nothing', ''],
    ['anything', '{"kind":7}'],
    ['what is no share', SAID({ 'loss-random': { loss: 7 } })],
  ])('%s is none of ours', (_, json) => {
    expect(readQdiscs(json)).toBeNull()
  })

  it('finds the devices by our handle alone', () => {
    const text = `qdisc noqueue 0: dev lo root refcnt 2
qdisc netem 7075: dev vnet3 root refcnt 2 limit 1000 delay 200ms
qdisc netem 8001: dev vnet4 root refcnt 2 limit 1000 delay 200ms
qdisc netem 7075: dev pu-vnet5 root refcnt 2 limit 1000 loss 1%
qdisc netem 7075: dev -vnet6 root refcnt 2
qdisc netem 7075: dev vnet7 parent 1:1 limit 1000 delay 200ms`
    expect(devicesWithNetem(text)).toEqual(['vnet3', 'pu-vnet5', 'vnet7'])
  })
})

describe('what a machine keeps', () => {
  const mac = '52:54:00:51:64:01'
  const conditions: LinkConditions = { toMachine: all, fromMachine: slow({ loss: 3 }) }
  const links =
    '<puente:link mac="52:54:00:51:64:01" to="limit 1019 delay 200ms 20ms loss random 1.5% duplicate 0.25% rate 1000kbit" from="limit 1000 loss random 3%"/>'
  const domain = (metadata: string) => `<domain type="kvm"><name>web</name>
  <metadata>${metadata}</metadata>
  <devices><interface type="bridge"><mac address="52:54:00:51:64:01"/></interface></devices></domain>`
  const ours = `<puente:links xmlns:puente="urn:puente:links:1">\n${links}\n</puente:links>`

  it('is read of its definition, and of our element alone', () => {
    expect(describeDomain(domain(ours)).kept).toEqual(new Map([[mac, conditions]]))
    const alone = linksXml(new Map([[mac, conditions]])) ?? ''
    expect(readLinks(parse(alone))).toEqual(new Map([[mac, conditions]]))
    expect(alone).not.toContain('xmlns')
    expect(linksXml(new Map())).toBeNull()
  })

  it.each([
    [
      'another’s element',
      '<x:links xmlns:x="y"><x:link mac="52:54:00:51:64:01" to="limit 1 loss random 1%"/></x:links>',
    ],
    ['other words', ours.replace('limit 1019', 'dev eth0 limit 1019')],
    ['nothing to do', ours.replace(/to="[^"]*" from="[^"]*"/, '')],
    ['no MAC', ours.replace(/mac="[^"]*"/, '')],
    ['none', ''],
  ])('of %s is nothing', (_, metadata) => {
    expect(describeDomain(domain(metadata)).kept.size).toBe(0)
  })
})

describe('presets', () => {
  it.each(presetNames)('%s can be asked for, and is known again', (name) => {
    expect(areFit(presets[name])).toBe(true)
    expect(presetOf(presets[name])).toBe(name)
  })

  it('are no longer one with any other value', () => {
    const { toMachine, fromMachine } = presets.mobile
    expect(presetOf({ toMachine, fromMachine: { ...fromMachine, loss: 0.01 } })).toBeNull()
  })
})

describe('what can’t be had', () => {
  it.each<[Partial<WayConditions>, string[]]>([
    [{ delay: -1 }, ['delay', 'jitter']],
    [{ delay: 10_001 }, ['delay']],
    [{ delay: 0.25 }, ['delay']],
    [{ delay: Number.NaN }, ['delay', 'jitter']],
    [{ delay: 10, jitter: 11 }, ['jitter']],
    [{ loss: 100.01 }, ['loss']],
    [{ loss: 0.005 }, ['loss']],
    [{ duplicates: 101 }, ['duplicates']],
    [{ rate: 0 }, ['rate']],
    [{ rate: 1.5 }, ['rate']],
    [{ delay: 0.1, jitter: 0.1, loss: 0.07, duplicates: 99.99, rate: 1 }, []],
  ])('%j is wrong in %j, and refused', (way, fields) => {
    expect(Object.keys(wayProblems(slow(way)))).toEqual(fields)
    const intent = {
      ...{ machine: '5f0c1a52-7d3e-4b5a-9c1d-000000000001', keep: true },
      nic: { alias: 'net0', mac: '52:54:00:51:64:01', slot: null },
      conditions: { toMachine: slow(way), fromMachine: perfectWay },
    }
    const asked = conditionMethods.planSetConditions.safeParse([intent])
    expect(asked.success).toBe(fields.length === 0)
  })

  it.each([
    [0, true],
    [1, false],
    [3_600, false],
    [3_601, true],
    [1.5, true],
  ])('%d seconds: %j', (seconds, isProblem) => {
    expect(secondsProblem(seconds) !== null).toBe(isProblem)
  })
})

describe('the helper', () => {
  const lossy: LinkConditions = { toMachine: slow({ loss: 1 }), fromMachine: perfectWay }
  const none = { now: null, kept: null }
  const work = (part: Partial<Work>): Work => ({
    ...{ machine: machine(), nic: { ...nic(), tap: 'vnet3' }, before: none, target: none },
    ...{ kept: new Map(), hook: 'none', isLast: true },
    ...part,
  })
  const off = { ...nic(), tap: null }

  it.each<[string, Partial<Work>, string | null]>([
    [
      'for now',
      { target: { now: lossy, kept: null } },
      'set now vnet3 to limit 1000 loss random 1%',
    ],
    [
      'kept',
      { target: { now: lossy, kept: lossy } },
      'set kept vnet3 to limit 1000 loss random 1%',
    ],
    [
      'kept from now on',
      { before: { now: lossy, kept: null }, target: { now: lossy, kept: lossy }, hook: 'pending' },
      'keep',
    ],
    [
      'kept, and the hook is there',
      { before: { now: lossy, kept: null }, target: { now: lossy, kept: lossy }, hook: 'known' },
      null,
    ],
    ['kept by one that is off', { nic: off, target: { now: null, kept: lossy } }, 'keep'],
    ['taken off', { before: { now: lossy, kept: null } }, 'remove vnet3'],
    [
      'the last taken off',
      { before: { now: lossy, kept: lossy }, hook: 'known' },
      'remove vnet3 forget',
    ],
    [
      'one of several taken off',
      { before: { now: lossy, kept: null }, hook: 'known', isLast: false },
      'remove vnet3',
    ],
    [
      'the last of one that is off',
      { nic: off, before: { now: null, kept: lossy }, hook: 'known' },
      'forget',
    ],
    ['nothing', {}, null],
  ])('is asked, %s, %j', (_, part, words) => {
    expect(helperWords(work(part))?.join(' ') ?? null).toBe(words)
  })
})
